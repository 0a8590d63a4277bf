/** Names of emoji, loaded when the first one is needed: the table is larger than most screens' worth of code. */

type EmojiNames = ReadonlyMap<string, string>;

let names: EmojiNames | null = null;
let loading = false;
const listeners = new Set<() => void>();

/** Turns `{ "1F44D": ["+1", "thumbsup"] }` around. */
function byName(table: Record<string, string | string[]>): EmojiNames {
  const map = new Map<string, string>();
  for (const [hex, given] of Object.entries(table)) {
    const emoji = String.fromCodePoint(...hex.split("-").map((code) => Number.parseInt(code, 16)));
    for (const name of Array.isArray(given) ? given : [given]) map.set(name, emoji);
  }
  return map;
}

async function load(): Promise<void> {
  if (loading) return;
  loading = true;
  try {
    const table = await import("emojibase-data/en/shortcodes/iamcal.json");
    names = byName(table.default as Record<string, string | string[]>);
    for (const tell of listeners) tell();
  } catch {
    // Offline: the next one who asks tries again.
    loading = false;
  }
}

/** The emoji of a name as teams know it, for example `+1`. Null while unknown; asks for the names if need be. */
export function emojiOf(name: string): string | null {
  if (names === null) {
    void load();
    return null;
  }
  const [plain = "", tone] = name.split("::");
  const emoji = names.get(plain) ?? null;
  const shade = tone === undefined ? null : /^skin-tone-([2-6])$/.exec(tone)?.[1];
  return emoji !== null && shade ? emoji + String.fromCodePoint(0x1f3f9 + Number(shade)) : emoji;
}

/** Calls back once the names are there. Returns the way to stop listening. */
export function onEmojiLoaded(tell: () => void): () => void {
  listeners.add(tell);
  return () => listeners.delete(tell);
}
