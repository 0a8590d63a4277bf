/**
 * Uploads: the bytes of attachments go to the server in chunks, two files at a time, and go on where they stopped.
 *
 * The server says how far it is; whatever breaks (a network, a chunk, the server itself) the next chunk starts there. A
 * page that is left loses the bytes: the attachment is offered again and goes on once the same file is chosen. A message
 * may be held until its files are through; then it is handed to the outbox, whichever room is open.
 */

import type { SendBytes } from "../api/bytes";
import { type Api, answer } from "../api/client";
import { asFailure, Failure, failureOf } from "../api/problems";
import type { Upload, UploadId } from "../api/wire";
import type { Attachment, AttachmentsStore, Hold } from "../stores/attachments";
import { isUnderWay } from "../stores/attachments";
import { without } from "../stores/entities";
import { type Place, placeKey } from "../stores/places";
import { fullJitterMs } from "./backoff";
import type { Carried } from "./outbox";
import type { Memory } from "./unfinished";

const AT_ONCE = 2;

export interface UploadsWorld {
  api: Api;
  sendBytes: SendBytes;
  store: AttachmentsStore;
  memory: Memory;
  me: () => string;
  random: () => number;
  newKey: () => string;
  /** Hands a message over once its files are through. */
  send: (place: Place, text: string, carried: Carried) => Promise<void>;
  /** The message is handed over: its words leave the composer. */
  onSent: (place: Place, written: string) => void;
}

/** What is known of an attachment besides what is shown. */
interface Course {
  upload: UploadId | null;
  stop: AbortController | null;
  tries: number;
  timer: ReturnType<typeof setTimeout> | undefined;
}

export class Uploads {
  readonly #world: UploadsWorld;
  readonly #courses = new Map<string, Course>();
  #stopped = false;

  constructor(world: UploadsWorld) {
    this.#world = world;
  }

  /** Offers again what was unfinished when the page was left. */
  start(): void {
    const { memory, me } = this.#world;
    for (const { upload, file, ...known } of memory.read(me())) {
      this.#courses.set(known.key, courseFrom(upload));
      const state = file === null ? "interrupted" : "done";
      this.#append({ ...known, state, sent: 0, problem: null, file, source: null });
    }
  }

  stop(): void {
    this.#stopped = true;
    for (const course of this.#courses.values()) halt(course);
    this.#courses.clear();
    this.#world.store.setState({ byPlace: {}, holds: {} });
  }

  /** Bytes would be lost if the page were left now. */
  get underWay(): boolean {
    return this.#all().some(isUnderWay);
  }

  /** Takes files for the next message of a place. */
  add(place: Place, files: readonly globalThis.File[]): void {
    for (const source of files) {
      const key = this.#world.newKey();
      const { name, size, type } = source;
      this.#courses.set(key, courseFrom(null));
      this.#append({ key, place, name, size, type, state: "waiting", sent: 0, problem: null, file: null, source });
    }
    this.#remember();
    this.#pump();
  }

  /** Takes an attachment away; what the server has of it, too. */
  remove(key: string): void {
    const course = this.#courses.get(key);
    const held = this.#find(key);
    if (!held) return;
    this.#courses.delete(key);
    this.#drop([key]);
    if (course) halt(course);
    if (course?.upload) {
      const path = { upload: course.upload };
      // What stays behind, the server throws away by itself after a while.
      answer(this.#world.api.rest.DELETE("/api/v1/uploads/{upload}", { params: { path } })).catch(() => {});
    }
    this.#pump();
    this.#deliverQuietly(held.place);
  }

  /** Tries a failed one again. */
  retry(key: string): void {
    const held = this.#find(key);
    if (held?.state === "failed" && held.source !== null) this.#set(key, { state: "waiting", problem: null });
    this.#pump();
  }

  /** Goes on with an interrupted one: the file was chosen again. Another file takes its place from the start. */
  goOn(key: string, source: globalThis.File): void {
    const held = this.#find(key);
    const course = this.#courses.get(key);
    if (!held || !course) return;
    const { name, size, type } = source;
    if (size !== held.size || name !== held.name) course.upload = null;
    this.#set(key, { name, size, type, source, state: "waiting", problem: null });
    this.#remember();
    this.#pump();
  }

  /** Sends a message as soon as its files are through. */
  async hold(place: Place, hold: Hold): Promise<void> {
    const { store } = this.#world;
    store.setState(({ holds }) => ({ holds: { ...holds, [placeKey(place)]: hold } }));
    await this.#deliver(place);
  }

  /** The message is not to go by itself any more. */
  release(place: Place): void {
    this.#world.store.setState(({ holds }) => ({ holds: without(holds, placeKey(place)) }));
  }

  /** The network is back. */
  wake(): void {
    for (const course of this.#courses.values()) {
      clearTimeout(course.timer);
      course.timer = undefined;
    }
    this.#pump();
  }

  /** Hands the held message of a place over when every file of it is through. */
  async #deliver(place: Place): Promise<void> {
    const key = placeKey(place);
    const { store, send, onSent } = this.#world;
    const { byPlace, holds } = store.getState();
    const hold = holds[key];
    const list = byPlace[key] ?? [];
    if (!hold || list.some((one) => one.state !== "done")) return;
    // First, so that the file that comes through next does not send it again.
    this.release(place);
    const files = list.flatMap((one) => one.file ?? []);
    if (files.length === 0 && hold.text === "") return;
    await send(place, hold.text, { files, alsoInRoom: hold.alsoInRoom });
    this.#drop(list.map((one) => one.key));
    onSent(place, hold.written);
  }

  /** A disk that refuses the message leaves it in the composer, where it is seen. */
  #deliverQuietly(place: Place): void {
    this.#deliver(place).catch(() => {});
  }

  #pump(): void {
    if (this.#stopped) return;
    let free = AT_ONCE - this.#all().filter((one) => one.state === "uploading").length;
    for (const { key, state } of this.#all()) {
      const course = this.#courses.get(key);
      if (free <= 0 || state !== "waiting" || !course || course.timer !== undefined) continue;
      free -= 1;
      void this.#run(key, course);
    }
  }

  async #run(key: string, course: Course): Promise<void> {
    const stop = new AbortController();
    course.stop = stop;
    this.#set(key, { state: "uploading", problem: null });
    try {
      const file = await this.#through(key, course, stop.signal);
      if (stop.signal.aborted) return;
      this.#set(key, { state: "done", file, problem: null });
      this.#remember();
    } catch (thrown) {
      if (stop.signal.aborted || this.#stopped) return;
      this.#failed(key, course, asFailure(thrown));
    } finally {
      if (course.stop === stop) course.stop = null;
    }
    this.#pump();
    const held = this.#find(key);
    if (held) this.#deliverQuietly(held.place);
  }

  /** Sends chunk after chunk until the server has the file. */
  async #through(key: string, course: Course, signal: AbortSignal): Promise<NonNullable<Upload["file"]>> {
    let upload = await this.#begun(key, course);
    while (upload.file === null) {
      const { source } = this.#find(key) ?? {};
      if (signal.aborted || !source) throw new Failure("network", 0);
      upload = await this.#sendChunk(key, upload, source, signal);
      course.tries = 0;
      this.#set(key, { sent: upload.offset });
    }
    return upload.file;
  }

  /** The upload as the server has it; a new one when there is none any more. */
  async #begun(key: string, course: Course): Promise<Upload> {
    const { rest } = this.#world.api;
    if (course.upload !== null) {
      try {
        const path = { upload: course.upload };
        const held = await answer(rest.GET("/api/v1/uploads/{upload}", { params: { path } }));
        this.#set(key, { sent: held.offset });
        return held;
      } catch (thrown) {
        if (asFailure(thrown).code !== "not_found") throw thrown;
      }
    }
    const { name = "", size = 0 } = this.#find(key) ?? {};
    const begun = await answer(rest.POST("/api/v1/uploads", { body: { name, size } }));
    course.upload = begun.id;
    this.#set(key, { sent: 0 });
    this.#remember();
    return begun;
  }

  async #sendChunk(key: string, upload: Upload, source: Blob, signal: AbortSignal): Promise<Upload> {
    const { api, sendBytes } = this.#world;
    const { offset } = upload;
    const put = async (token: string) =>
      sendBytes({
        path: `/api/v1/uploads/${upload.id}?offset=${offset}`,
        token,
        body: source.slice(offset, offset + upload.chunk_bytes),
        onSent: (bytes) => this.#set(key, { sent: offset + bytes }),
        signal,
      });
    let answered = await put(await api.token());
    if (answered.status === 401) answered = await put((await api.mint()).access_token.token);
    if (answered.status === 0) throw new Failure("network", 0);
    if (answered.status >= 200 && answered.status < 300) return answered.body as Upload;
    const failure = failureOf(answered.status, answered.body);
    // The server is further, or less far, than we thought: it says where it is.
    if (failure.code !== "conflict") throw failure;
    const params = { path: { upload: upload.id } };
    return answer(api.rest.GET("/api/v1/uploads/{upload}", { params }));
  }

  #failed(key: string, course: Course, failure: Failure): void {
    const held = this.#find(key);
    if (!held) return;
    if (failure.code === "not_found" && course.upload !== null) {
      // The server has thrown it away: from the start.
      course.upload = null;
      this.#set(key, { state: "waiting", sent: 0 });
      return;
    }
    if (!failure.passing) {
      this.#set(key, { state: "failed", problem: failure.message });
      this.release(held.place);
      return;
    }
    course.tries += 1;
    this.#set(key, { state: "waiting", problem: failure.message });
    const waitMs = Math.max(failure.retryAfterMs ?? 0, fullJitterMs(course.tries, this.#world.random));
    course.timer = setTimeout(() => {
      course.timer = undefined;
      this.#pump();
    }, waitMs);
  }

  #all(): Attachment[] {
    return Object.values(this.#world.store.getState().byPlace).flat();
  }

  #find(key: string): Attachment | undefined {
    return this.#all().find((one) => one.key === key);
  }

  #append(attachment: Attachment): void {
    const key = placeKey(attachment.place);
    this.#world.store.setState(({ byPlace }) => ({
      byPlace: { ...byPlace, [key]: [...(byPlace[key] ?? []), attachment] },
    }));
  }

  #set(key: string, change: Partial<Attachment>): void {
    const held = this.#find(key);
    if (!held || this.#stopped) return;
    const place = placeKey(held.place);
    this.#world.store.setState(({ byPlace }) => ({
      byPlace: {
        ...byPlace,
        [place]: (byPlace[place] ?? []).map((one) => (one.key === key ? { ...one, ...change } : one)),
      },
    }));
  }

  #drop(keys: readonly string[]): void {
    this.#world.store.setState(({ byPlace }) => {
      const next: typeof byPlace = {};
      for (const [place, list] of Object.entries(byPlace)) {
        const kept = list.filter((one) => !keys.includes(one.key));
        if (kept.length > 0) next[place] = kept;
      }
      return { byPlace: next };
    });
    for (const key of keys) this.#courses.delete(key);
    this.#remember();
  }

  #remember(): void {
    const list = this.#all().map(({ key, place, name, size, type, file }) => {
      return { key, place, name, size, type, file, upload: this.#courses.get(key)?.upload ?? null };
    });
    this.#world.memory.write(this.#world.me(), list);
  }
}

function courseFrom(upload: UploadId | null): Course {
  return { upload, stop: null, tries: 0, timer: undefined };
}

function halt(course: Course): void {
  clearTimeout(course.timer);
  course.stop?.abort();
}
