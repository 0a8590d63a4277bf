/**
 * Rooms: what the sidebar and a room's header show.
 *
 * Hooks for components: `useSidebarRooms()`, `useRoom(room)`, `useUnread(room)`, `useMentionCount(room)`,
 * `usePublicRoom(room)`, `useMembers(room)`, `usePins(room)`, `useWorkspace()`, `useWorkspaceAbilities()`. Abilities come from the
 * server with each room: nothing here derives one from a role. Creating, joining and the rest are in `sync/actions.ts`.
 */
import { useMemo } from "react";
import type { Member, Room, RoomId, UserId, Workspace, WorkspaceAbility } from "../api/wire";
import { type Entities, type PinList, type RoomEntry, useEntities } from "./entities";

/** Made once: `localeCompare` looks its rules up at every call. */
const byName = new Intl.Collator(undefined, { numeric: true });

/** Rooms of the sidebar, by name; direct rooms too, which have none: sort them by `last_message_at`. */
export function sidebarRooms(rooms: Record<RoomId, RoomEntry>): RoomEntry[] {
  return Object.values(rooms)
    .filter((entry) => entry.role !== null && !entry.room.archived)
    .sort((a, b) => byName.compare(a.room.name, b.room.name) || (a.room.id < b.room.id ? -1 : 1));
}

/** Unread messages: what came after the mark and is not deleted. */
export function unreadOf(entry: RoomEntry): number {
  const start = countsAfter(entry);
  const gaps = entry.gaps.filter((position) => position > start).length;
  return Math.max(0, entry.room.last_position - start - gaps);
}

/** Unread messages that mention the caller. */
export function mentionsOf(entry: RoomEntry): number {
  const start = countsAfter(entry);
  return entry.mentions.filter((position) => position > start).length;
}

/** The position after which messages count as unread: the mark, or where the caller marked the room unread. */
export function countsAfter(entry: RoomEntry): number {
  return entry.unreadFrom === null ? entry.mark : entry.unreadFrom - 1;
}

/** The people of a direct room other than the caller; the caller alone in a room with oneself. */
export function directPartners(room: Room, me: UserId): UserId[] {
  const others = room.direct_users.filter((user) => user !== me);
  return others.length > 0 ? others : room.direct_users;
}

export function roomOf(state: Entities, room: RoomId): RoomEntry | undefined {
  return state.rooms[room];
}

export function useSidebarRooms(): RoomEntry[] {
  const rooms = useEntities((state) => state.rooms);
  return useMemo(() => sidebarRooms(rooms), [rooms]);
}

/** A room that is in the sidebar or open; undefined until it is loaded. */
export function useRoom(room: RoomId): RoomEntry | undefined {
  return useEntities((state) => state.rooms[room]);
}

export function useUnread(room: RoomId): number {
  return useEntities((state) => {
    const entry = state.rooms[room];
    return entry ? unreadOf(entry) : 0;
  });
}

export function useMentionCount(room: RoomId): number {
  return useEntities((state) => {
    const entry = state.rooms[room];
    return entry ? mentionsOf(entry) : 0;
  });
}

/** A public room that `browseRooms` listed, kept up to date. */
export function usePublicRoom(room: RoomId): Room | undefined {
  return useEntities((state) => state.publicRooms[room]);
}

/** The members listed so far, by user id; undefined before `listMembers`. */
export function useMembers(room: RoomId): { members: Member[]; hasMore: boolean } | undefined {
  const held = useEntities((state) => state.members[room]);
  return useMemo(() => {
    if (!held) return undefined;
    const members = Object.values(held.byUser).sort((a, b) => (a.user < b.user ? -1 : 1));
    return { members, hasMore: held.next !== null };
  }, [held]);
}

/** What is pinned to a room, the newest pin first; undefined before `listPins`. */
export function usePins(room: RoomId): PinList | undefined {
  return useEntities((state) => state.pins[room]);
}

export function useWorkspace(): Workspace | null {
  return useEntities((state) => state.workspace);
}

/** What the caller may do in the workspace. */
export function useWorkspaceAbilities(): WorkspaceAbility[] {
  return useEntities((state) => state.abilities);
}
