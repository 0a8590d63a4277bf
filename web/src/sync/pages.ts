/**
 * Loads the pages of a room's timeline: at its opening, beyond either end, around a target, and afresh after a refetch.
 *
 * One request a room and direction at a time. While a page is on its way the room's events go on tape and are laid over
 * it. Every failure is thrown to the caller as a `Failure`.
 */
import { type Api, answer } from "../api/client";
import { asFailure } from "../api/problems";
import type { AsOf, MessageId, MessagePage, RoomId, UserId } from "../api/wire";
import type { Entities, EntityStore } from "../stores/entities";
import { type Edge, type Timeline, type Window, windowInView } from "../stores/messages";
import { unreadOf } from "../stores/rooms";
import { roomStream, withoutRoom } from "./apply";
import { replayed, withMessagePage, withRoomAnswer, withTimeline } from "./merge";
import type { Tapes } from "./tapes";
import { EMPTY_TIMELINE, type PagePlace, trimmed, withPage } from "./windows";

/** Where a jump goes: a message by its id, or a position of the room. */
export type Target = { message: MessageId } | { position: number };

const PAGE = 50;
const LARGEST_PAGE = 200;
/** With more unread messages than this a room opens at the first of them, without what lies between. */
const UNREAD_IN_VIEW = 150;
/** Messages that a room keeps when it goes out of view. */
const KEPT = 100;
/** Pages that a refetch loads to reach as far back as was held. */
const REFETCH_PAGES = 5;

interface PageQuery {
  before?: string;
  after?: string;
  around?: string;
  position?: number;
  limit?: number;
}

export interface PagesWorld {
  api: Api;
  state: EntityStore;
  tapes: Tapes;
  needUsers: (ids: Iterable<UserId>) => void;
  /** Whether this room is in view. */
  isOpen: (room: RoomId) => boolean;
  /** A room that is not in the sidebar is loaded: its stream goes on from here. */
  follow: (room: RoomId) => void;
}

export class Pages {
  readonly #api: Api;
  readonly #state: EntityStore;
  readonly #tapes: Tapes;
  readonly #needUsers: (ids: Iterable<UserId>) => void;
  readonly #isOpen: (room: RoomId) => boolean;
  readonly #follow: (room: RoomId) => void;
  readonly #flying = new Map<string, Promise<void>>();

  constructor(world: PagesWorld) {
    this.#api = world.api;
    this.#state = world.state;
    this.#tapes = world.tapes;
    this.#needUsers = world.needUsers;
    this.#isOpen = world.isOpen;
    this.#follow = world.follow;
  }

  /** Loads what a room shows when it is opened; nothing to do when that is held. */
  open(room: RoomId, at: Target | null): Promise<void> {
    return this.#once(`${room} open ${JSON.stringify(at)}`, async () => {
      const entry = this.#state.getState().rooms[room];
      if (!entry) await this.#look(room, at);
      else if (at) await this.#around(room, at);
      else if (unreadOf(entry) > UNREAD_IN_VIEW && !this.#state.getState().timelines[room])
        await this.#around(room, { position: entry.mark + 1 });
      else await this.#present(room, Math.max(PAGE, unreadOf(entry) + 20));
    });
  }

  /** Brings the end of the room into view, loading it if need be. */
  present(room: RoomId): Promise<void> {
    return this.#once(`${room} present`, () => this.#present(room, PAGE));
  }

  older(room: RoomId): Promise<void> {
    return this.#once(`${room} older`, () => this.#beside(room, "before"));
  }

  newer(room: RoomId): Promise<void> {
    return this.#once(`${room} newer`, () => this.#beside(room, "after"));
  }

  /** The room goes out of view: keeps little of it, and nothing of one that was only looked at. */
  close(room: RoomId): void {
    const state = this.#state.getState();
    const timeline = state.timelines[room];
    if (state.rooms[room]?.role === null) this.#state.setState(withoutRoom(state, room), true);
    else if (timeline) this.#state.setState(withTimeline(state, room, trimmed(timeline, KEPT)), true);
  }

  /** A room's timeline afresh, for what is in view and as far back as it was held. */
  async refetched(room: RoomId, held: Timeline | undefined): Promise<{ timeline: Timeline; asOf: AsOf }> {
    const view = held && windowInView(held);
    const target = held?.target ?? null;
    if (view && view.newer !== null && target !== null) {
      const page = await this.#get(room, { position: target, limit: PAGE });
      return { timeline: { ...withPage(EMPTY_TIMELINE, page, null), target }, asOf: page.as_of };
    }
    const newest = await this.#get(room, { limit: Math.min(LARGEST_PAGE, Math.max(PAGE, view?.ids.length ?? 0)) });
    let timeline = withPage(EMPTY_TIMELINE, newest, null);
    for (let pages = 1; pages < REFETCH_PAGES; pages += 1) {
      const window = timeline.windows[0];
      if (!view || !window || window.from <= view.from || window.older === null) break;
      const page = await this.#get(room, { ...edgeQuery(window.older, "before"), limit: LARGEST_PAGE });
      timeline = withPage(timeline, page, { beside: "before", window });
    }
    const inView = target !== null && (timeline.windows[0]?.from ?? 0) <= target;
    return { timeline: { ...timeline, target: inView ? target : null }, asOf: newest.as_of };
  }

  #once(key: string, load: () => Promise<void>): Promise<void> {
    const flying = this.#flying.get(key) ?? load().finally(() => this.#flying.delete(key));
    this.#flying.set(key, flying);
    return flying;
  }

  async #present(room: RoomId, limit: number): Promise<void> {
    this.#aim(room, null);
    const held = this.#state.getState().timelines[room];
    if (held && windowInView(held)) return;
    await this.#load(room, { limit: Math.min(limit, LARGEST_PAGE) }, () => null);
  }

  async #around(room: RoomId, at: Target): Promise<void> {
    const held = this.#state.getState().timelines[room];
    const known = "message" in at ? (held?.messages[at.message]?.position ?? null) : at.position;
    if (known !== null && held?.windows.some((window) => window.from <= known && known <= window.to)) {
      this.#aim(room, known);
      return;
    }
    const query = "message" in at ? { around: at.message } : { position: at.position };
    const page = await this.#load(room, { ...query, limit: PAGE }, () => null);
    if (page) this.#aim(room, targetOf(page, at));
  }

  async #beside(room: RoomId, beside: "before" | "after"): Promise<void> {
    const held = this.#state.getState().timelines[room];
    const window = held && windowInView(held);
    const edge = beside === "before" ? window?.older : window?.newer;
    if (!window || !edge) return;
    const place = this.#placeBeside(room, beside, window);
    try {
      await this.#load(room, { ...edgeQuery(edge, beside), limit: PAGE }, place);
    } catch (thrown) {
      if (asFailure(thrown).code !== "bad_cursor") throw thrown;
      const position = beside === "before" ? window.from - 1 : window.to + 1;
      await this.#load(room, { position, limit: PAGE }, () => null);
    }
  }

  /** Where the page goes when it is in: nowhere if its window was dropped meanwhile. */
  #placeBeside(room: RoomId, beside: "before" | "after", window: Window): () => PagePlace | undefined {
    const end = beside === "before" ? "from" : "to";
    return () => {
      const windows = this.#state.getState().timelines[room]?.windows ?? [];
      const now = windows.find((other) => other[end] === window[end]);
      if (!now) return undefined;
      const edge = beside === "before" ? window.older : window.newer;
      return edge && "position" in edge ? null : { beside, window: now };
    };
  }

  async #load(room: RoomId, query: PageQuery, place: () => PagePlace | undefined): Promise<MessagePage | null> {
    const tape = this.#tapes.start(roomStream(room));
    try {
      const page = await this.#get(room, query);
      const where = place();
      const state = this.#state.getState();
      if (where === undefined || !(room in state.rooms)) return null;
      this.#state.setState(replayed(withMessagePage(state, room, page, where), tape.frames), true);
      return page;
    } finally {
      tape.stop();
    }
  }

  /** Opens a room that is not held: not in the sidebar, or not yet. */
  async #look(room: RoomId, at: Target | null): Promise<void> {
    const tape = this.#tapes.start(roomStream(room));
    const around = at && ("message" in at ? { around: at.message } : { position: at.position });
    try {
      const [answered, page] = await Promise.all([
        answer(this.#api.rest.GET("/api/v1/rooms/{room}", { params: { path: { room } } })),
        this.#get(room, { ...around, limit: PAGE }),
      ]);
      // Its stream is followed only while it is in view.
      if (answered.role === null && !this.#isOpen(room)) return;
      const before = this.#state.getState();
      let state: Entities = withRoomAnswer(before, answered, answered.role === null);
      state = withMessagePage(state, room, page, null);
      const stream = roomStream(room);
      // The older of the two answers says from where on events count.
      const seq = before.heads[stream] ?? Math.min(answered.as_of.seq, page.as_of.seq);
      state = { ...state, heads: { ...state.heads, [stream]: seq } };
      this.#state.setState(replayed(state, tape.frames), true);
      this.#follow(room);
      if (at) this.#aim(room, targetOf(page, at));
    } finally {
      tape.stop();
    }
  }

  #aim(room: RoomId, target: number | null): void {
    const state = this.#state.getState();
    const timeline = state.timelines[room];
    if (!timeline || timeline.target === target) return;
    this.#state.setState(withTimeline(state, room, { ...timeline, target }), true);
  }

  async #get(room: RoomId, query: PageQuery): Promise<MessagePage> {
    const page = await answer(
      this.#api.rest.GET("/api/v1/rooms/{room}/messages", { params: { path: { room }, query } }),
    );
    this.#needUsers(page.messages.flatMap((message) => [message.author, ...(message.thread?.repliers ?? [])]));
    return page;
  }
}

function edgeQuery(edge: NonNullable<Edge>, beside: "before" | "after"): PageQuery {
  return "cursor" in edge ? { [beside]: edge.cursor } : { position: edge.position };
}

/** The position that a jump is about, as near as the page has it. */
function targetOf(page: MessagePage, at: Target): number | null {
  if ("message" in at) return page.messages.find((message) => message.id === at.message)?.position ?? null;
  const positions = page.messages.map((message) => message.position).filter((position) => position !== null);
  const near = (position: number) => Math.abs(position - at.position);
  return positions.reduce<number | null>((best, position) => {
    return best === null || near(position) < near(best) ? position : best;
  }, null);
}
