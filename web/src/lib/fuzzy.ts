/** Finding a name by what somebody types in a hurry: parts of words, skipped letters, one slip of the finger. */

function folded(text: string): string {
  return text.normalize("NFKD").replace(/\p{M}/gu, "").toLocaleLowerCase();
}

/** Whether all letters stand in the text in this order. */
function isSubsequence(letters: string, text: string): boolean {
  let at = 0;
  for (const letter of text) {
    if (letter === letters[at]) at += 1;
    if (at === letters.length) return true;
  }
  return false;
}

/** Whether one letter too many, too few, wrong or swapped makes `typed` the beginning of `word`. */
function isOneSlipAway(typed: string, word: string): boolean {
  let same = 0;
  while (same < typed.length && typed[same] === word[same]) same += 1;
  const rest = typed.slice(same);
  const wanted = word.slice(same);
  const [a = "", b = ""] = rest;
  return (
    wanted.startsWith(rest.slice(1)) ||
    wanted.slice(1).startsWith(rest) ||
    wanted.slice(1).startsWith(rest.slice(1)) ||
    wanted.startsWith(b + a + rest.slice(2))
  );
}

/** How well a name fits what was typed, higher is better; 0: not at all. An empty query fits everything. */
export function fitOf(query: string, name: string): number {
  const typed = folded(query.trim());
  const text = folded(name);
  if (typed === "") return 1;
  if (text === typed) return 100;
  if (text.startsWith(typed)) return 90;
  const words = text.split(/[\s._-]+/u);
  if (words.some((word) => word.startsWith(typed))) return 80;
  if (text.includes(typed)) return 60;
  const parts = typed.split(/\s+/u);
  if (parts.length > 1 && parts.every((part) => words.some((word) => word.startsWith(part)))) return 70;
  if (typed.length >= 3 && words.some((word) => isOneSlipAway(typed, word))) return 40;
  return typed.length >= 2 && isSubsequence(typed, text) ? 20 : 0;
}

/** The items that fit, best first; equal ones stay in their order. */
export function best<T>(query: string, items: readonly T[], nameOf: (item: T) => string, most: number): T[] {
  return items
    .map((item, at) => ({ item, at, score: fitOf(query, nameOf(item)) }))
    .filter((one) => one.score > 0)
    .sort((a, b) => b.score - a.score || a.at - b.at)
    .slice(0, most)
    .map((one) => one.item);
}
