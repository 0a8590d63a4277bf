/** Every Unicode emoji with its names, loaded when the first one looks for them: the table is larger than most of the app. */

/** One emoji, in the order in which people expect to find it. */
export interface Glyph {
  emoji: string;
  /** As teams know it, the first one is written: `thumbsup`. Never empty. */
  names: readonly string[];
  /** In plain words: `thumbs up`. */
  label: string;
  tags: readonly string[];
  group: GroupId;
  /** The same in five skin tones, the lightest first; null where there are none. */
  tones: readonly string[] | null;
}

export type GroupId = "people" | "body" | "nature" | "food" | "travel" | "activities" | "objects" | "symbols" | "flags";

/** The names of groups by the numbers of the table; 2 holds parts of emoji, which are none by themselves. */
const GROUPS: Record<number, GroupId> = {
  0: "people",
  1: "body",
  3: "nature",
  4: "food",
  5: "travel",
  6: "activities",
  7: "objects",
  8: "symbols",
  9: "flags",
};

interface Skin {
  emoji: string;
  tone?: number | number[];
}

interface Entry extends Skin {
  hexcode: string;
  label: string;
  tags?: string[];
  group?: number;
  order?: number;
  version: number;
  skins?: Skin[];
}

/** Emoji up to this version are on every system that runs this app; of younger ones each version is tried. */
const EVERYWHERE = 13;

let table: Promise<readonly Glyph[]> | null = null;

/** The table. Throws when it cannot be fetched; the next call tries again. */
export function loadGlyphs(): Promise<readonly Glyph[]> {
  table ??= load().catch((thrown) => {
    table = null;
    throw thrown;
  });
  return table;
}

async function load(): Promise<readonly Glyph[]> {
  const [data, codes] = await Promise.all([
    import("emojibase-data/en/data.json"),
    import("emojibase-data/en/shortcodes/iamcal.json"),
  ]);
  const names = codes.default as Record<string, string | string[]>;
  const entries = (data.default as Entry[]).filter((entry) => (entry.group ?? 2) in GROUPS && entry.hexcode in names);
  entries.sort((a, b) => (a.order ?? 0) - (b.order ?? 0));
  const shown = new Map<number, boolean>();
  return entries.flatMap((entry) => {
    const { version } = entry;
    if (version > EVERYWHERE && !shown.has(version)) shown.set(version, isShown(entry.emoji));
    return shown.get(version) === false ? [] : [glyphOf(entry, names[entry.hexcode] ?? [])];
  });
}

function glyphOf(entry: Entry, names: string | string[]): Glyph {
  const { emoji, label, tags = [], skins, group = 0 } = entry;
  const all = typeof names === "string" ? [names] : names;
  return { emoji, names: all, label, tags, group: GROUPS[group] ?? "symbols", tones: skins ? tonesOf(skins) : null };
}

/** Emoji of two people come in pairs of tones: both of one here. */
function tonesOf(skins: readonly Skin[]): readonly string[] | null {
  const tones = [1, 2, 3, 4, 5].map((tone) => skins.find((skin) => isOf(skin, tone))?.emoji);
  return tones.every((emoji) => emoji !== undefined) ? tones : null;
}

function isOf({ tone }: Skin, wanted: number): boolean {
  return Array.isArray(tone) ? tone.every((one) => one === wanted) : tone === wanted;
}

/** Whether this machine's fonts have an emoji: what they lack is drawn as a box without a colour. */
function isShown(emoji: string): boolean {
  const pen = document.createElement("canvas").getContext?.("2d", { willReadFrequently: true });
  if (!pen) return true;
  pen.canvas.width = 24;
  pen.canvas.height = 24;
  pen.font = "20px sans-serif";
  pen.textBaseline = "top";
  pen.fillText(emoji, 0, 0);
  const { data } = pen.getImageData(0, 0, 24, 24);
  for (let at = 0; at < data.length; at += 4) if (data[at] !== data[at + 1] || data[at] !== data[at + 2]) return true;
  return false;
}

/** How well an emoji fits each word that was typed: 0 when one does not. */
function fitOf(words: readonly string[], { names, label, tags }: Searched): number {
  let fit = 0;
  for (const word of words) {
    const best = Math.max(
      ...names.map((name) => (name === word ? 8 : name.startsWith(word) ? 6 : name.includes(word) ? 2 : 0)),
      ...label.split(/[\s:-]+/).map((part) => (part === word ? 5 : part.startsWith(word) ? 4 : 0)),
      ...tags.map((tag) => (tag === word ? 5 : tag.startsWith(word) ? 3 : 0)),
    );
    if (best === 0) return 0;
    fit += best;
  }
  return fit;
}

type Searched = Pick<Glyph, "names" | "label" | "tags">;

/** Those that fit what was typed, the best first. `:tada:` finds what `tada` finds. */
export function found<T extends Searched>(query: string, all: readonly T[]): T[] {
  const words = query.toLowerCase().replaceAll(":", " ").split(/\s+/).filter(Boolean);
  return all
    .map((one, order) => ({ one, order, fit: fitOf(words, one) }))
    .filter(({ fit }) => fit > 0)
    .sort((a, b) => b.fit - a.fit || a.order - b.order)
    .map(({ one }) => one);
}
