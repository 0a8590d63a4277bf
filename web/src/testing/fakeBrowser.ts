/** Browsers in memory: the app's machinery on a fake server, with tabs that share a disk, and a clock that the test moves. */
import { vi } from "vitest";
import { createApi } from "../api/client";
import { createAttachmentsStore } from "../stores/attachments";
import { createConnectionStore } from "../stores/connection";
import { createTypedStore } from "../stores/drafts";
import { createEntityStore } from "../stores/entities";
import { createPresenceStore } from "../stores/presence";
import { createSignsStore } from "../stores/typing";
import { Cache } from "../sync/cache";
import { Sync, type SyncStores } from "../sync/engine";
import { openStorage, type Storage } from "../sync/storage";
import type { TabNote, Tabs } from "../sync/tabs";
import type { Memory, Unfinished } from "../sync/unfinished";
import { bytesBy } from "./fakeBytes";
import type { FakeBrowser, FakeServer } from "./fakeServer";

/** The tabs of one browser: what they tell each other, and the one lock. */
export class FakeTabs {
  readonly #open = new Set<{ heard: (note: TabNote) => void }>();
  #waiting: (() => void)[] = [];
  #held = false;

  open(): Tabs {
    const tab = { heard: (_note: TabNote) => {} };
    let owns = false;
    let asked: (() => void) | null = null;
    this.#open.add(tab);
    return {
      tell: (note) => {
        for (const other of this.#open) if (other !== tab) queueMicrotask(() => other.heard(structuredClone(note)));
      },
      listen: (heard) => {
        tab.heard = heard;
      },
      own: (granted) => {
        asked = () => {
          owns = true;
          granted();
        };
        this.#waiting.push(asked);
        this.#grant();
      },
      close: () => {
        this.#open.delete(tab);
        this.#waiting = this.#waiting.filter((one) => one !== asked);
        if (owns) this.#held = false;
        owns = false;
        this.#grant();
      },
    };
  }

  #grant(): void {
    if (this.#held) return;
    const next = this.#waiting.shift();
    if (!next) return;
    this.#held = true;
    next();
  }
}

let names = 0;

/** One tab. `reload` leaves it as closing and opening the page would. */
export class FakeTab {
  readonly stores: SyncStores = {
    state: createEntityStore(),
    presence: createPresenceStore(),
    signs: createSignsStore(),
    connection: createConnectionStore(),
    typed: createTypedStore(),
    attachments: createAttachmentsStore(),
  };
  readonly #server: FakeServer;
  readonly #browser: FakeBrowser;
  readonly #tabs: FakeTabs;
  readonly #disk: string;
  readonly #name: number;
  #keys = 0;
  signedOut = 0;
  #remembered: { user: string; list: readonly Unfinished[] } = { user: "", list: [] };
  readonly memory: Memory = {
    read: (user) => (user === this.#remembered.user ? [...this.#remembered.list] : []),
    write: (user, list) => {
      this.#remembered = { user, list };
    },
  };
  sync!: Sync;
  storage!: Storage;

  constructor(server: FakeServer, browser: FakeBrowser, beside?: FakeTab) {
    names += 1;
    this.#name = names;
    this.#server = server;
    this.#browser = browser;
    this.#tabs = beside ? beside.#tabs : new FakeTabs();
    this.#disk = beside ? beside.#disk : `disk-${names}`;
  }

  get state() {
    return this.stores.state.getState();
  }

  async start(): Promise<void> {
    const { origin } = new URL("http://chat.test");
    const api = createApi({ origin, fetch: this.#browser.fetch, now: () => Date.now() });
    this.storage = await openStorage(this.#disk);
    const copy = await Cache.read(this.storage);
    const user = this.#browser.session?.user ?? "";
    this.stores.state.setState({ me: user });
    this.sync = new Sync({
      api,
      stores: this.stores,
      storage: this.storage,
      sendBytes: bytesBy(this.#browser),
      memory: this.memory,
      tabs: this.#tabs.open(),
      openWire: this.#browser.open,
      now: () => Date.now(),
      random: this.#server.random,
      newKey: () => {
        this.#keys += 1;
        return `tab-${this.#name}-${this.#keys}`;
      },
      onSignedOut: () => {
        this.signedOut += 1;
        void this.storage.wipe();
      },
    });
    await this.sync.start(copy);
  }

  /** Closes the page without a word, and opens it again. */
  async reload(): Promise<void> {
    this.close();
    await this.start();
  }

  close(): void {
    this.sync.stop();
    this.storage.close();
  }
}

/** Clocks and timers stand still but for `passing`; what runs on the disk goes on. */
export function stopClock(): void {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout", "setInterval", "clearInterval", "Date"] });
}

/** Lets this many milliseconds pass, and everything that belongs into them happen. */
export async function passing(ms: number): Promise<void> {
  const stepMs = Math.max(5, Math.min(50, ms / 20));
  for (let passed = 0; passed < ms; passed += stepMs) {
    await vi.advanceTimersByTimeAsync(stepMs);
    await new Promise((resolve) => setImmediate(resolve));
  }
}

/** Waits for something that needs timers and disk to go on. */
export async function during<T>(work: Promise<T>): Promise<T> {
  let done = false;
  const watched = work.finally(() => {
    done = true;
  });
  watched.catch(() => {});
  for (let tries = 0; !done && tries < 2_000; tries += 1) await passing(5);
  return watched;
}
