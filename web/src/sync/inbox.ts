/**
 * Gathers the frames of a burst, so that a resume of five hundred events is one render and not five hundred.
 *
 * A frame that comes alone passes at once.
 */
import type { ServerFrame } from "../api/wire";

/** One frame of the screen. */
const GATHER_MS = 16;

export class Inbox {
  readonly #take: (frames: ServerFrame[]) => void;
  #frames: ServerFrame[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(take: (frames: ServerFrame[]) => void) {
    this.#take = take;
  }

  put(frame: ServerFrame): void {
    this.#frames.push(frame);
    if (this.#timer !== undefined) return;
    this.flush();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.flush();
    }, GATHER_MS);
  }

  /** Passes what is gathered on; before the connection is given up, or anything is decided on the state. */
  flush(): void {
    if (this.#frames.length === 0) return;
    const frames = this.#frames;
    this.#frames = [];
    this.#take(frames);
  }
}
