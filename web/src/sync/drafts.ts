/**
 * Drafts on their way: what is typed here goes to the disk at once and to the server two seconds after the last key; what
 * other devices typed comes in, unless something newer is typed here.
 *
 * What this page typed stands over what the server holds until the server has taken it and then says something later:
 * so neither the echo of an own draft nor one that was overtaken changes a field under somebody's hands. The last one who
 * types wins, as with every text that one person writes in two places.
 */
import { type Api, answer } from "../api/client";
import { asFailure } from "../api/problems";
import type { Draft, Drafts as DraftList, EventFrame } from "../api/wire";
import type { Typed, TypedStore } from "../stores/drafts";
import { type Entities, type EntityStore, without } from "../stores/entities";
import { placeKey } from "../stores/places";
import { withDraft } from "./apply";
import { fullJitterMs } from "./backoff";
import type { Storage } from "./storage";
import type { Tapes } from "./tapes";

/** After the last key. */
const SAVE_AFTER_MS = 2_000;
/** To the disk: often enough that a crash costs a word. */
const STORE_AFTER_MS = 300;
/** What the server takes of one draft, in UTF-8. A longer one stays on this device. */
const MOST_BYTES = 16_384;

export interface DraftsWorld {
  api: Api;
  state: EntityStore;
  typed: TypedStore;
  storage: Storage;
  tapes: Tapes;
  random: () => number;
}

export class Drafts {
  readonly #world: DraftsWorld;
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();
  readonly #saving = new Set<string>();
  readonly #unstored = new Set<string>();
  #storing: ReturnType<typeof setTimeout> | undefined;
  #tries = 0;
  #fetching = false;
  #stopped = false;
  #unsubscribe: () => void = () => {};

  constructor(world: DraftsWorld) {
    this.#world = world;
  }

  /** Shows what was typed before the page was left, and keeps what is typed from now on. */
  async start(): Promise<void> {
    const { storage, typed } = this.#world;
    const stored = await storage.drafts().catch(() => []);
    if (this.#stopped) return;
    const before = Object.fromEntries(stored.map((one) => [placeKey(one.place), one]));
    typed.setState(({ byPlace }) => ({ byPlace: { ...before, ...byPlace } }));
    this.#unsubscribe = typed.subscribe((now, then) => this.#changed(now.byPlace, then.byPlace));
    this.wake();
  }

  stop(): void {
    this.#stopped = true;
    this.#unsubscribe();
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    clearTimeout(this.#storing);
    this.#world.typed.setState({ byPlace: {} });
  }

  /** The network is back: what waits for it goes now. */
  wake(): void {
    for (const [key, { savedAt }] of Object.entries(this.#byPlace())) {
      if (savedAt === null && !this.#timers.has(key)) this.#saveIn(key, 0);
    }
  }

  /** The page is left or hidden: what should not wait for its return. */
  flush(): void {
    for (const key of [...this.#timers.keys()]) void this.#save(key);
    void this.#store();
  }

  /** Another device, or this one, changed a draft: the state has it already. */
  heard(draft: Draft): void {
    const held = this.#byPlace()[placeKey(draft)];
    if (held && held.savedAt !== null && Date.parse(draft.updated_at) > held.savedAt) this.#forget(placeKey(draft));
  }

  /** Fetches all drafts: at the start, and when events about them may have been missed. */
  async fetch(): Promise<void> {
    if (this.#fetching) return;
    this.#fetching = true;
    const { api, state, tapes } = this.#world;
    const before = this.#byPlace();
    const tape = tapes.start(null);
    try {
      const list = await answer(api.rest.GET("/api/v1/drafts"));
      if (this.#stopped) return;
      state.setState(withDraftList(state.getState(), list, tape.frames), true);
      this.#compare(before);
    } catch {
      // Offline, what is held stands; the next start over asks again.
    } finally {
      tape.stop();
      this.#fetching = false;
    }
  }

  /** What the server took from here stands no longer when the server has something later, or nothing any more. */
  #compare(before: Record<string, Typed>): void {
    const { drafts } = this.#world.state.getState();
    for (const [key, held] of Object.entries(before)) {
      if (held.savedAt === null || this.#byPlace()[key] !== held) continue;
      const there = drafts[key];
      const same = (there?.text ?? "") === held.text;
      if (!same && (there === undefined || Date.parse(there.updated_at) > held.savedAt)) this.#forget(key);
    }
  }

  #byPlace(): Record<string, Typed> {
    return this.#world.typed.getState().byPlace;
  }

  #put(key: string, held: Typed): void {
    this.#world.typed.setState(({ byPlace }) => ({ byPlace: { ...byPlace, [key]: held } }));
  }

  #forget(key: string): void {
    this.#world.typed.setState(({ byPlace }) => ({ byPlace: without(byPlace, key) }));
  }

  #changed(now: Record<string, Typed>, then: Record<string, Typed>): void {
    for (const key of new Set([...Object.keys(now), ...Object.keys(then)])) {
      const held = now[key];
      if (held === then[key]) continue;
      this.#unstored.add(key);
      // What was sent or deleted leaves the other devices at once.
      if (held?.savedAt === null) this.#saveIn(key, held.text === "" ? 0 : SAVE_AFTER_MS);
    }
    this.#storing ??= setTimeout(() => void this.#store(), STORE_AFTER_MS);
  }

  async #store(): Promise<void> {
    clearTimeout(this.#storing);
    this.#storing = undefined;
    const keys = [...this.#unstored];
    this.#unstored.clear();
    const now = this.#byPlace();
    const kept = keys.flatMap((key) => (now[key] && !isDone(now[key]) ? [now[key]] : []));
    const gone = keys.filter((key) => !now[key] || isDone(now[key]));
    // A disk that refuses costs the copy, nothing else.
    if (keys.length > 0) await this.#world.storage.saveDrafts(kept, gone).catch(() => {});
  }

  #saveIn(key: string, ms: number): void {
    clearTimeout(this.#timers.get(key));
    this.#timers.set(
      key,
      setTimeout(() => void this.#save(key), ms),
    );
  }

  async #save(key: string): Promise<void> {
    clearTimeout(this.#timers.get(key));
    this.#timers.delete(key);
    const held = this.#byPlace()[key];
    // A second one would overtake the first: it goes when that is through.
    if (!held || held.savedAt !== null || this.#saving.has(key)) return;
    const there = this.#world.state.getState().drafts[key];
    if ((there?.text ?? "") === held.text || tooLong(held.text)) {
      this.#put(key, { ...held, savedAt: there ? Date.parse(there.updated_at) : 0 });
      return;
    }
    this.#saving.add(key);
    try {
      const taken = await this.#send(held);
      this.#tries = 0;
      this.#taken(key, held, Date.parse(taken.updated_at));
    } catch (thrown) {
      this.#failed(key, held, asFailure(thrown));
    } finally {
      this.#saving.delete(key);
    }
    const now = this.#byPlace()[key];
    if (!this.#stopped && now?.savedAt === null && !this.#timers.has(key)) this.#saveIn(key, 0);
  }

  #send({ place, text }: Typed): Promise<Draft> {
    return answer(
      this.#world.api.rest.PUT("/api/v1/rooms/{room}/draft", {
        params: { path: { room: place.room } },
        body: { root: place.root, text },
        keepalive: true,
      }),
    );
  }

  #taken(key: string, sent: Typed, savedAt: number): void {
    if (!this.#stopped && this.#byPlace()[key]?.text === sent.text) this.#put(key, { ...sent, savedAt });
  }

  /** What the server refuses for good stays on this device. */
  #failed(key: string, sent: Typed, failure: ReturnType<typeof asFailure>): void {
    if (!failure.passing) {
      this.#taken(key, sent, 0);
      return;
    }
    this.#tries += 1;
    this.#saveIn(key, Math.max(failure.retryAfterMs ?? 0, fullJitterMs(this.#tries, this.#world.random)));
  }
}

/** Nothing is left to be kept: the server knows, and there is no text. */
function isDone({ text, savedAt }: Typed): boolean {
  return text === "" && savedAt !== null;
}

function tooLong(text: string): boolean {
  return text.length * 3 > MOST_BYTES && new TextEncoder().encode(text).length > MOST_BYTES;
}

/** Puts the list in the place of what is held, and what was changed while it was on its way over it. */
export function withDraftList(state: Entities, list: DraftList, frames: readonly EventFrame[]): Entities {
  const drafts = Object.fromEntries(list.drafts.map((draft) => [placeKey(draft), draft]));
  let next: Entities = { ...state, drafts };
  for (const { stream, seq, event } of frames) {
    if (stream !== list.as_of.stream || seq <= list.as_of.seq || event.type !== "draft_updated") continue;
    next = withDraft(next, event.data);
  }
  return next;
}
