/**
 * What counts as unread in a room's entry. Pure.
 *
 * Counts start after the mark, or where the caller marked the room unread. What lies before is not held; so that a start
 * may go back, what was heard of single positions is remembered beside (`heard`), and the server tells the rest.
 */
import type { ReadMark } from "../api/wire";
import type { Meaning, RoomEntry } from "../stores/entities";

/** Mentions counted in a room: the newest hundred, as the server does. */
const MENTIONS = 100;

/** Position of the first message that counts. */
function start(entry: RoomEntry): number {
  return entry.unreadFrom ?? entry.mark + 1;
}

/** Counts a position for what its message means, if it counts at all. */
export function counted(entry: RoomEntry, position: number, meaning: Meaning): RoomEntry {
  const counts = position >= start(entry);
  const gaps = withPosition(entry.gaps, position, counts && meaning === "gap");
  const mentions = withPosition(entry.mentions, position, counts && meaning === "mention").slice(-MENTIONS);
  return { ...entry, gaps, mentions };
}

/** Who has read up to a position has no room marked unread before it. */
export function marked(entry: RoomEntry, position: number): RoomEntry {
  return position <= entry.mark ? entry : trimmed({ ...entry, mark: position, unreadFrom: null });
}

/** Takes the caller's marks of a room as they are now; a mark that lies behind is older news, for sending moved it on. */
export function withMarks(entry: RoomEntry, { position, unread_from, counted: there }: ReadMark): RoomEntry {
  if (position < entry.mark) return entry;
  if (position === entry.mark && unread_from === entry.unreadFrom && !there) return entry;
  let next: RoomEntry = { ...entry, mark: position, unreadFrom: unread_from };
  if (there) next = { ...next, gaps: there.gaps, mentions: there.mentions };
  for (const [heard, meaning] of Object.entries(entry.heard ?? {})) next = counted(next, Number(heard), meaning);
  return trimmed(next);
}

function trimmed(entry: RoomEntry): RoomEntry {
  const counts = (position: number) => position >= start(entry);
  return { ...entry, gaps: entry.gaps.filter(counts), mentions: entry.mentions.filter(counts) };
}

function withPosition(positions: number[], position: number, wanted: boolean): number[] {
  if (positions.includes(position) === wanted) return positions;
  if (!wanted) return positions.filter((held) => held !== position);
  return [...positions, position].sort((a, b) => a - b);
}
