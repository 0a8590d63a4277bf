/** What is to become of a pasted text: words, a link, a code block, or a file when it is long. Pure. */
import { insideCode } from "./trigger";

/** From here on, a text file is offered. */
const LONG_CHARS = 4_000;
/** A message takes no more, in bytes of UTF-8. */
const MOST_BYTES = 16_384;

export type Pasted =
  | { type: "words" }
  /** The selected words become a link to the address. */
  | { type: "link"; url: string }
  | { type: "code"; block: string }
  /** Long enough for a file, if the person wants that. */
  | { type: "long" }
  /** Too long for any message. */
  | { type: "file" };

export interface PastedInto {
  before: string;
  selected: string;
}

/** `editor`: it was copied out of an editor of code. */
export function readPasted(text: string, { before, selected }: PastedInto, editor: boolean): Pasted {
  if (new TextEncoder().encode(text).length > MOST_BYTES) return { type: "file" };
  if (text.length > LONG_CHARS) return { type: "long" };
  if (insideCode(before)) return { type: "words" };
  const url = text.trim();
  if (selected.trim() !== "" && !selected.includes("\n") && /^https?:\/\/\S+$/.test(url)) return { type: "link", url };
  if (text.trim().includes("\n") && !text.includes("```") && (editor || looksLikeCode(text)))
    return { type: "code", block: blockOf(text, before) };
  return { type: "words" };
}

/** A fenced block on lines of its own. */
function blockOf(text: string, before: string): string {
  const start = before === "" || before.endsWith("\n") ? "" : "\n";
  return `${start}\`\`\`\n${text.replace(/\s+$/, "")}\n\`\`\`\n`;
}

const ENDS_LIKE_CODE = /[;{}([]\s*(?:\/\/.*|#.*)?$|=>\s*$|^\s*[})\]]/;
const BEGINS_LIKE_CODE =
  /^\s*(?:import|export|from|const|let|var|function|async|return|if\s*\(|else|for\s*\(|while\s*\(|class|def|fn|pub|use|impl|struct|enum|match|public|private|static|void|int|package|func|type|interface|#include|#!|SELECT\s|INSERT\s|UPDATE\s|CREATE\s|<\/?[a-z][\w-]*[\s>/]|@\w+\(|\$ |\/\/|\/\*|\w+\s*[=:]=?\s*\S+;?$|[\w.]+\(.*\)\s*[;{]?$)/;
const PROSE = /^\s*(?:[-*+]|\d+[.)])\s|^\s*>|[.!?…。！？]["')]?\s*$/;

/** Most of its lines begin or end as code does. */
export function looksLikeCode(text: string): boolean {
  const lines = text.split("\n").filter((line) => line.trim() !== "");
  if (lines.length < 2) return false;
  const like = lines.filter(
    (line) =>
      !PROSE.test(line) && (ENDS_LIKE_CODE.test(line) || BEGINS_LIKE_CODE.test(line) || /^(?: {2,}|\t)\S/.test(line)),
  );
  return like.length / lines.length >= 0.6 && lines.some((line) => /[;{}()=<>[\]$#]/.test(line));
}
