/** Tapes: the events that come while an answer of the server is on its way, kept to be laid over it. */
import type { EventFrame, Stream } from "../api/wire";

/** Stop it when the answer is in or has failed. */
export interface Tape {
  readonly frames: readonly EventFrame[];
  stop(): void;
}

export class Tapes {
  readonly #running = new Set<{ stream: Stream | null; frames: EventFrame[] }>();

  /** Starts to keep the events of one stream, or of all. Start before the request goes out. */
  start(stream: Stream | null): Tape {
    const tape = { stream, frames: [] as EventFrame[] };
    this.#running.add(tape);
    return { frames: tape.frames, stop: () => this.#running.delete(tape) };
  }

  record(frame: EventFrame): void {
    for (const tape of this.#running) {
      if (tape.stream === null || tape.stream === frame.stream) tape.frames.push(frame);
    }
  }
}
