/**
 * Lists of messages from many rooms (what mentions the caller, what is saved for later, what was found) and of a room's files.
 *
 * Hooks for components: `useListing(name)`, `useRoomFiles(room, kind)`, `useMentionTotal()`. Loading is in `sync/actions.ts`.
 */
import type { FileKind, Message, RoomFile, RoomId } from "../api/wire";
import { type Entities, useEntities } from "./entities";
import { mentionsOf } from "./rooms";

/** `mentions` by when they were said, `saved` by when they were saved, newest first; `found` in the order of the search. */
export type ListName = "mentions" | "saved" | "found";

export interface Listing {
  messages: Message[];
  /** Where the next page starts; null when all are here. */
  next: string | null;
  /** Something may have been missed since: it is to be listed again. */
  stale: boolean;
}

/** The files of the room whose panel is open, newest first. */
export interface FileListing {
  room: RoomId;
  /** Only files of this kind; null for all. */
  kind: FileKind | null;
  files: RoomFile[];
  next: string | null;
}

/** A list as far as it was loaded; undefined before that. */
export function useListing(name: ListName): Listing | undefined {
  return useEntities((state) => state.lists[name]);
}

/** Undefined until they are listed. */
export function useRoomFiles(room: RoomId, kind: FileKind | null): FileListing | undefined {
  return useEntities(({ files }) => (files?.room === room && files.kind === kind ? files : undefined));
}

/** Unread messages of all rooms that mention the caller. */
export function mentionTotal(state: Pick<Entities, "rooms">): number {
  const counted = Object.values(state.rooms).filter(({ role, room }) => role !== null && !room.archived);
  return counted.reduce((sum, entry) => sum + mentionsOf(entry), 0);
}

export function useMentionTotal(): number {
  return useEntities(mentionTotal);
}
