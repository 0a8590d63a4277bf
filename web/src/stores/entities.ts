/**
 * What this browser knows of the workspace: one plain state, entities by id.
 *
 * It is written in two places only, `sync/` and a feature's `actions.ts`; components read it through the hooks of the
 * files beside this one (`rooms.ts`, `messages.ts`, `users.ts`). One store and not one a noun, so that an event that
 * touches a room and its messages shows in one render and never by halves.
 *
 * Every held piece knows how new it is (`asOf`, `changed_seq`): an older value never overwrites a newer, whatever the
 * order in which pages and events come in. `heads` says how far each stream was applied without a hole.
 */
import { createStore, type StoreApi, useStore } from "zustand";
import type {
  Ability,
  CustomEmoji,
  Draft,
  Member,
  Message,
  MessageId,
  Room,
  RoomId,
  RoomRole,
  Stream,
  ThreadFollow,
  User,
  UserId,
  Workspace,
  WorkspaceAbility,
} from "../api/wire";
import type { FileListing, Listing, ListName } from "./lists";
import type { Send, Timeline } from "./messages";
import type { Pending } from "./pending";
import type { Replies, ThreadList } from "./threads";

/** What a message means for counting: deleted, mentioning the caller, or neither. */
export type Meaning = "gap" | "mention" | "plain";

/** A room as this browser holds it: in the sidebar when `role` is there, else only looked at. */
export interface RoomEntry {
  room: Room;
  /** The caller's role; null for a public room that is looked at without joining. */
  role: RoomRole | null;
  abilities: Ability[];
  /** Position up to which the caller has read. */
  mark: number;
  /** The caller marked the room unread from this position on: counts start here instead of after the mark. */
  unreadFrom: number | null;
  /** Positions that would count as unread but whose message is deleted. */
  gaps: number[];
  /** Positions that count as unread whose message mentions the caller. */
  mentions: number[];
  /** What was heard of positions since the entry was fetched, also of those that count no more: a start may go back. */
  heard?: Readonly<Record<number, Meaning>>;
  /** Seq of the room's stream up to which this entry includes everything. */
  asOf: number;
}

/** The members of a room that were listed so far. */
export interface RoomMembers {
  byUser: Record<UserId, Member>;
  /** Where the next page starts; null when all are here. */
  next: string | null;
  /** Seq of the room's stream that the first page included. */
  asOf: number;
}

/** What is pinned to a room, as far as it was listed. */
export interface PinList {
  /** The newest pin first. */
  messages: Message[];
  /** Where the next page starts; null when all are here. */
  next: string | null;
}

export interface Entities {
  /** The signed-in user; empty before the first bootstrap. */
  me: UserId;
  /** Heads of another epoch are worth nothing; empty before the first bootstrap. */
  epoch: string;
  workspace: Workspace | null;
  abilities: WorkspaceAbility[];
  heads: Record<Stream, number>;
  users: Record<UserId, User>;
  rooms: Record<RoomId, RoomEntry>;
  /** Rooms that a list showed, in the sidebar or not: public ones, and those of messages that were found. */
  publicRooms: Record<RoomId, Room>;
  members: Record<RoomId, RoomMembers>;
  timelines: Record<RoomId, Timeline>;
  /** The caller's own reactions, by message; none when there are none or the message is not held. */
  ownReactions: Record<MessageId, string[]>;
  /** Messages known to be saved for later. */
  saved: Record<MessageId, true>;
  /** What the caller did to messages and the server has not confirmed. */
  pending: Record<MessageId, Pending>;
  /** The messages pinned to a room, once they were listed. */
  pins: Record<RoomId, PinList>;
  /** The caller's part in threads, by root: those followed, and those looked at. */
  threads: Record<MessageId, ThreadFollow>;
  /** Replies by root, of the threads that are on the screen or were lately. */
  replies: Record<MessageId, Replies>;
  /** The followed threads as they were listed; null before that. */
  threadList: ThreadList | null;
  /** Lists of messages from many rooms, as far as they were loaded. */
  lists: Partial<Record<ListName, Listing>>;
  /** The files of a room, while its panel is open. */
  files: FileListing | null;
  /** What was typed and not sent, on any device; by `placeKey`. */
  drafts: Record<string, Draft>;
  /** Custom emoji by name; null before they were listed. */
  emoji: Record<string, CustomEmoji> | null;
  /** What was written here and is not yet in a timeline, oldest first. */
  sends: Record<RoomId, Send[]>;
}

export const EMPTY: Entities = {
  me: "",
  epoch: "",
  workspace: null,
  abilities: [],
  heads: {},
  users: {},
  rooms: {},
  publicRooms: {},
  members: {},
  timelines: {},
  ownReactions: {},
  saved: {},
  pending: {},
  pins: {},
  threads: {},
  replies: {},
  threadList: null,
  lists: {},
  files: null,
  drafts: {},
  emoji: null,
  sends: {},
};

export type EntityStore = StoreApi<Entities>;

export function createEntityStore(): EntityStore {
  return createStore<Entities>(() => EMPTY);
}

/** The app's own. Tests with several browsers make more. */
export const entities: EntityStore = createEntityStore();

/** Reads a part of the state. The selector must return something that keeps its identity while it does not change. */
export function useEntities<T>(select: (state: Entities) => T): T {
  return useStore(entities, select);
}

/** A copy of a record without one key. */
export function without<T>(record: Record<string, T>, key: string): Record<string, T> {
  if (!(key in record)) return record;
  const { [key]: _dropped, ...rest } = record;
  return rest;
}
