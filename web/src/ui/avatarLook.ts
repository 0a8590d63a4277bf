/** What a generated avatar shows: initials, and a colour that stays the same for the same seed. */

/** White text keeps AA contrast on each of them, see `avatarLook.test.ts`. */
export const AVATAR_COLOURS = [
  "#7c5cbf",
  "#b4552d",
  "#2d6cb4",
  "#0b7a6f",
  "#5b6670",
  "#a8437a",
  "#4b6b1f",
  "#8a5a0b",
  "#3f5fc4",
  "#b03a48",
  "#1f7a45",
  "#7a4a8c",
] as const;

/** The colour of a person or room; seed with the id, which never changes. */
export function avatarColour(seed: string): string {
  // FNV-1a: short, and ids that differ in their last digits spread well.
  let hash = 0x811c9dc5;
  for (let i = 0; i < seed.length; i += 1) {
    hash = Math.imul(hash ^ seed.charCodeAt(i), 0x01000193);
  }
  return AVATAR_COLOURS[(hash >>> 0) % AVATAR_COLOURS.length] ?? AVATAR_COLOURS[0];
}

const LETTER = /[\p{L}\p{N}]/u;

/** At most two letters: of the first and the last word, or the first two of a single one. */
export function initialsOf(name: string): string {
  const words = name.split(/[\s._-]+/u).filter((word) => LETTER.test(word));
  const first = words[0];
  if (first === undefined) return [...name][0] ?? "?";
  const last = words.length > 1 ? words[words.length - 1] : undefined;
  const letters = (word: string) => [...word].filter((letter) => LETTER.test(letter));
  const [a = "", b = ""] = letters(first);
  // One ideograph says as much as two letters, and two would not fit.
  if (/\p{Script=Han}|\p{Script=Hiragana}|\p{Script=Katakana}|\p{Script=Hangul}/u.test(a)) return a;
  return (a + (last === undefined ? b : (letters(last)[0] ?? ""))).toLocaleUpperCase();
}
