/** The order in which the sidebar shows rooms; the shortcuts for the next room follow it too. */
import type { RoomEntry } from "../../stores/entities";

/** Named rooms in their order, direct ones with the latest word first. */
export function sections(rooms: readonly RoomEntry[]): { named: RoomEntry[]; direct: RoomEntry[] } {
  const latest = (entry: RoomEntry) => entry.room.last_message_at ?? entry.room.created_at;
  return {
    named: rooms.filter((entry) => entry.room.kind !== "direct"),
    direct: rooms
      .filter((entry) => entry.room.kind === "direct")
      .sort((a, b) => Date.parse(latest(b)) - Date.parse(latest(a))),
  };
}
