/** Where something is written: in a room, or in one of its threads. */
import type { MessageId, RoomId } from "../api/wire";

export interface Place {
  room: RoomId;
  /** The root message of the thread; null in the room itself. */
  root: MessageId | null;
}

/** Names a place in a record. */
export function placeKey({ room, root }: Place): string {
  return root === null ? room : `${room}/${root}`;
}
