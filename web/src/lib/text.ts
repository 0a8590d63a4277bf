/** Small pure functions on text. */

/** `1 message`, `2 messages`. */
export function counted(count: number, one: string, many = `${one}s`): string {
  return `${count.toLocaleString()} ${count === 1 ? one : many}`;
}

/** `Ana`, `Ana and Ben`, `Ana, Ben and Cara`; from the fourth on `Ana, Ben and 2 others`. */
export function listed(names: readonly string[], most = 3): string {
  const [first = "", second = ""] = names;
  if (names.length <= 1) return first;
  if (names.length === 2) return `${first} and ${second}`;
  if (names.length <= most) return `${names.slice(0, -1).join(", ")} and ${names[names.length - 1]}`;
  const rest = names.length - (most - 1);
  return `${names.slice(0, most - 1).join(", ")} and ${rest} others`;
}

const UNITS = ["bytes", "KB", "MB", "GB", "TB"] as const;

/** `14 KB`; steps of 1,024. */
export function fileSize(bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit > 0 && value < 10 ? 1 : 0;
  return `${value.toLocaleString(undefined, { maximumFractionDigits: digits })} ${UNITS[unit]}`;
}

/** The ending of a file's name in capitals, at most four letters; `FILE` without one. */
export function extensionOf(name: string): string {
  const ending = /\.([\p{L}\p{N}]{1,4})$/u.exec(name)?.[1];
  return ending ? ending.toLocaleUpperCase() : "FILE";
}

const EMOJI_ONLY =
  /^(?:\p{Extended_Pictographic}(?:\p{Emoji_Modifier}|\uFE0F|\u20E3|\u200D\p{Extended_Pictographic})*|\p{Regional_Indicator}{2}|\s)+$/u;
const EMOJI_ONLY_MOST = 24;

/** A text of a few emoji and nothing else, which is shown large. */
export function onlyEmoji(text: string): boolean {
  return text.length <= EMOJI_ONLY_MOST && text.trim() !== "" && EMOJI_ONLY.test(text);
}

/** Bytes of a text in UTF-8. */
export function byteLength(text: string): number {
  return new TextEncoder().encode(text).length;
}
