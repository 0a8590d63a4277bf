/**
 * Loads lists of messages from many rooms, and the files of a room, page by page. One request a list at a time; what
 * happens meanwhile is laid over it. Every failure is thrown as a `Failure`.
 */
import { type Api, answer } from "../api/client";
import type {
  EventFrame,
  FileKind,
  Message,
  MessageId,
  OwnReactions,
  RoomId,
  SearchOrder,
  SearchPage,
  UserId,
} from "../api/wire";
import type { Entities, EntityStore } from "../stores/entities";
import type { ListName } from "../stores/lists";
import { withStaleLists } from "./lists";
import { replayed, withOwnParts } from "./merge";
import type { Tapes } from "./tapes";

const PAGE = 30;
const FILES_PAGE = 60;

/** What is searched for. */
export interface Search {
  words: string;
  order: SearchOrder;
  /** Only in this room; null for all that the caller may see. */
  room: RoomId | null;
}

interface MessagesPage {
  messages: Message[];
  next: string | null;
  own: { own_reactions: OwnReactions[]; saved: MessageId[] };
}

export class ListPages {
  readonly #api: Api;
  readonly #state: EntityStore;
  readonly #tapes: Tapes;
  readonly #needUsers: (ids: Iterable<UserId>) => void;
  readonly #flying = new Map<string, Promise<void>>();
  #search = 0;

  constructor(api: Api, state: EntityStore, tapes: Tapes, needUsers: (ids: Iterable<UserId>) => void) {
    this.#api = api;
    this.#state = state;
    this.#tapes = tapes;
    this.#needUsers = needUsers;
  }

  /** The first page in the place of what was listed, or the next page after it. */
  messages(name: "mentions" | "saved", part: "first" | "next"): Promise<void> {
    return this.#once(`${name} ${part}`, async () => {
      const cursor = part === "next" ? this.#state.getState().lists[name]?.next : undefined;
      if (cursor === null) return;
      const query = { ...(cursor === undefined ? {} : { cursor }), limit: PAGE };
      await this.#taped(async () => {
        const { messages, next, own_reactions, saved } = await answer(
          this.#api.rest.GET(name === "mentions" ? "/api/v1/mentions" : "/api/v1/saved", { params: { query } }),
        );
        return (state, frames) => {
          const listed = this.#withPage(state, name, part, { messages, next, own: { own_reactions, saved } });
          // What was saved while the page was on its way may be missing in it.
          const moved = frames.some(({ event }) => event.type === "saved_updated");
          return moved ? withStaleLists(listed) : listed;
        };
      });
    });
  }

  /** A page of what was found, into the list `found`. Gives null when another search was started meanwhile. */
  async search({ words, order, room }: Search, cursor: string | null): Promise<SearchPage | null> {
    this.#search += 1;
    const mine = this.#search;
    // Days begin at the caller's midnight.
    const utc_offset = -new Date().getTimezoneOffset();
    const query = { q: words, order, limit: PAGE, utc_offset, ...(room && { room }), ...(cursor && { cursor }) };
    let found: SearchPage | null = null;
    await this.#taped(async () => {
      const page = await answer(this.#api.rest.GET("/api/v1/search", { params: { query } }));
      if (mine !== this.#search) return (state) => state;
      found = page;
      const messages = page.hits.map((hit) => hit.message);
      const { own_reactions, saved, next } = page;
      const own = { own_reactions, saved };
      return (state) => this.#withPage(state, "found", cursor ? "next" : "first", { messages, next, own });
    });
    return found;
  }

  /** Nothing is searched for any more. */
  forgetSearch(): void {
    this.#search += 1;
    const { found: _found, ...lists } = this.#state.getState().lists;
    this.#put((state) => ({ ...state, lists }));
  }

  /** The first or the next page of a room's files; of another room or kind, in the place of those. */
  files(room: RoomId, kind: FileKind | null, part: "first" | "next"): Promise<void> {
    return this.#once(`${room} ${kind} ${part}`, async () => {
      const held = this.#state.getState().files;
      const cursor = part === "next" && held?.room === room && held.kind === kind ? held.next : undefined;
      if (cursor === null) return;
      const query = { ...(kind && { kind }), ...(cursor === undefined ? {} : { cursor }), limit: FILES_PAGE };
      await this.#taped(async () => {
        const params = { path: { room }, query };
        const page = await answer(this.#api.rest.GET("/api/v1/rooms/{room}/files", { params }));
        this.#needUsers(page.files.map((file) => file.author));
        return (state) => {
          const before = cursor !== undefined ? (state.files?.files ?? []) : [];
          const known = new Set(before.map((one) => one.file.id));
          const files = [...before, ...page.files.filter((one) => !known.has(one.file.id))];
          return { ...state, files: { room, kind, files, next: page.next } };
        };
      });
    });
  }

  forgetFiles(): void {
    this.#put((state) => ({ ...state, files: null }));
  }

  #withPage(state: Entities, name: ListName, part: "first" | "next", page: MessagesPage): Entities {
    this.#needUsers(page.messages.map((message) => message.author));
    this.#needRooms(page.messages);
    const before = part === "next" ? (state.lists[name]?.messages ?? []) : [];
    const known = new Set(before.map((message) => message.id));
    const messages = [...before, ...page.messages.filter((message) => !known.has(message.id))];
    const owned = withOwnParts(state, { messages: page.messages, ...page.own });
    return { ...owned, lists: { ...owned.lists, [name]: { messages, next: page.next, stale: false } } };
  }

  /** Messages of rooms that are not in the sidebar (archived, or public ones of others) need their names. */
  #needRooms(messages: readonly Message[]): void {
    const { rooms, publicRooms } = this.#state.getState();
    const unknown = new Set(messages.map(({ room }) => room).filter((room) => !(room in rooms || room in publicRooms)));
    for (const room of unknown) {
      const asked = answer(this.#api.rest.GET("/api/v1/rooms/{room}", { params: { path: { room } } }));
      // Without an answer the message stands there without the name of its room.
      asked.then(
        (found) => this.#put((state) => ({ ...state, publicRooms: { ...state.publicRooms, [room]: found.room } })),
        () => {},
      );
    }
  }

  #once(key: string, load: () => Promise<void>): Promise<void> {
    const flying = this.#flying.get(key) ?? load().finally(() => this.#flying.delete(key));
    this.#flying.set(key, flying);
    return flying;
  }

  async #taped(load: () => Promise<(state: Entities, frames: readonly EventFrame[]) => Entities>): Promise<void> {
    const tape = this.#tapes.start(null);
    try {
      const put = await load();
      const frames: readonly EventFrame[] = tape.frames;
      this.#put((state) => replayed(put(state, frames), frames));
    } finally {
      tape.stop();
    }
  }

  #put(change: (state: Entities) => Entities): void {
    this.#state.setState(change(this.#state.getState()), true);
  }
}
