/**
 * Threads on the screen: loads their replies page by page, follows and unfollows, and lists those that are followed.
 *
 * Like `pages.ts`: one request a thread and direction at a time, and the room's events of its flight are laid over what
 * comes. Every failure is thrown as a `Failure`.
 */
import { type Api, answer } from "../api/client";
import { asFailure } from "../api/problems";
import type { AsOf, Message, MessageId, MessagePage, RoomId, ThreadEntry, ThreadFollow, UserId } from "../api/wire";
import type { Entities, EntityStore } from "../stores/entities";
import { inThread, messageOf, type Timeline, type Window, windowInView } from "../stores/messages";
import type { Replies } from "../stores/threads";
import { roomStream } from "./apply";
import { replayed, withOwnParts, withOwnSeen } from "./merge";
import {
  type ThreadPlace,
  withoutThreads,
  withReplies,
  withReplyPage,
  withRoot,
  withThreadEntry,
  withThreadFollow,
} from "./replies";
import type { Tapes } from "./tapes";
import { EMPTY_TIMELINE, type PagePlace, trimmed, withPage } from "./windows";

const PAGE = 50;
const LARGEST_PAGE = 200;
/** Pages that a jump to a reply, or to the first unread one, loads at most. */
const REACH_PAGES = 10;
/** Replies that a thread keeps when it goes out of view, and threads that are kept. */
const KEPT = 50;
const KEPT_THREADS = 20;
const LISTED = 20;

type RepliesQuery = { before?: string; after?: string; limit: number };

export class Threads {
  readonly #api: Api;
  readonly #state: EntityStore;
  readonly #tapes: Tapes;
  readonly #needUsers: (ids: Iterable<UserId>) => void;
  readonly #flying = new Map<string, Promise<void>>();
  /** How many parts of the screen show a thread. */
  readonly #shown = new Map<MessageId, number>();

  constructor(api: Api, state: EntityStore, tapes: Tapes, needUsers: (ids: Iterable<UserId>) => void) {
    this.#api = api;
    this.#state = state;
    this.#tapes = tapes;
    this.#needUsers = needUsers;
  }

  /** A thread is on the screen until the returned function is called: it is kept whole and fetched again if need be. */
  show(root: MessageId): () => void {
    this.#shown.set(root, (this.#shown.get(root) ?? 0) + 1);
    let shown = true;
    return () => {
      if (!shown) return;
      shown = false;
      const left = (this.#shown.get(root) ?? 1) - 1;
      if (left > 0) this.#shown.set(root, left);
      else this.#close(root);
    };
  }

  /** Loads the end of a thread, back to the first unread reply; at a reply, back to that, which comes into view. */
  open(place: ThreadPlace, reply: MessageId | null): Promise<void> {
    return this.#once(`${place.root} open ${reply}`, async () => {
      const unknown = !(place.root in this.#state.getState().threads);
      const follow = unknown ? this.#follow(place.root) : null;
      const held = this.#state.getState().replies[place.root];
      if (!held || !windowInView({ ...held, target: null })) await this.#load(place, { limit: PAGE }, () => null);
      await this.#root(place);
      await follow;
      if (reply === null) await this.#reachUnread(place);
      else await this.#reach(place, reply);
    });
  }

  older(place: ThreadPlace): Promise<void> {
    return this.#once(`${place.root} older`, () => this.#older(place, PAGE));
  }

  /** Follows a thread, or no more. Shows at once; nothing is changed when the server refuses. */
  async follow(root: MessageId, wanted: boolean): Promise<void> {
    const show = (followed: boolean) =>
      this.#put((state) => {
        const held = state.threads[root];
        return held ? { ...state, threads: { ...state.threads, [root]: { ...held, followed } } } : state;
      });
    show(wanted);
    try {
      const params = { path: { message: root } };
      const path = "/api/v1/messages/{message}/follow";
      const request = wanted ? this.#api.rest.PUT(path, { params }) : this.#api.rest.DELETE(path, { params });
      const answered = await answer(request);
      this.#put((state) => withThreadFollow(state, answered));
    } catch (thrown) {
      show(!wanted);
      throw thrown;
    }
  }

  /** The first page of the followed threads, in the place of what was listed; or the next page after it. */
  list(part: "first" | "next"): Promise<void> {
    return this.#once(`list ${part}`, async () => {
      const cursor = part === "next" ? this.#state.getState().threadList?.next : undefined;
      if (cursor === null) return;
      const tape = this.#tapes.start(null);
      try {
        const query = { ...(cursor === undefined ? {} : { cursor }), limit: LISTED };
        const page = await answer(this.#api.rest.GET("/api/v1/threads", { params: { query } }));
        this.#needPeople(page.threads.flatMap(({ root, newest }) => [root, ...newest]));
        this.#put((state) => {
          const before = part === "next" ? (state.threadList?.roots ?? []) : [];
          const roots = [...new Set([...before, ...page.threads.map(({ root }) => root.id)])];
          const known = page.threads.reduce(withListedThread, state);
          return replayed({ ...known, threadList: { roots, next: page.next, stale: false } }, tape.frames);
        });
      } finally {
        tape.stop();
      }
    });
  }

  /** The threads of a room that are on the screen, afresh; for a room whose stream could not be replayed. */
  async refetched(room: RoomId): Promise<{ put: (state: Entities) => Entities; asOf: AsOf }[]> {
    const { replies } = this.#state.getState();
    const shown = Object.entries(replies).filter(([root, held]) => held.room === room && this.#shown.has(root));
    const fetched = await Promise.all(shown.map(([root, held]) => this.#afresh({ room, root }, held)));
    return fetched.filter((one) => one !== null);
  }

  /** Null for a thread that is gone. */
  async #afresh(place: ThreadPlace, held: Replies) {
    const view = windowInView({ ...held, target: null });
    const limit = Math.min(LARGEST_PAGE, Math.max(PAGE, view?.ids.length ?? 0));
    const answers = Promise.all([this.#getRoot(place.root), this.#get(place, { limit })]);
    const [root, page] = await answers.catch((thrown) => {
      const failure = asFailure(thrown);
      if (failure.passing || failure.code === "not_signed_in") throw failure;
      return [null, null] as const;
    });
    if (root === null) return null;
    const fresh = withPage({ ...EMPTY_TIMELINE, room: place.room }, page, null, inThread);
    const put = (state: Entities) => withRoot(withReplies(withOwnParts(state, page), place.root, fresh), root.message);
    return { put, asOf: root.as_of.seq < page.as_of.seq ? root.as_of : page.as_of };
  }

  #once(key: string, load: () => Promise<void>): Promise<void> {
    const flying = this.#flying.get(key) ?? load().finally(() => this.#flying.delete(key));
    this.#flying.set(key, flying);
    return flying;
  }

  #close(root: MessageId): void {
    this.#shown.delete(root);
    const state = this.#state.getState();
    const held = state.replies[root];
    if (!held) return;
    const rootMessage = held.messages[root];
    const short = trimmed(held, KEPT, inThread);
    const messages = rootMessage ? { ...short.messages, [root]: rootMessage } : short.messages;
    // The one that was closed last is the last to be forgotten.
    const { [root]: _closed, ...others } = state.replies;
    const replies = { ...others, [root]: { ...short, messages } };
    const hidden = Object.keys(replies).filter((one) => !this.#shown.has(one));
    this.#put(() => withoutThreads({ ...state, replies }, hidden.slice(0, -KEPT_THREADS)));
  }

  async #older(place: ThreadPlace, limit: number): Promise<void> {
    const window = this.#window(place.root);
    const edge = window?.older;
    if (!window || !edge) return;
    const query = "cursor" in edge ? { before: edge.cursor, limit } : { limit: LARGEST_PAGE };
    try {
      await this.#load(place, query, "cursor" in edge ? this.#before(place.root, window) : () => null);
    } catch (thrown) {
      if (asFailure(thrown).code !== "bad_cursor") throw thrown;
      await this.#load(place, { limit: LARGEST_PAGE }, () => null);
    }
  }

  #before(root: MessageId, window: Window): () => PagePlace | undefined {
    return () => {
      const now = this.#state.getState().replies[root]?.windows.find((other) => other.from === window.from);
      return now && { beside: "before", window: now };
    };
  }

  async #reachUnread(place: ThreadPlace): Promise<void> {
    this.#aim(place.root, null);
    const follow = this.#state.getState().threads[place.root];
    if (!follow?.followed || follow.last_position <= follow.mark) return;
    await this.#back(place, (window) => window.from <= follow.mark + 1);
  }

  async #reach(place: ThreadPlace, reply: MessageId): Promise<void> {
    const position = () => {
      const message = this.#state.getState().replies[place.root]?.messages[reply];
      return message ? inThread(message) : null;
    };
    await this.#back(place, () => position() !== null);
    this.#aim(place.root, position());
  }

  /** Loads what is older until it is enough, or the beginning is there. */
  async #back(place: ThreadPlace, enough: (window: Window) => boolean): Promise<void> {
    for (let pages = 0; pages < REACH_PAGES; pages += 1) {
      const window = this.#window(place.root);
      if (!window || window.older === null || enough(window)) return;
      await this.#older(place, LARGEST_PAGE);
    }
  }

  #window(root: MessageId): Window | undefined {
    const held: Timeline | undefined = this.#state.getState().replies[root];
    return held && windowInView({ ...held, target: null });
  }

  #aim(root: MessageId, target: number | null): void {
    this.#put((state) => {
      const held = state.replies[root];
      return !held || held.target === target ? state : withReplies(state, root, { ...held, target });
    });
  }

  async #load(place: ThreadPlace, query: RepliesQuery, where: () => PagePlace | undefined): Promise<void> {
    const tape = this.#tapes.start(roomStream(place.room));
    try {
      const page = await this.#get(place, query);
      const beside = where();
      if (beside === undefined || !(place.room in this.#state.getState().rooms)) return;
      this.#put((state) => replayed(withOwnParts(withReplyPage(state, place, page, beside), page), tape.frames));
    } finally {
      tape.stop();
    }
  }

  /** Holds the root beside the replies: the timeline may let go of it. */
  async #root({ room, root }: ThreadPlace): Promise<void> {
    const held = messageOf(this.#state.getState(), room, root);
    if (held) {
      this.#put((state) => withRoot(state, held));
      return;
    }
    const tape = this.#tapes.start(roomStream(room));
    try {
      const { message } = await this.#getRoot(root);
      this.#put((state) => replayed(withOwnSeen(withRoot(state, message), [message]), tape.frames));
    } finally {
      tape.stop();
    }
  }

  async #follow(root: MessageId): Promise<void> {
    const answered: ThreadFollow = await answer(
      this.#api.rest.GET("/api/v1/messages/{message}/follow", { params: { path: { message: root } } }),
    );
    this.#put((state) => withThreadFollow(state, answered));
  }

  async #getRoot(root: MessageId) {
    const params = { path: { message: root } };
    const answered = await answer(this.#api.rest.GET("/api/v1/messages/{message}", { params }));
    this.#needPeople([answered.message]);
    return answered;
  }

  async #get({ root }: ThreadPlace, query: RepliesQuery): Promise<MessagePage> {
    const params = { path: { message: root }, query };
    const page = await answer(this.#api.rest.GET("/api/v1/messages/{message}/replies", { params }));
    this.#needPeople(page.messages);
    return page;
  }

  #needPeople(messages: readonly Message[]): void {
    this.#needUsers(messages.flatMap((message) => [message.author, ...(message.thread?.repliers ?? [])]));
  }

  #put(change: (state: Entities) => Entities): void {
    const state = this.#state.getState();
    const next = change(state);
    if (next !== state) this.#state.setState(next, true);
  }
}

/** What is held of a thread is at least as new and as long as the list's part of it. */
function withListedThread(state: Entities, entry: ThreadEntry): Entities {
  const known = withOwnSeen(state, [entry.root, ...entry.newest]);
  if (!state.replies[entry.root.id]?.windows.length) return withThreadEntry(known, entry);
  return withThreadFollow(withRoot(known, entry.root), entry.follow);
}
