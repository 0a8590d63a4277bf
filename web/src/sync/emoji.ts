/** The workspace's own emoji: listed when the first one is to be shown, kept up to date by the workspace's stream. */
import { type Api, answer } from "../api/client";
import type { EntityStore } from "../stores/entities";
import { withEmojiList } from "./merge";
import type { Tapes } from "./tapes";

/** After a failure nobody asks again before this, in milliseconds. */
const REST_MS = 5_000;

export class CustomEmojis {
  readonly #api: Api;
  readonly #state: EntityStore;
  readonly #tapes: Tapes;
  #loading = false;
  #notBefore = 0;

  constructor(api: Api, state: EntityStore, tapes: Tapes) {
    this.#api = api;
    this.#state = state;
    this.#tapes = tapes;
  }

  /** Lists them, unless they are held. Never throws: names are shown until they are here. */
  async need(): Promise<void> {
    if (this.#state.getState().emoji === null) await this.#load();
  }

  /** What was held may have missed something: lists them anew, if they are wanted at all. */
  async refresh(): Promise<void> {
    if (this.#state.getState().emoji !== null) await this.#load();
  }

  async #load(): Promise<void> {
    if (this.#loading || Date.now() < this.#notBefore) return;
    this.#loading = true;
    const tape = this.#tapes.start("workspace");
    try {
      const list = await answer(this.#api.rest.GET("/api/v1/emoji"));
      this.#state.setState(withEmojiList(this.#state.getState(), list, tape.frames), true);
    } catch {
      this.#notBefore = Date.now() + REST_MS;
    } finally {
      tape.stop();
      this.#loading = false;
    }
  }
}
