/** Read marks of threads. Like those of rooms (`marks.ts`), they never move backwards, and move on the screen at once. */
import { type Api, answer } from "../api/client";
import type { MessageId } from "../api/wire";
import type { EntityStore } from "../stores/entities";
import { Registers } from "./registers";
import { withThreadFollow } from "./replies";

export class ThreadMarks {
  readonly #state: EntityStore;
  readonly #registers: Registers;

  constructor(api: Api, state: EntityStore) {
    this.#state = state;
    this.#registers = new Registers((message, position) =>
      answer(
        api.rest.PUT("/api/v1/messages/{message}/read-mark", {
          params: { path: { message } },
          body: { position },
          keepalive: true,
        }),
      ),
    );
  }

  /** The caller has read a followed thread up to this reply. */
  read(root: MessageId, position: number): void {
    const state = this.#state.getState();
    const follow = state.threads[root];
    if (!follow?.followed || position <= follow.mark) return;
    this.#state.setState(withThreadFollow(state, { ...follow, mark: position }), true);
    this.#registers.set(root, position);
  }

  flush(): void {
    this.#registers.flush();
  }

  stop(): void {
    this.#registers.stop();
  }
}
