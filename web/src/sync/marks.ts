/**
 * Read marks on their way to the server: at most one a room in two seconds, and at once when the page loses the focus.
 *
 * A mark is a register that never moves backwards, so only the furthest matters. The badge answers at once.
 */
import { type Api, answer } from "../api/client";
import type { RoomId } from "../api/wire";
import type { Entities, EntityStore } from "../stores/entities";
import { withMark } from "./apply";
import { Registers } from "./registers";

export class Marks {
  readonly #api: Api;
  readonly #state: EntityStore;
  readonly #registers: Registers;

  constructor(api: Api, state: EntityStore) {
    this.#api = api;
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
    if (position <= entry.mark) {
      // What was marked unread by hand counts as read once all that was read before is seen again.
      if (entry.unreadFrom !== null && position === entry.mark) this.unread(room, null).catch(() => {});
      return;
    }
    this.#put((state) => withMark(state, { room, position, unread_from: null }));
    this.#registers.set(room, position);
  }

  /** Marks a room unread from a position on, or (null) takes that back. Throws when the server refuses. */
  async unread(room: RoomId, from: number | null): Promise<void> {
    const before = this.#state.getState().rooms[room];
    if (!before || before.role === null || before.unreadFrom === from) return;
    // What this browser holds says what counts, until the server does.
    const counted = { head: 0, gaps: before.gaps, mentions: before.mentions };
    const position = from === null ? before.mark : Math.max(before.mark, from - 1);
    this.#put((state) => withMark(state, { room, position, unread_from: from, ...(from !== null && { counted }) }));
    try {
      // A mark that came in later would take it back.
      await this.#registers.settled(room);
      const request = this.#api.rest.PUT("/api/v1/rooms/{room}/unread", { params: { path: { room } }, body: { from } });
      const mark = await answer(request);
      this.#put((state) => withMark(state, mark));
    } catch (thrown) {
      this.#put((state) => {
        const now = state.rooms[room];
        if (now?.unreadFrom !== from) return state;
        const { mark, unreadFrom, gaps, mentions } = before;
        return { ...state, rooms: { ...state.rooms, [room]: { ...now, mark, unreadFrom, gaps, mentions } } };
      });
      throw thrown;
    }
  }

  /** Sends all that is due, now. */
  flush(): void {
    this.#registers.flush();
  }

  stop(): void {
    this.#registers.stop();
  }

  #put(change: (state: Entities) => Entities): void {
    this.#state.setState(change(this.#state.getState()), true);
  }
}
