/**
 * The connection, as a state machine: hello → auth → ready → live, and back again after every loss.
 *
 * Owns when to connect, to prove a sign of life, to renew the token, to wait and for how long. It knows no stream and
 * no event: whoever listens resumes after `ready` (see `resume.ts`).
 */
import { asFailure } from "../api/problems";
import type { ClientFrame, ReadyFrame, ServerFrame } from "../api/wire";
import type { ConnectionPhase } from "../stores/connection";
import { fullJitterMs } from "./backoff";

/** The part of a WebSocket that is used here. */
export interface Wire {
  send(text: string): void;
  close(): void;
}

/** What a wire tells. Nothing before it was given out. */
export interface WireListener {
  message: (data: unknown) => void;
  closed: (code: number) => void;
}

export interface SocketWorld {
  open: (listener: WireListener) => Wire;
  /** A token that holds for another minute. */
  token: () => Promise<string>;
  /** A new token, whatever the held one looks like. */
  mint: () => Promise<unknown>;
  /** When the held token is due to be replaced, in milliseconds. */
  refreshInMs: () => number | null;
  random: () => number;
}

export interface SocketListener {
  phase: (phase: ConnectionPhase) => void;
  ready: (frame: ReadyFrame) => void;
  /** Every frame that is not about the connection itself. */
  frame: (frame: ServerFrame) => void;
  lost: () => void;
  /** The session is over: sign in. */
  signedOut: () => void;
}

/** From opening to `ready`. */
const READY_WITHIN_MS = 10_000;
/** From a heartbeat to any frame. */
const ANSWER_WITHIN_MS = 10_000;
/** A connection that held this long counts as good: the next loss starts with short waits again. */
const GOOD_AFTER_MS = 5_000;
/** How often a failed renewal of the token is tried again. */
const RENEW_AGAIN_MS = 5_000;
const RATE_LIMITED_MS = 5_000;

type Timer = ReturnType<typeof setTimeout> | undefined;

export class Socket {
  readonly #world: SocketWorld;
  readonly #listener: SocketListener;
  #wire: Wire | null = null;
  #live = false;
  #stopped = true;
  #opening = false;
  #offline = false;
  #tries = 0;
  /** The server refused the token; a second time in a row ends the session. */
  #refused = false;
  /** What `bye` asked for, until the close. */
  #byeMs: number | null = null;
  #retry: Timer;
  #deadline: Timer;
  #heartbeat: Timer;
  #renewal: Timer;
  #good: Timer;

  constructor(world: SocketWorld, listener: SocketListener) {
    this.#world = world;
    this.#listener = listener;
  }

  start(): void {
    this.#stopped = false;
    void this.#connect();
  }

  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#retry);
    this.#drop();
  }

  get live(): boolean {
    return this.#live;
  }

  /** Sends if the connection is live; what is not sent is not kept. */
  send(frame: ClientFrame): void {
    if (this.#live) this.#wire?.send(JSON.stringify(frame));
  }

  /** The network may be back, or the person is: try at once, and make sure that an open connection is alive. */
  wake(): void {
    if (this.#stopped) return;
    this.#offline = false;
    if (this.#live) this.#beat();
    else if (!this.#wire && !this.#opening) this.#connectIn(0);
  }

  /** The browser says that there is no network. Not believed blindly: it may be a server on this very machine. */
  networkLost(): void {
    this.#offline = true;
    if (this.#live) this.#beat();
    else if (!this.#stopped) this.#listener.phase("offline");
  }

  #connectIn(delayMs: number): void {
    clearTimeout(this.#retry);
    this.#listener.phase(this.#offline ? "offline" : "connecting");
    this.#retry = setTimeout(() => void this.#connect(), delayMs);
  }

  async #connect(): Promise<void> {
    if (this.#stopped || this.#wire || this.#opening) return;
    this.#opening = true;
    let token: string;
    try {
      token = await this.#world.token();
    } catch (thrown) {
      this.#opening = false;
      this.#tokenFailed(thrown);
      return;
    }
    this.#opening = false;
    if (this.#stopped) return;
    const wire = this.#world.open({
      message: (data) => this.#received(wire, token, data),
      closed: (code) => this.#closed(wire, code),
    });
    this.#wire = wire;
    this.#byeMs = null;
    this.#expectWithin(READY_WITHIN_MS);
  }

  #tokenFailed(thrown: unknown): void {
    if (this.#stopped) return;
    const failure = asFailure(thrown);
    if (failure.code === "not_signed_in") {
      this.stop();
      this.#listener.signedOut();
      return;
    }
    this.#tries += 1;
    this.#connectIn(Math.max(failure.retryAfterMs ?? 0, fullJitterMs(this.#tries, this.#world.random)));
  }

  #received(wire: Wire, token: string, data: unknown): void {
    if (wire !== this.#wire) return;
    const frame = parsed(data);
    if (!frame) {
      this.#lost(1003);
      return;
    }
    if (this.#live) clearTimeout(this.#deadline);
    switch (frame.type) {
      case "hello":
        wire.send(JSON.stringify({ type: "auth", data: { token } } satisfies ClientFrame));
        break;
      case "ready":
        this.#becameLive(frame.data);
        break;
      case "heartbeat":
        break;
      case "bye":
        this.#byeMs = frame.data.after_ms;
        break;
      default:
        if (this.#live) this.#listener.frame(frame);
    }
  }

  #becameLive(ready: ReadyFrame): void {
    clearTimeout(this.#deadline);
    this.#live = true;
    this.#offline = false;
    this.#good = setTimeout(() => {
      this.#tries = 0;
      this.#refused = false;
    }, GOOD_AFTER_MS);
    this.#beatEvery(ready.heartbeat_ms);
    this.#renewIn(this.#world.refreshInMs());
    this.#listener.phase("online");
    this.#listener.ready(ready);
  }

  /** A tenth of jitter keeps a thousand clients from beating together. */
  #beatEvery(everyMs: number): void {
    this.#heartbeat = setTimeout(
      () => {
        this.#beat();
        this.#beatEvery(everyMs);
      },
      everyMs * (0.9 + 0.2 * this.#world.random()),
    );
  }

  #beat(): void {
    this.send({ type: "heartbeat" });
    this.#expectWithin(ANSWER_WITHIN_MS);
  }

  #expectWithin(ms: number): void {
    clearTimeout(this.#deadline);
    this.#deadline = setTimeout(() => this.#lost(4408), ms);
  }

  #renewIn(ms: number | null): void {
    clearTimeout(this.#renewal);
    if (ms === null) return;
    this.#renewal = setTimeout(() => void this.#renew(), ms);
  }

  async #renew(): Promise<void> {
    const wire = this.#wire;
    try {
      const token = await this.#world.token();
      if (wire !== this.#wire || !this.#live) return;
      this.send({ type: "reauth", data: { token } });
      this.#renewIn(this.#world.refreshInMs());
    } catch (thrown) {
      if (wire !== this.#wire || !this.#live) return;
      if (asFailure(thrown).code === "not_signed_in") this.#lost(4403);
      else this.#renewIn(RENEW_AGAIN_MS);
    }
  }

  #closed(wire: Wire, code: number): void {
    if (wire === this.#wire) this.#lost(code);
  }

  /** The connection is gone, closed by the other side or given up by us. */
  #lost(code: number): void {
    const byeMs = this.#byeMs;
    this.#drop();
    if (this.#stopped) return;
    const jitterMs = fullJitterMs(this.#tries, this.#world.random);
    this.#tries += 1;
    switch (code) {
      case 4401:
      case 4403:
        void this.#refreshOnce(jitterMs);
        break;
      case 4010:
        this.#stopped = true;
        this.#listener.phase("retired");
        break;
      case 4029:
        this.#connectIn((byeMs ?? RATE_LIMITED_MS) + jitterMs);
        break;
      default:
        this.#connectIn(byeMs ?? jitterMs);
    }
  }

  async #refreshOnce(delayMs: number): Promise<void> {
    if (this.#refused) {
      this.stop();
      this.#listener.signedOut();
      return;
    }
    this.#refused = true;
    this.#opening = true;
    this.#listener.phase("connecting");
    try {
      await this.#world.mint();
    } catch (thrown) {
      this.#opening = false;
      this.#refused = false;
      this.#tokenFailed(thrown);
      return;
    }
    this.#opening = false;
    if (!this.#stopped) this.#connectIn(delayMs);
  }

  #drop(): void {
    const wire = this.#wire;
    const wasLive = this.#live;
    this.#wire = null;
    this.#live = false;
    this.#byeMs = null;
    for (const timer of [this.#deadline, this.#heartbeat, this.#renewal, this.#good]) clearTimeout(timer);
    wire?.close();
    if (wasLive) this.#listener.lost();
  }
}

function parsed(data: unknown): ServerFrame | null {
  if (typeof data !== "string") return null;
  try {
    const frame: unknown = JSON.parse(data);
    const named = typeof frame === "object" && frame !== null && "type" in frame && typeof frame.type === "string";
    return named ? (frame as ServerFrame) : null;
  } catch {
    return null;
  }
}
