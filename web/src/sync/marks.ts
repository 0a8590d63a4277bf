/**
 * Read marks on their way to the server: at most one a room in two seconds, and at once when the page loses the focus.
 *
 * A mark is a register that never moves backwards, so only the furthest matters. The badge answers at once.
 */
import { type Api, answer } from "../api/client";
import { asFailure, type Failure } from "../api/problems";
import type { RoomId } from "../api/wire";
import type { EntityStore } from "../stores/entities";
import { withMark } from "./apply";

const APART_MS = 2_000;

export class Marks {
  readonly #api: Api;
  readonly #state: EntityStore;
  readonly #due = new Map<RoomId, number>();
  readonly #flying = new Map<RoomId, Promise<void>>();
  readonly #resting = new Map<RoomId, ReturnType<typeof setTimeout>>();

  constructor(api: Api, state: EntityStore) {
    this.#api = api;
    this.#state = state;
  }

  /** The caller has read a room up to this position. Without a membership there is no mark to move. */
  read(room: RoomId, position: number): void {
    const state = this.#state.getState();
    const entry = state.rooms[room];
    if (!entry || entry.role === null) return;
    if (position <= entry.mark) return;
    this.#state.setState(withMark(state, { room, position, unread_from: null }), true);
    this.#due.set(room, position);
    if (!this.#resting.has(room)) this.#send(room);
  }

  /** Sends all that is due, now. */
  flush(): void {
    for (const room of [...this.#due.keys()]) this.#send(room);
  }

  stop(): void {
    for (const timer of this.#resting.values()) clearTimeout(timer);
    this.#resting.clear();
    this.#due.clear();
  }

  #send(room: RoomId): void {
    const position = this.#due.get(room);
    if (position === undefined) return;
    this.#due.delete(room);
    this.#rest(room, APART_MS);
    const put = this.#api.rest.PUT("/api/v1/rooms/{room}/read-mark", {
      params: { path: { room } },
      body: { position },
      keepalive: true,
    });
    const flying = answer(put).then(
      () => {},
      (thrown: unknown) => this.#refused(room, position, asFailure(thrown)),
    );
    this.#flying.set(room, flying);
  }

  /** A room that is gone has no mark; anything that passes is tried again with the next round. */
  #refused(room: RoomId, position: number, failure: Failure): void {
    if (!failure.passing) return;
    this.#due.set(room, Math.max(position, this.#due.get(room) ?? 0));
    this.#rest(room, Math.max(failure.retryAfterMs ?? 0, APART_MS));
  }

  #rest(room: RoomId, ms: number): void {
    clearTimeout(this.#resting.get(room));
    const timer = setTimeout(() => {
      this.#resting.delete(room);
      this.#send(room);
    }, ms);
    this.#resting.set(room, timer);
  }
}
