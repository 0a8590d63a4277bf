/** Builders of wire types for tests, with plain defaults: name only what the test is about. */
import type { Message, Room, SidebarRoom, User, Workspace } from "../api/wire";

/** A stable id: the same number is always the same id, and ids sort by their numbers. */
export function idOf(number: number): string {
  return `00000000-0000-7000-8000-${number.toString(16).padStart(12, "0")}`;
}

/** A moment of the tests' day, this many seconds after nine. */
export function at(seconds: number): string {
  return new Date(Date.UTC(2026, 2, 1, 9, 0, seconds)).toISOString();
}

export const ANA = idOf(0xa);
export const BEN = idOf(0xb);
export const CARA = idOf(0xc);
export const DAN = idOf(0xd);

const NAMES: Record<string, string> = { [ANA]: "ana", [BEN]: "ben", [CARA]: "cara", [DAN]: "dan" };

export function aUser(id: string, change: Partial<User> = {}): User {
  const username = NAMES[id] ?? `user${id.slice(-4)}`;
  return {
    id,
    username,
    display_name: username.charAt(0).toUpperCase() + username.slice(1),
    kind: "person",
    role: "member",
    unclaimed: false,
    deactivated: false,
    created_at: at(0),
    changed_seq: 0,
    ...change,
  };
}

export function aWorkspace(change: Partial<Workspace> = {}): Workspace {
  return {
    name: "Lighthouse",
    needs_setup: false,
    sign_up: "open",
    version: "0.1.0",
    edit_limit: { type: "none" },
    show_versions: true,
    link_previews: true,
    upload_bytes: 100 * 1024 * 1024,
    insecure: false,
    ...change,
  };
}

export function aRoom(id: string, change: Partial<Room> = {}): Room {
  return {
    id,
    kind: "public",
    name: `room ${id.slice(-2)}`,
    topic: "",
    archived: false,
    created_by: ANA,
    created_at: at(0),
    member_count: 2,
    last_position: 0,
    last_message_at: null,
    direct_users: [],
    changed_seq: 0,
    ...change,
  };
}

export function aSidebarRoom(room: Room, change: Partial<SidebarRoom> = {}): SidebarRoom {
  const abilities: SidebarRoom["abilities"] = [
    "read",
    "leave",
    "post",
    "react",
    "edit_own",
    "delete_own",
    "pin",
    "mention_everyone",
    "invite",
  ];
  return { room, head: 0, role: "member", abilities, mark: 0, unread_from: null, gaps: [], mentions: [], ...change };
}

/** A message at a position of a room; its id follows from both. */
export function aMessage(room: string, position: number, change: Partial<Message> = {}): Message {
  return {
    id: idOf(Number.parseInt(room.slice(-4), 16) * 0x10000 + position),
    room,
    author: BEN,
    position,
    reply: null,
    text: `message ${position}`,
    document: null,
    mentions: { users: [], room: false, here: [] },
    files: [],
    previews: [],
    reactions: [],
    thread: null,
    pin: null,
    created_at: at(position),
    edited_at: null,
    deleted_at: null,
    client_key: `key-${room.slice(-4)}-${position}`,
    changed_seq: position,
    ...change,
  };
}

/** Numbers between 0 and 1 that are the same for the same seed (mulberry32). */
export function seeded(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296;
  };
}
