/**
 * The copy on disk of what was last on screen, so that the app opens at once and shows something without a network.
 *
 * Written a second after things changed, changed rooms only; read once, at the start. It is of one user and one epoch:
 * whoever finds another drops it.
 */
import type { Message, MessageId, RoomId, UserId } from "../api/wire";
import { EMPTY, type Entities, type EntityStore } from "../stores/entities";
import type { Timeline } from "../stores/messages";
import { roomStream } from "./apply";
import type { Storage, StoredRoom } from "./storage";

const SAVE_AFTER_MS = 1_000;
/** Newest messages of a room that are kept. */
const MESSAGES_KEPT = 50;

export class Cache {
  readonly #state: EntityStore;
  readonly #storage: Storage;
  #saved: Entities = EMPTY;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #unsubscribe: () => void = () => {};

  constructor(state: EntityStore, storage: Storage) {
    this.#state = state;
    this.#storage = storage;
  }

  /** The state as it was left; null when there is none. */
  static async read(storage: Storage): Promise<Entities | null> {
    const [workspace, rooms] = await Promise.all([storage.workspace(), storage.rooms()]);
    if (!workspace || workspace.me === "" || workspace.epoch === "") return null;
    const state: Entities = { ...EMPTY, ...workspace, rooms: {}, timelines: {}, heads: { ...workspace.heads } };
    for (const { room, entry, head, run } of rooms) {
      state.rooms[room] = entry;
      state.heads[roomStream(room)] = head;
      if (run) state.timelines[room] = timelineOf(run);
    }
    return state;
  }

  /** Keeps the copy up to date from now on. */
  start(): void {
    this.#unsubscribe = this.#state.subscribe(() => {
      this.#timer ??= setTimeout(() => {
        this.#timer = undefined;
        void this.save();
      }, SAVE_AFTER_MS);
    });
  }

  stop(): void {
    this.#unsubscribe();
    clearTimeout(this.#timer);
  }

  /** Writes what changed since the last time. A disk that refuses costs the copy, nothing else. */
  async save(): Promise<void> {
    const state = this.#state.getState();
    if (state.epoch === "" || state === this.#saved) return;
    const before = this.#saved;
    this.#saved = state;
    const { me, epoch, workspace, abilities, users, heads, threads, drafts } = state;
    const own = Object.fromEntries(Object.entries(heads).filter(([stream]) => !stream.startsWith("room:")));
    const gone = Object.keys(before.rooms).filter((room) => !isKept(state, room));
    const rooms = Object.keys(state.rooms).filter((room) => isKept(state, room) && differs(before, state, room));
    const stored = rooms.map((room) => storedRoom(state, room)).filter((room) => room !== null);
    const ofKept = keptMessages(state);
    const known = {
      ...{ me, epoch, workspace, abilities, threads, drafts },
      users: referenced(state, users),
      ownReactions: ofKept(state.ownReactions),
      saved: ofKept(state.saved),
      heads: own,
    };
    await this.#storage.save(known, stored, gone).catch(() => {});
  }
}

/** Rooms that are only looked at are not kept. */
function isKept(state: Entities, room: RoomId): boolean {
  return (state.rooms[room]?.role ?? null) !== null;
}

function differs(before: Entities, state: Entities, room: RoomId): boolean {
  const stream = roomStream(room);
  return (
    before.rooms[room] !== state.rooms[room] ||
    before.timelines[room] !== state.timelines[room] ||
    before.heads[stream] !== state.heads[stream]
  );
}

function storedRoom(state: Entities, room: RoomId): StoredRoom | null {
  const entry = state.rooms[room];
  if (!entry) return null;
  const head = state.heads[roomStream(room)] ?? entry.asOf;
  const timeline = state.timelines[room];
  const window = timeline?.windows.at(-1);
  if (!timeline || window?.newer !== null) return { room, entry, head, run: null };
  const ids = window.ids.slice(-MESSAGES_KEPT);
  const messages = ids.map((id) => timeline.messages[id]).filter((message) => message !== undefined);
  const whole = ids.length === window.ids.length;
  const from = whole ? window.from : (messages[0]?.position ?? window.from);
  return { room, entry, head, run: { messages, from, to: window.to, atStart: whole && window.older === null } };
}

function timelineOf({ messages, from, to, atStart }: NonNullable<StoredRoom["run"]>): Timeline {
  const byId: Record<MessageId, Message> = {};
  for (const message of messages) byId[message.id] = message;
  const older = atStart ? null : { position: from - 1 };
  const ids = messages.map((message) => message.id);
  return { messages: byId, windows: [{ ids, from, to, older, newer: null }], target: null };
}

/** Takes from what is held by message only what the kept rooms show. */
function keptMessages(state: Entities): <T>(byMessage: Record<MessageId, T>) => Record<MessageId, T> {
  const kept = Object.entries(state.timelines).filter(([room]) => isKept(state, room));
  const isHeld = (id: MessageId) => kept.some(([, timeline]) => id in timeline.messages);
  return (byMessage) => Object.fromEntries(Object.entries(byMessage).filter(([id]) => isHeld(id)));
}

/** Profiles that the kept rooms show; a workspace may have thousands more. */
function referenced(state: Entities, users: Entities["users"]): Entities["users"] {
  const ids = new Set<UserId>([state.me]);
  for (const { room } of Object.values(state.rooms)) for (const user of room.direct_users) ids.add(user);
  for (const timeline of Object.values(state.timelines)) {
    for (const message of Object.values(timeline.messages)) ids.add(message.author);
  }
  return Object.fromEntries(Object.entries(users).filter(([id]) => ids.has(id)));
}
