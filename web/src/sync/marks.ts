/**
 * Read marks on their way to the server: at most one a room in two seconds, and at once when the page loses the focus.
 *
 * A mark is a register that never moves backwards, so only the furthest matters. The badge answers at once.
 */
import { type Api, answer } from "../api/client";
import type { RoomId } from "../api/wire";
import type { EntityStore } from "../stores/entities";
import { withMark } from "./apply";
import { Registers } from "./registers";

export class Marks {
  readonly #state: EntityStore;
  readonly #registers: Registers;

  constructor(api: Api, state: EntityStore) {
    this.#state = state;
    this.#registers = new Registers((room, position) =>
      answer(
        api.rest.PUT("/api/v1/rooms/{room}/read-mark", {
          params: { path: { room } },
          body: { position },
          keepalive: true,
        }),
      ),
    );
  }

  /** The caller has read a room up to this position. Without a membership there is no mark to move. */
  read(room: RoomId, position: number): void {
    const state = this.#state.getState();
    const entry = state.rooms[room];
    if (!entry || entry.role === null) return;
    if (position <= entry.mark) return;
    this.#state.setState(withMark(state, { room, position, unread_from: null }), true);
    this.#registers.set(room, position);
  }

  /** Sends all that is due, now. */
  flush(): void {
    this.#registers.flush();
  }

  stop(): void {
    this.#registers.stop();
  }
}
