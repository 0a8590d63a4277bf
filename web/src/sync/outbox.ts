/**
 * The outbox: what was written here goes to the server once, in order, whatever happens in between.
 *
 * A send is on disk before the composer is told that it may be cleared. One tab owns the sending; within a room one
 * send is under way at a time, and is tried again under the same key until the server has it or refuses it. A refusal
 * parks that send, with its reason, and lets the next go.
 */
import { type Api, answer } from "../api/client";
import { asFailure, type Failure, type FailureCode } from "../api/problems";
import type { File, Message, MessageAnswer, NewMessage, RoomId } from "../api/wire";
import type { EntityStore } from "../stores/entities";
import type { Send } from "../stores/messages";
import type { Place } from "../stores/places";
import { fullJitterMs } from "./backoff";
import { withAck } from "./merge";
import type { Storage, StoredSend } from "./storage";
import type { TabNote, Tabs } from "./tabs";

export interface OutboxWorld {
  api: Api;
  state: EntityStore;
  storage: Storage;
  tabs: Tabs;
  now: () => number;
  random: () => number;
  newKey: () => string;
  /** How many sends wait, for the quiet line. */
  onWaiting: (count: number) => void;
  onSignedOut: () => void;
}

/** What a send may carry beside its text. */
export interface Carried {
  /** Finished uploads, at most ten. */
  files?: File[];
  /** A reply: shown in the room too. */
  alsoInRoom?: boolean;
}

/** Keys of finished sends that are remembered, so that a list read from disk just before does not bring them back. */
const FINISHED_KEPT = 1000;

interface Pause {
  timer: ReturnType<typeof setTimeout>;
  /** The server asked for it: a network that comes back does not shorten it. */
  asked: boolean;
}

/** What the server answers again and again: after some tries the message is parked, so that those behind it go on. */
const STUBBORN: ReadonlySet<FailureCode> = new Set(["internal", "storage_full"]);
const MOST_TRIES = 5;

export class Outbox {
  readonly #world: OutboxWorld;
  #sends: StoredSend[] = [];
  #owner = false;
  #stopped = false;
  readonly #busy = new Set<RoomId>();
  readonly #paused = new Map<RoomId, Pause>();
  readonly #tries = new Map<string, number>();
  readonly #finished = new Set<string>();
  /** Moves with every change, so that a list read from disk meanwhile is known to be old. */
  #version = 0;

  constructor(world: OutboxWorld) {
    this.#world = world;
  }

  async start(): Promise<void> {
    await this.#reload();
    this.#world.tabs.own(() => {
      this.#owner = true;
      this.wake();
    });
  }

  stop(): void {
    this.#stopped = true;
    for (const { timer } of this.#paused.values()) clearTimeout(timer);
    this.#paused.clear();
  }

  /** Keeps a text to be sent. Resolves once it is stored: then the composer may be cleared. */
  async add({ room, root }: Place, text: string, { files = [], alsoInRoom = false }: Carried = {}): Promise<void> {
    const { storage, newKey, now, tabs } = this.#world;
    const written = { room, text, replyTo: root, alsoInRoom, files };
    const send: StoredSend = { clientKey: newKey(), ...written, at: now(), state: "waiting", problem: null };
    const order = await storage.addSend(send);
    this.#version += 1;
    // A list that was read from disk meanwhile may have it already.
    if (!this.#sends.some(({ clientKey }) => clientKey === send.clientKey)) {
      this.#sends = [...this.#sends, { ...send, order }].sort(byOrder);
    }
    this.#publish();
    tabs.tell({ type: "sends_changed" });
    void this.#pump(room);
  }

  /** Tries a parked send again. Only a key that the server knows with another text is replaced. */
  async retry(clientKey: string): Promise<void> {
    const parked = this.#sends.find((send) => send.clientKey === clientKey && send.state === "failed");
    if (!parked) return;
    const key = parked.problem?.code === "key_reused" ? this.#world.newKey() : clientKey;
    await this.#change(parked, { ...parked, clientKey: key, state: "waiting", problem: null });
    void this.#pump(parked.room);
  }

  /** Deletes a parked send. */
  async discard(clientKey: string): Promise<void> {
    await this.#finish(this.#sends.filter((send) => send.clientKey === clientKey && send.state === "failed"));
  }

  /** Forgets the sends of a room that the caller may no longer see. */
  async drop(room: RoomId): Promise<void> {
    await this.#finish(this.#sends.filter((send) => send.room === room));
  }

  /** A message of the caller's own came down: the server has it, whatever became of the answer. */
  seen(message: Message): void {
    const done = this.#sends.filter((send) => send.room === message.room && send.clientKey === message.client_key);
    if (done.length > 0) void this.#finish(done);
  }

  heard(note: TabNote): void {
    if (note.type === "acked") this.#acked(note.clientKey, note.answer);
    if (note.type === "sends_changed") void this.#reload().then(() => this.wake());
  }

  /** The network is back: what waits for it goes now. */
  wake(): void {
    for (const [room, { timer, asked }] of this.#paused) {
      if (asked) continue;
      clearTimeout(timer);
      this.#paused.delete(room);
    }
    for (const room of new Set(this.#sends.map((send) => send.room))) void this.#pump(room);
  }

  /** Reads the list from disk, again if it changed meanwhile. */
  async #reload(): Promise<void> {
    let stored: StoredSend[];
    let version: number;
    do {
      version = this.#version;
      stored = await this.#world.storage.sends();
    } while (version !== this.#version);
    this.#sends = stored.filter((send) => !this.#finished.has(send.clientKey)).sort(byOrder);
    this.#publish();
  }

  async #pump(room: RoomId): Promise<void> {
    if (!this.#owner || this.#busy.has(room)) return;
    this.#busy.add(room);
    try {
      while (!this.#stopped && !this.#paused.has(room)) {
        const next = this.#sends.find((send) => send.room === room && send.state === "waiting");
        if (!next) break;
        await this.#send(next);
      }
    } finally {
      this.#busy.delete(room);
    }
  }

  async #send(send: StoredSend): Promise<void> {
    const { api } = this.#world;
    let answered: MessageAnswer;
    try {
      answered = await answer(
        api.rest.POST("/api/v1/rooms/{room}/messages", {
          params: { path: { room: send.room } },
          body: bodyOf(send),
        }),
      );
    } catch (thrown) {
      if (!this.#stopped) await this.#failed(send, asFailure(thrown));
      return;
    }
    if (this.#stopped) return;
    this.#acked(send.clientKey, answered);
    this.#world.tabs.tell({ type: "acked", clientKey: send.clientKey, answer: answered });
  }

  async #failed(send: StoredSend, failure: Failure): Promise<void> {
    if (failure.code === "not_signed_in") {
      this.stop();
      this.#world.onSignedOut();
      return;
    }
    const tries = (this.#tries.get(send.clientKey) ?? 0) + 1;
    this.#tries.set(send.clientKey, tries);
    const problem = { code: failure.code, sentence: failure.message };
    if (!failure.passing || (STUBBORN.has(failure.code) && tries >= MOST_TRIES)) {
      this.#tries.delete(send.clientKey);
      await this.#change(send, { ...send, state: "failed", problem });
      return;
    }
    // That the network is away is told once for all, at the top.
    if (failure.code !== "network" && send.problem?.code !== failure.code) {
      await this.#change(send, { ...send, problem });
    }
    const asked = failure.retryAfterMs !== null;
    const waitMs = (failure.retryAfterMs ?? 0) + fullJitterMs(asked ? 0 : tries, this.#world.random);
    const timer = setTimeout(() => {
      this.#paused.delete(send.room);
      void this.#pump(send.room);
    }, waitMs);
    this.#paused.set(send.room, { timer, asked });
  }

  #acked(clientKey: string, answered: MessageAnswer): void {
    const { state } = this.#world;
    state.setState(withAck(state.getState(), clientKey, answered), true);
    void this.#finish(this.#sends.filter((send) => send.clientKey === clientKey));
  }

  async #change(old: StoredSend, send: StoredSend): Promise<void> {
    const isOld = (held: StoredSend) => held.clientKey === old.clientKey;
    if (!this.#sends.some(isOld)) return;
    this.#version += 1;
    this.#sends = this.#sends.map((held) => (isOld(held) ? send : held));
    this.#publish();
    await this.#world.storage.putSend(send);
    this.#world.tabs.tell({ type: "sends_changed" });
  }

  async #finish(done: StoredSend[]): Promise<void> {
    if (done.length === 0) return;
    this.#version += 1;
    for (const { clientKey } of done) {
      this.#tries.delete(clientKey);
      this.#finished.add(clientKey);
      if (this.#finished.size > FINISHED_KEPT) {
        for (const oldest of this.#finished) {
          this.#finished.delete(oldest);
          break;
        }
      }
    }
    this.#sends = this.#sends.filter((send) => !done.includes(send));
    this.#publish();
    const orders = done.map((send) => send.order).filter((order) => order !== undefined);
    await this.#world.storage.dropSends(orders);
    this.#world.tabs.tell({ type: "sends_changed" });
  }

  /** Shows the sends as rows. Those that the server has keep their row until their message finds its place. */
  #publish(): void {
    const { state, onWaiting } = this.#world;
    const held = state.getState().sends;
    const sends: Record<RoomId, Send[]> = {};
    for (const [room, rows] of Object.entries(held)) {
      const sent = rows.filter((row) => row.state === "sent");
      if (sent.length > 0) sends[room] = sent;
    }
    for (const { order: _order, ...send } of this.#sends) {
      const rows = sends[send.room] ?? [];
      if (rows.some((row) => row.clientKey === send.clientKey)) continue;
      sends[send.room] = [...rows, { ...send, message: null }];
    }
    state.setState({ sends });
    onWaiting(this.#sends.filter((send) => send.state === "waiting").length);
  }
}

function bodyOf({ text, clientKey, replyTo, alsoInRoom, files }: StoredSend): NewMessage {
  return {
    text,
    client_key: clientKey,
    ...(replyTo !== null && { reply_to: replyTo, also_in_room: alsoInRoom }),
    ...(files.length > 0 && { files: files.map((file) => file.id) }),
  };
}

function byOrder(a: StoredSend, b: StoredSend): number {
  return (a.order ?? 0) - (b.order ?? 0);
}
