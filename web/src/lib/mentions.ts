/** The names in a text, as the server reads them. */

/** A name does not begin inside a word, a mail address, a path or an entity. Scripts without spaces may touch it. */
export const NAME_BEFORE = "(?:^|[^\\p{L}\\p{N}@#/&:]|[\\u2E80-\\u{10FFFF}])";

const CODE = /(```|~~~)[\s\S]*?(?:\1|$)|(`+)[^\n]*?\2/g;

/** A text without what stands in it as code. */
function withoutCode(text: string): string {
  return text.replace(CODE, " ");
}

const MENTION = new RegExp(`(?<=${NAME_BEFORE})@([\\p{L}\\p{N}._-]+)`, "gu");

/** A line of a quotation: who repeats what was said calls nobody again. */
const QUOTED = /^ {0,3}>.*$/gm;

/** The names that a text mentions, in lower case, each once. A full stop at the end may belong to the sentence: both are in. */
export function mentionedNames(text: string): string[] {
  const names = new Set<string>();
  for (const [, name = ""] of withoutCode(text).replace(QUOTED, "").matchAll(MENTION)) {
    const folded = name.toLowerCase();
    names.add(folded);
    names.add(folded.replace(/[._-]+$/, ""));
  }
  return [...names];
}
