/** Messages to everybody: whom a text would call, and whether that is asked about first. */
import type { RoomId } from "../api/wire";
import { mentionedNames } from "../lib/mentions";
import { entities } from "./entities";

/** From so many members on, a message to all of them is asked about first. */
const MANY = 20;

export interface Everybody {
  count: number;
  /** `@here`: only those who are online. */
  onlyOnline: boolean;
}

/** A message to everybody that waits for a yes. */
export interface ToEverybody extends Everybody {
  confirm: () => void;
  cancel: () => void;
}

/** Whom a text would call, when they are many and were not called by what it said `before`; null when there is nothing to ask. */
export function everybodyIn(room: RoomId, text: string, before = ""): Everybody | null {
  const entry = entities.getState().rooms[room];
  if (!entry?.abilities.includes("mention_everyone") || entry.room.member_count < MANY) return null;
  const said = new Set(mentionedNames(before));
  const names = mentionedNames(text).filter((name) => !said.has(name));
  if (!names.includes("room") && !names.includes("here")) return null;
  return { count: entry.room.member_count - 1, onlyOnline: !names.includes("room") };
}
