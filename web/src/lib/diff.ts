/** What changed between two texts, word by word. */

export interface DiffPart {
  change: "same" | "added" | "removed";
  text: string;
}

/** Beyond this many comparisons the texts are shown one after the other: nobody reads that many changes. */
const MOST_COMPARED = 4_000_000;

/** Words and what stands between them. */
function wordsOf(text: string): string[] {
  return text.match(/\s+|[\p{L}\p{N}_]+|[^\s\p{L}\p{N}_]/gu) ?? [];
}

/** The longest common run of words stays; the rest was removed or added. */
export function wordDiff(before: string, after: string): DiffPart[] {
  const from = wordsOf(before);
  const to = wordsOf(after);
  let start = 0;
  while (start < from.length && start < to.length && from[start] === to[start]) start += 1;
  let end = 0;
  while (end < from.length - start && end < to.length - start && from.at(-1 - end) === to.at(-1 - end)) end += 1;
  const middle = changes(from.slice(start, from.length - end), to.slice(start, to.length - end));
  const same = (words: string[]): DiffPart => ({ change: "same", text: words.join("") });
  return joined([same(to.slice(0, start)), ...middle, same(to.slice(to.length - end))]);
}

function changes(from: string[], to: string[]): DiffPart[] {
  if (from.length * to.length > MOST_COMPARED) {
    return [
      { change: "removed", text: from.join("") },
      { change: "added", text: to.join("") },
    ];
  }
  const width = to.length + 1;
  // Length of the longest common run of what begins at (i, j).
  const common = new Uint16Array((from.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = from.length - 1; i >= 0; i -= 1) {
    for (let j = to.length - 1; j >= 0; j -= 1) {
      common[i * width + j] = from[i] === to[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
    }
  }
  const parts: DiffPart[] = [];
  let i = 0;
  let j = 0;
  while (i < from.length || j < to.length) {
    if (i < from.length && j < to.length && from[i] === to[j]) {
      parts.push({ change: "same", text: from[i] ?? "" });
      i += 1;
      j += 1;
    } else if (i < from.length && (j === to.length || at(i + 1, j) >= at(i, j + 1))) {
      parts.push({ change: "removed", text: from[i] ?? "" });
      i += 1;
    } else {
      parts.push({ change: "added", text: to[j] ?? "" });
      j += 1;
    }
  }
  return parts;
}

/** Brings neighbours of one kind together. */
function joined(parts: DiffPart[]): DiffPart[] {
  const result: DiffPart[] = [];
  for (const part of parts) {
    const last = result.at(-1);
    if (part.text === "") continue;
    if (last?.change === part.change) last.text += part.text;
    else result.push({ ...part });
  }
  return result;
}
