/**
 * Which rows stand under which: day separators, the New line, and who is grouped with the row above.
 *
 * Separators belong to the row below them, so that the list holds messages only and every row keeps its key. While older
 * pages exist, the oldest row is held back: how it looks depends on the row before it, which is not here yet, and a row
 * that changes its height once that arrives would make the list jump.
 */
import { dayKey, type Moment } from "../../lib/time";
import type { PlaceOf, Row } from "../../stores/messages";
import type { Boundary } from "./useReadBoundary";

/** Messages of one author within this time stand under one name. */
const GROUP_MS = 5 * 60_000;

/** A row and all that its look depends on. Equal input gives the same object, so that rows are not rendered in vain. */
export interface LaidRow {
  key: string;
  row: Row;
  /** The moment whose day is written above the row; null under the same day. */
  day: Moment | null;
  /** The New line stands above this row. */
  first: boolean;
  /** Under the row above, without a name of its own. */
  grouped: boolean;
}

export interface LayoutInput {
  rows: readonly Row[];
  hasOlder: boolean;
  /** Where the New line stands; null for none. */
  boundary: Boundary | null;
  me: string;
  placeOf: PlaceOf;
  /** When what stands above the first row was said: under the same day, that needs no separator. */
  after?: Moment | null;
}

export function authorOf(row: Row, me: string): string {
  return row.kind === "message" ? row.message.author : me;
}

export function momentOf(row: Row): Moment {
  return row.kind === "message" ? row.message.created_at : row.send.at;
}

/** A deleted message leaves a trace only where replies hang on it. */
function isShown(row: Row): boolean {
  return row.kind === "send" || row.message.deleted_at === null || row.message.thread !== null;
}

function isNew(row: Row, input: LayoutInput): boolean {
  const { boundary, me, placeOf } = input;
  const place = row.kind === "send" ? null : placeOf(row.message);
  if (boundary === null || place === null) return false;
  return place > boundary.after && (boundary.byHand || authorOf(row, me) !== me);
}

function isGrouped(row: Row, above: Row, me: string): boolean {
  if (authorOf(row, me) !== authorOf(above, me)) return false;
  if (above.kind === "message" && above.message.deleted_at !== null) return false;
  return new Date(momentOf(row)).getTime() - new Date(momentOf(above)).getTime() < GROUP_MS;
}

function same(a: LaidRow, b: LaidRow): boolean {
  const rowA = a.row.kind === "message" ? a.row.message : a.row.send;
  const rowB = b.row.kind === "message" ? b.row.message : b.row.send;
  return rowA === rowB && a.day === b.day && a.first === b.first && a.grouped === b.grouped;
}

/** Lays the rows out. `known` is the layout of last time. */
export function layOut(input: LayoutInput, known: ReadonlyMap<string, LaidRow> = new Map()): LaidRow[] {
  const shown = input.rows.filter(isShown);
  const laid: LaidRow[] = [];
  let newLineStands = false;
  for (const [index, row] of shown.entries()) {
    const above = shown[index - 1];
    if (above === undefined && input.hasOlder && shown.length > 1) continue;
    const before = above === undefined ? (input.after ?? null) : momentOf(above);
    const otherDay = before === null || dayKey(before) !== dayKey(momentOf(row));
    const first: boolean = !newLineStands && isNew(row, input);
    newLineStands ||= first;
    const grouped = above !== undefined && !otherDay && !first && isGrouped(row, above, input.me);
    const next: LaidRow = { key: row.key, row, day: otherDay ? momentOf(row) : null, first, grouped };
    const old = known.get(row.key);
    laid.push(old !== undefined && same(old, next) ? old : next);
  }
  return laid;
}
