/**
 * Keeps every stream whole: each event is applied in its turn, a hole is asked for again, and what can no longer be
 * replayed is fetched afresh.
 *
 * Owns the heads and the decisions on them; what an event means is `apply.ts`, how an answer comes in is `merge.ts`.
 * While something is fetched its streams go on, on tape, and are laid over it.
 */
import type { Api } from "../api/client";
import { answer } from "../api/client";
import { asFailure, type Failure } from "../api/problems";
import type {
  AsOf,
  Bootstrap,
  ClientFrame,
  Draft,
  EventFrame,
  Message,
  ReadyFrame,
  RoomId,
  ServerFrame,
  Stream,
} from "../api/wire";
import { EMPTY, type Entities, type EntityStore } from "../stores/entities";
import type { Timeline } from "../stores/messages";
import { applyEvent, roomOfStream, roomStream, withoutRoom } from "./apply";
import { fullJitterMs } from "./backoff";
import { replayed, withBootstrap, withoutTimeline, withRoomAnswer, withTimeline } from "./merge";
import type { Tapes } from "./tapes";

/** Heads in one `resume` frame. */
const HEADS_A_FRAME = 500;
/** Refetches that come together are answered by one fetch. */
const GATHER_MS = 30;
/** A stream that was asked for again and got no answer by then is fetched afresh. */
const ASKED_FOR_MS = 3_000;

/** What the streams need of the rest. */
export interface ResumeWorld {
  api: Api;
  state: EntityStore;
  tapes: Tapes;
  random: () => number;
  send: (frame: ClientFrame) => void;
  /** The room in view, whose timeline is fetched at once. */
  openRoom: () => RoomId | null;
  /** Fetches the timeline that a room shows, as far back as the held one reaches. */
  fetchTimeline: (room: RoomId, held: Timeline | undefined) => Promise<{ timeline: Timeline; asOf: AsOf }>;
  /** Fetches the threads of a room that are on the screen; each gives how to put it into the state. */
  fetchThreads: (room: RoomId) => Promise<{ put: (state: Entities) => Entities; asOf: AsOf }[]>;
  /** Every message that an event brought, once the state has it: for profiles, typing marks and the outbox. */
  onMessage: (message: Message, created: boolean) => void;
  /** Every draft that an event brought, once the state has it. */
  onDraft: (draft: Draft) => void;
  /** The first bootstrap is in, or one after everything was dropped. */
  onBootstrap: (boot: Bootstrap) => void;
  /** The caller may no longer see this room. */
  onGone: (room: RoomId) => void;
  /** The session is over. */
  onSignedOut: () => void;
}

export class Resume {
  readonly #world: ResumeWorld;
  /** Streams asked for again because of a hole: their later events wait for the answer. */
  readonly #asked = new Map<Stream, ReturnType<typeof setTimeout>>();
  /** Streams whose state is to be fetched afresh. */
  #stale = new Set<Stream>();
  #ready: ReadyFrame | null = null;
  #booted = false;
  #fetching = false;
  #tries = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #stopped = false;
  #waiting: (() => void)[] = [];

  constructor(world: ResumeWorld) {
    this.#world = world;
  }

  /** Fetches the sidebar. The streams resume once it is in and the socket is ready. */
  start(): void {
    this.#fetchSoon(0);
  }

  /** Resolves once the sidebar is there, from the disk or from the server. */
  whenBooted(): Promise<void> {
    if (this.#world.state.getState().epoch !== "") return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#timer);
    this.#askNothing();
  }

  /** The socket is authenticated. */
  ready(frame: ReadyFrame): void {
    this.#ready = frame;
    this.#askNothing();
    const { epoch } = this.#world.state.getState();
    if (this.#booted && frame.epoch !== epoch) this.#startOver();
    else if (this.#booted) this.#resumeAll();
    else this.#fetchSoon(0);
  }

  /** Follows a room that came into view without being in the sidebar; `focus` went out before. */
  follow(room: RoomId): void {
    const { heads, epoch } = this.#world.state.getState();
    const stream = roomStream(room);
    const seq = heads[stream];
    if (seq !== undefined) this.#world.send({ type: "resume", data: { epoch, heads: [{ stream, seq }] } });
  }

  /** The socket is gone. What was asked of it will be asked of the next. */
  lost(): void {
    this.#ready = null;
    this.#askNothing();
    this.#stale.clear();
  }

  /** Frames of the live connection, in their order. */
  take(frames: readonly ServerFrame[]): void {
    const before = this.#world.state.getState();
    let state = before;
    for (const frame of frames) state = this.#taken(state, frame);
    if (state !== before) this.#world.state.setState(state, true);
    for (const frame of frames) {
      if (frame.type !== "event") continue;
      const { event } = frame.data;
      if (event.type === "message_created") this.#world.onMessage(event.data, true);
      else if (event.type === "message_updated") this.#world.onMessage(event.data, false);
      else if (event.type === "draft_updated") this.#world.onDraft(event.data);
    }
  }

  #taken(state: Entities, frame: ServerFrame): Entities {
    switch (frame.type) {
      case "event":
        this.#world.tapes.record(frame.data);
        return this.#next(state, frame.data, frame.data);
      case "skip":
        return this.#next(state, frame.data, null);
      case "resumed":
        this.#answered(frame.data.stream);
        if ((state.heads[frame.data.stream] ?? frame.data.seq) < frame.data.seq) this.#refetch(frame.data.stream);
        return state;
      case "refetch":
        this.#refetch(frame.data.stream);
        return state;
      case "gone":
        return this.#gone(state, frame.data.stream);
      default:
        return state;
    }
  }

  /** Applies an entry if it is the next of its stream; drops it if it came before; asks again if some are missing. */
  #next(state: Entities, { stream, seq }: AsOf, frame: EventFrame | null): Entities {
    const head = state.heads[stream];
    if (head === undefined || seq <= head) return state;
    if (seq > head + 1) {
      this.#hole(stream, head, state.epoch);
      return state;
    }
    this.#answered(stream);
    const applied = frame ? applyEvent(state, seq, frame.event) : state;
    // The event itself may have ended the stream: a room that was removed has no head any more.
    return stream in applied.heads ? { ...applied, heads: { ...applied.heads, [stream]: seq } } : applied;
  }

  #hole(stream: Stream, head: number, epoch: string): void {
    if (this.#asked.has(stream) || this.#stale.has(stream)) return;
    const timer = setTimeout(() => {
      this.#asked.delete(stream);
      this.#refetch(stream);
    }, ASKED_FOR_MS);
    this.#asked.set(stream, timer);
    this.#world.send({ type: "resume", data: { epoch, heads: [{ stream, seq: head }] } });
  }

  #answered(stream: Stream): void {
    clearTimeout(this.#asked.get(stream));
    this.#asked.delete(stream);
  }

  #askNothing(): void {
    for (const stream of [...this.#asked.keys()]) this.#answered(stream);
  }

  #gone(state: Entities, stream: Stream): Entities {
    const room = roomOfStream(stream);
    if (room === null) {
      this.#startOver();
      return this.#world.state.getState();
    }
    this.#world.onGone(room);
    return withoutRoom(state, room);
  }

  /** A room that is only looked at is followed while it is in view; the server knows that one from `focus`. */
  #resumeAll(): void {
    const { heads, epoch, rooms } = this.#world.state.getState();
    const named: AsOf[] = [];
    for (const [stream, seq] of Object.entries(heads)) {
      const room = roomOfStream(stream);
      const isLeft = room !== null && rooms[room]?.role === null && this.#world.openRoom() !== room;
      if (!isLeft) named.push({ stream, seq });
    }
    for (let start = 0; start < named.length; start += HEADS_A_FRAME) {
      this.#world.send({ type: "resume", data: { epoch, heads: named.slice(start, start + HEADS_A_FRAME) } });
    }
  }

  /** Another epoch: the workspace was restored from a backup. Nothing that is held here counts but what was written. */
  #startOver(): void {
    const { sends, me } = this.#world.state.getState();
    this.#world.state.setState({ ...EMPTY, sends, me }, true);
    this.#booted = false;
    this.#fetchSoon(GATHER_MS);
  }

  #refetch(stream: Stream): void {
    this.#stale.add(stream);
    this.#fetchSoon(GATHER_MS);
  }

  #fetchSoon(afterMs: number): void {
    if (this.#stopped || this.#fetching) return;
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#fetch(), afterMs);
  }

  async #fetch(): Promise<void> {
    this.#fetching = true;
    const stale = this.#stale;
    this.#stale = new Set();
    const tape = this.#world.tapes.start(null);
    let retryMs: number | null = null;
    try {
      await this.#fetchOver(stale, tape.frames);
      this.#tries = 0;
      if (this.#stale.size > 0) retryMs = GATHER_MS;
    } catch (thrown) {
      for (const stream of stale) this.#stale.add(stream);
      retryMs = this.#failed(asFailure(thrown));
    } finally {
      tape.stop();
      this.#fetching = false;
    }
    if (retryMs !== null) this.#fetchSoon(retryMs);
  }

  #failed(failure: Failure): number | null {
    if (failure.code === "not_signed_in") {
      this.#world.onSignedOut();
      return null;
    }
    this.#tries += 1;
    return Math.max(failure.retryAfterMs ?? 0, fullJitterMs(this.#tries, this.#world.random));
  }

  /** One bootstrap answers every refetch: it holds all that the sidebar shows; timelines out of view are dropped. */
  async #fetchOver(stale: ReadonlySet<Stream>, frames: readonly EventFrame[]): Promise<void> {
    const { api, state } = this.#world;
    const boot = await answer(api.rest.GET("/api/v1/bootstrap"));
    const first = !this.#booted;
    const held = state.getState();
    const old = held.epoch !== "" && (held.epoch !== boot.epoch || held.me !== boot.user.id);
    const rooms = [...stale].map(roomOfStream).filter((room) => room !== null);
    const fetched = old ? [] : await Promise.all(rooms.map((room) => this.#fetchRoom(room, boot)));

    let next = old ? { ...EMPTY, sends: held.sends } : state.getState();
    for (const room of rooms) next = withoutTimeline(next, room);
    next = withBootstrap(next, boot);
    for (const put of fetched) next = put(next);
    next = replayed(next, frames);
    this.#booted = true;
    for (const stream of stale) this.#answered(stream);
    state.setState(next, true);
    this.#world.onBootstrap(boot);
    for (const resolve of this.#waiting.splice(0)) resolve();
    if ((first || old) && this.#ready) this.ready(this.#ready);
  }

  /** Fetches what is held of one room beside its sidebar entry; gives how to put it into the state. */
  async #fetchRoom(room: RoomId, boot: Bootstrap): Promise<(state: Entities) => Entities> {
    const { api, state, openRoom, fetchTimeline, fetchThreads } = this.#world;
    const isMember = boot.rooms.some((sidebar) => sidebar.room.id === room);
    const isOpen = openRoom() === room;
    if (!isOpen && !isMember) return (next) => withoutRoom(next, room);
    try {
      const threads = await fetchThreads(room);
      const withThreads = (next: Entities) =>
        threads.reduce((known, { put, asOf }) => withLowerHead(put(known), asOf), next);
      if (!isOpen) return withThreads;
      const answered = isMember
        ? null
        : await answer(api.rest.GET("/api/v1/rooms/{room}", { params: { path: { room } } }));
      const { timeline, asOf } = await fetchTimeline(room, state.getState().timelines[room]);
      return (next) => {
        const known = answered ? withRoomAnswer(withoutRoom(next, room), answered) : next;
        return withThreads(withTimeline(withLowerHead(known, asOf), room, timeline));
      };
    } catch (thrown) {
      const failure = asFailure(thrown);
      if (failure.passing || failure.code === "not_signed_in") throw failure;
      return (next) => withoutRoom(next, room);
    }
  }
}

/** The oldest of several answers says from where on a stream's events count. */
function withLowerHead(state: Entities, { stream, seq }: AsOf): Entities {
  return { ...state, heads: { ...state.heads, [stream]: Math.min(state.heads[stream] ?? seq, seq) } };
}
