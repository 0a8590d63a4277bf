/** Markdown for the selection of a text field: what the toolbar and its shortcuts put in. */

/** A text field's text and selection. */
export interface Selected {
  text: string;
  start: number;
  end: number;
}

/** What takes the place of `from`–`to`, and what is selected then. */
export interface Change {
  from: number;
  to: number;
  insert: string;
  selectFrom: number;
  selectTo: number;
}

export type MarkName = "bold" | "italic" | "strike" | "code" | "link" | "quote" | "bullets" | "numbers";

const AROUND: Partial<Record<MarkName, string>> = { bold: "**", italic: "_", strike: "~~" };

/** Puts marks around the selection, or takes them away when they stand there. */
function around({ text, start, end }: Selected, mark: string): Change {
  const wide = mark.length;
  if (text.slice(start - wide, start) === mark && text.slice(end, end + wide) === mark) {
    const insert = text.slice(start, end);
    return { from: start - wide, to: end + wide, insert, selectFrom: start - wide, selectTo: end - wide };
  }
  const insert = mark + text.slice(start, end) + mark;
  return { from: start, to: end, insert, selectFrom: start + wide, selectTo: end + wide };
}

function code(selected: Selected): Change {
  const inside = selected.text.slice(selected.start, selected.end);
  if (!inside.includes("\n")) return around(selected, "`");
  const insert = `\`\`\`\n${inside.replace(/\n$/, "")}\n\`\`\`\n`;
  const at = selected.start + insert.length;
  return { from: selected.start, to: selected.end, insert, selectFrom: at, selectTo: at };
}

function link({ text, start, end }: Selected): Change {
  const words = text.slice(start, end);
  const insert = `[${words}](https://)`;
  // The address is what is still to be typed; without words, the words are.
  const at = words === "" ? start + 1 : start + insert.length - 1;
  return { from: start, to: end, insert, selectFrom: at, selectTo: at };
}

/** Puts something before each line of the selection. */
function beforeLines({ text, start, end }: Selected, prefix: (line: number) => string): Change {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const insert = text
    .slice(from, end)
    .split("\n")
    .map((line, at) => prefix(at) + line)
    .join("\n");
  return { from, to: end, insert, selectFrom: from + insert.length, selectTo: from + insert.length };
}

export function markChange(name: MarkName, selected: Selected): Change {
  const mark = AROUND[name];
  if (mark !== undefined) return around(selected, mark);
  switch (name) {
    case "code":
      return code(selected);
    case "link":
      return link(selected);
    case "quote":
      return beforeLines(selected, () => "> ");
    case "numbers":
      return beforeLines(selected, (line) => `${line + 1}. `);
    default:
      return beforeLines(selected, () => "- ");
  }
}

const LIST_ITEM = /^(\s*)(?:([-*+])|(\d+)([.)]))\s(?:\[[ xX]\]\s)?/;

/** What a line break inside a list item becomes: the next item; or, on an empty item, the end of the list. Null elsewhere. */
export function nextItem({ text, start, end }: Selected): Change | null {
  const from = text.lastIndexOf("\n", start - 1) + 1;
  const line = text.slice(from, start);
  const found = LIST_ITEM.exec(line);
  if (start !== end || found === null) return null;
  if (found[0].length === line.length) return { from, to: end, insert: "", selectFrom: from, selectTo: from };
  const [, indent = "", bullet, number, stop] = found;
  const insert = `\n${indent}${bullet ?? `${Number(number) + 1}${stop}`} `;
  return { from: start, to: end, insert, selectFrom: start + insert.length, selectTo: start + insert.length };
}
