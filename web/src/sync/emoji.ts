/** The workspace's own emoji: listed when the first one is to be shown, kept up to date by the workspace's stream. */
import type { SendBytes } from "../api/bytes";
import { type Api, answer } from "../api/client";
import { Failure, failureOf } from "../api/problems";
import type { StreamEvent, Upload } from "../api/wire";
import type { EntityStore } from "../stores/entities";
import { applyEvent } from "./apply";
import { withEmojiList } from "./merge";
import type { Tapes } from "./tapes";

/** After a failure nobody asks again before this, in milliseconds. */
const REST_MS = 5_000;
/** A picture of an emoji is small: what takes longer is given up. */
const PATIENCE_MS = 60_000;

export class CustomEmojis {
  readonly #api: Api;
  readonly #sendBytes: SendBytes;
  readonly #state: EntityStore;
  readonly #tapes: Tapes;
  #loading = false;
  #notBefore = 0;

  constructor(api: Api, sendBytes: SendBytes, state: EntityStore, tapes: Tapes) {
    this.#api = api;
    this.#sendBytes = sendBytes;
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

  /** Adds one. Throws when the server refuses the name or the picture. */
  async add(name: string, picture: globalThis.File): Promise<void> {
    const file = await this.#upload(picture);
    this.#apply({
      type: "emoji_updated",
      data: await answer(this.#api.rest.POST("/api/v1/emoji", { body: { name, file } })),
    });
  }

  /** Takes one away; messages that use it show its name. */
  async remove(name: string): Promise<void> {
    await answer(this.#api.rest.DELETE("/api/v1/emoji/{name}", { params: { path: { name } } }));
    this.#apply({ type: "emoji_removed", data: { name } });
  }

  /** What an answer brings, the stream will tell again. */
  #apply(event: StreamEvent): void {
    this.#state.setState(applyEvent(this.#state.getState(), 0, event), true);
  }

  /** Gives the id of the finished upload's file. */
  async #upload(picture: globalThis.File): Promise<string> {
    const { name, size } = picture;
    let upload: Upload = await answer(this.#api.rest.POST("/api/v1/uploads", { body: { name, size } }));
    while (upload.file === null) {
      const { id, offset, chunk_bytes } = upload;
      const sent = await this.#sendBytes({
        path: `/api/v1/uploads/${id}?offset=${offset}`,
        token: await this.#api.token(),
        body: picture.slice(offset, offset + chunk_bytes),
        onSent: () => {},
        signal: AbortSignal.timeout(PATIENCE_MS),
      });
      if (sent.status === 0) throw new Failure("network", 0);
      if (sent.status >= 300) throw failureOf(sent.status, sent.body);
      upload = sent.body as Upload;
    }
    return upload.file.id;
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
