/** What stands where on the board of emoji: sections of rows, and the way from one emoji to the next by arrow keys. */
import type { Tone } from "./choice";
import { found, type Glyph, type GroupId } from "./table";

/** A picture of the workspace's own, with its name. */
export interface CustomGlyph {
  name: string;
  url: string;
}

/** One emoji to pick. */
export interface Cell {
  /** The emoji itself, or the name of a custom one between colons. */
  value: string;
  /** Between colons, as it can be typed. */
  name: string;
  label: string;
  /** Address of the picture of a custom one. */
  picture: string | null;
}

export type SectionId = GroupId | "found" | "recent" | "custom";

export const TITLES: Record<SectionId, string> = {
  found: "Found",
  recent: "Recently used",
  people: "Smileys and emotion",
  body: "People and body",
  nature: "Animals and nature",
  food: "Food and drink",
  travel: "Travel and places",
  activities: "Activities",
  objects: "Objects",
  symbols: "Symbols",
  flags: "Flags",
  custom: "Of this workspace",
};

export type BoardRow =
  | { kind: "head"; section: SectionId }
  | { kind: "cells"; section: SectionId; from: number; cells: Cell[] };

export interface Board {
  rows: BoardRow[];
  /** In order; a row's `from` is a place in here. */
  cells: Cell[];
  sections: SectionId[];
}

export interface BoardInput {
  glyphs: readonly Glyph[];
  custom: readonly CustomGlyph[];
  recent: readonly string[];
  tone: Tone;
  query: string;
  columns: number;
}

const ORDER: readonly GroupId[] = [
  "people",
  "body",
  "nature",
  "food",
  "travel",
  "activities",
  "objects",
  "symbols",
  "flags",
];

export function layBoard({ glyphs, custom, recent, tone, query, columns }: BoardInput): Board {
  const board: Board = { rows: [], cells: [], sections: [] };
  const add = (section: SectionId, cells: Cell[]) => {
    if (cells.length === 0) return;
    board.sections.push(section);
    board.rows.push({ kind: "head", section });
    for (let at = 0; at < cells.length; at += columns) {
      const row = cells.slice(at, at + columns);
      board.rows.push({ kind: "cells", section, from: board.cells.length, cells: row });
      board.cells.push(...row);
    }
  };
  if (query.trim() !== "") {
    const own = custom.map((one) => ({ names: [one.name], label: "", tags: [], cell: customCell(one) }));
    const all = [...glyphs.map((one) => ({ ...one, cell: cellOf(one, tone) })), ...own];
    add(
      "found",
      found(query, all).map(({ cell }) => cell),
    );
    return board;
  }
  add("recent", recentCells(recent, glyphs, custom));
  add("custom", custom.map(customCell));
  for (const group of ORDER)
    add(
      group,
      glyphs.filter((one) => one.group === group).map((one) => cellOf(one, tone)),
    );
  return board;
}

function cellOf({ emoji, names, label, tones }: Glyph, tone: Tone): Cell {
  const value = (tone === 0 ? undefined : tones?.[tone - 1]) ?? emoji;
  return { value, name: `:${names[0]}:`, label, picture: null };
}

function customCell({ name, url }: CustomGlyph): Cell {
  return { value: `:${name}:`, name: `:${name}:`, label: name.replaceAll("_", " "), picture: url };
}

/** In the tone in which they were used; custom ones that are gone are left out. */
function recentCells(recent: readonly string[], glyphs: readonly Glyph[], custom: readonly CustomGlyph[]): Cell[] {
  const known = new Map<string, Cell>(custom.map((one) => [`:${one.name}:`, customCell(one)]));
  for (const glyph of glyphs) {
    for (const tone of [0, 1, 2, 3, 4, 5] as const) {
      const cell = cellOf(glyph, tone);
      known.set(cell.value, cell);
    }
  }
  return recent.flatMap((value) => known.get(value) ?? []);
}

/** Where an arrow key leads from a place among the cells; null for other keys. */
export function stepped({ rows, cells }: Board, at: number, key: string): number | null {
  const last = cells.length - 1;
  if (key === "ArrowRight") return Math.min(at + 1, last);
  if (key === "ArrowLeft") return Math.max(at - 1, 0);
  if (key !== "ArrowDown" && key !== "ArrowUp") return null;
  const lines = rows.filter((row) => row.kind === "cells");
  const line = lines.findIndex((row) => row.from <= at && at < row.from + row.cells.length);
  const next = lines[line + (key === "ArrowDown" ? 1 : -1)];
  if (next === undefined) return at;
  return next.from + Math.min(at - (lines[line]?.from ?? 0), next.cells.length - 1);
}
