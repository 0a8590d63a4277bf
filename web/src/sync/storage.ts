/**
 * What this browser keeps on disk: the outbox, what was typed, and a copy of what was last on screen.
 *
 * One database for the one user who is signed in here; `wipe` empties it at sign-out, at revocation, and when another
 * user signs in. Where the browser refuses a database (private windows, no space), a memory of the same shape stands
 * in: all works, but nothing outlives the page.
 */
import { type DBSchema, type IDBPDatabase, openDB } from "idb";
import type { Message, RoomId } from "../api/wire";
import type { Typed } from "../stores/drafts";
import type { Entities, RoomEntry } from "../stores/entities";
import type { Send } from "../stores/messages";
import { placeKey } from "../stores/places";

/** A send as it is kept. `order` is its place among all, given by the database. */
export interface StoredSend extends Omit<Send, "state" | "message"> {
  order?: number;
  state: "waiting" | "failed";
}

/** A room's entry and the newest of its messages. */
export interface StoredRoom {
  room: RoomId;
  entry: RoomEntry;
  head: number;
  /** Null when no window at the present was held. */
  run: { messages: Message[]; from: number; to: number; atStart: boolean } | null;
}

/** What does not belong to one room: all that the streams of the workspace and the user bring, as of their heads. */
export type StoredWorkspace = Pick<
  Entities,
  "me" | "epoch" | "workspace" | "abilities" | "users" | "ownReactions" | "saved" | "threads" | "drafts"
> & {
  heads: Record<string, number>;
};

export interface Storage {
  sends(): Promise<StoredSend[]>;
  addSend(send: StoredSend): Promise<number>;
  putSend(send: StoredSend): Promise<void>;
  dropSends(orders: number[]): Promise<void>;
  /** What was typed here and is not yet sent. */
  drafts(): Promise<Typed[]>;
  /** `gone`: by `placeKey`. */
  saveDrafts(kept: Typed[], gone: string[]): Promise<void>;
  workspace(): Promise<StoredWorkspace | undefined>;
  rooms(): Promise<StoredRoom[]>;
  /** Writes the copy in one transaction. */
  save(workspace: StoredWorkspace, rooms: StoredRoom[], gone: RoomId[]): Promise<void>;
  wipe(): Promise<void>;
  close(): void;
}

interface Schema extends DBSchema {
  sends: { key: number; value: StoredSend };
  drafts: { key: string; value: Typed };
  rooms: { key: RoomId; value: StoredRoom };
  workspace: { key: "workspace"; value: StoredWorkspace };
}

/** Raise it when a stored shape changes: the copy is dropped then, the outbox and what was typed are kept. */
const VERSION = 3;

export async function openStorage(name: string): Promise<Storage> {
  try {
    const db = await openDB<Schema>(name, VERSION, {
      upgrade(database) {
        for (const copy of ["rooms", "workspace"] as const) {
          if (database.objectStoreNames.contains(copy)) database.deleteObjectStore(copy);
        }
        if (!database.objectStoreNames.contains("sends")) {
          database.createObjectStore("sends", { keyPath: "order", autoIncrement: true });
        }
        if (!database.objectStoreNames.contains("drafts")) database.createObjectStore("drafts");
        database.createObjectStore("rooms", { keyPath: "room" });
        database.createObjectStore("workspace");
      },
      // A newer version of the app waits in another tab: let it go on.
      blocking: (_current, _blocked, event) => (event.target as IDBDatabase).close(),
    });
    return new DiskStorage(db);
  } catch {
    return new MemoryStorage();
  }
}

/** What sends of the first version lack. */
const PLAIN = { replyTo: null, alsoInRoom: false, files: [] } satisfies Partial<StoredSend>;

class DiskStorage implements Storage {
  readonly #db: IDBPDatabase<Schema>;

  constructor(db: IDBPDatabase<Schema>) {
    this.#db = db;
  }

  async sends(): Promise<StoredSend[]> {
    const stored = await this.#db.getAll("sends");
    return stored.map((send) => ({ ...PLAIN, ...send }));
  }

  addSend(send: StoredSend): Promise<number> {
    return this.#db.add("sends", send);
  }

  /** Writes only what is still there: another tab may have finished it. */
  async putSend(send: StoredSend): Promise<void> {
    const tx = this.#db.transaction("sends", "readwrite");
    const held = send.order === undefined ? undefined : await tx.store.get(send.order);
    if (held) await tx.store.put(send);
    await tx.done;
  }

  async dropSends(orders: number[]): Promise<void> {
    const tx = this.#db.transaction("sends", "readwrite");
    await Promise.all([...orders.map((order) => tx.store.delete(order)), tx.done]);
  }

  drafts(): Promise<Typed[]> {
    return this.#db.getAll("drafts");
  }

  async saveDrafts(kept: Typed[], gone: string[]): Promise<void> {
    const tx = this.#db.transaction("drafts", "readwrite");
    const puts = kept.map((draft) => tx.store.put(draft, placeKey(draft.place)));
    await Promise.all([...puts, ...gone.map((key) => tx.store.delete(key)), tx.done]);
  }

  workspace(): Promise<StoredWorkspace | undefined> {
    return this.#db.get("workspace", "workspace");
  }

  rooms(): Promise<StoredRoom[]> {
    return this.#db.getAll("rooms");
  }

  async save(workspace: StoredWorkspace, rooms: StoredRoom[], gone: RoomId[]): Promise<void> {
    const tx = this.#db.transaction(["rooms", "workspace"], "readwrite");
    const stored = tx.objectStore("rooms");
    await Promise.all([
      tx.objectStore("workspace").put(workspace, "workspace"),
      ...rooms.map((room) => stored.put(room)),
      ...gone.map((room) => stored.delete(room)),
      tx.done,
    ]);
  }

  async wipe(): Promise<void> {
    const tx = this.#db.transaction(["sends", "drafts", "rooms", "workspace"], "readwrite");
    await Promise.all([
      tx.objectStore("sends").clear(),
      tx.objectStore("drafts").clear(),
      tx.objectStore("rooms").clear(),
      tx.objectStore("workspace").clear(),
      tx.done,
    ]);
  }

  close(): void {
    this.#db.close();
  }
}

class MemoryStorage implements Storage {
  readonly #sends = new Map<number, StoredSend>();
  #order = 0;

  async sends(): Promise<StoredSend[]> {
    return [...this.#sends.values()];
  }

  async addSend(send: StoredSend): Promise<number> {
    this.#order += 1;
    this.#sends.set(this.#order, { ...send, order: this.#order });
    return this.#order;
  }

  async putSend(send: StoredSend): Promise<void> {
    if (send.order !== undefined && this.#sends.has(send.order)) this.#sends.set(send.order, send);
  }

  async dropSends(orders: number[]): Promise<void> {
    for (const order of orders) this.#sends.delete(order);
  }

  async drafts(): Promise<Typed[]> {
    return [];
  }

  async saveDrafts(): Promise<void> {}

  async workspace(): Promise<StoredWorkspace | undefined> {
    return undefined;
  }

  async rooms(): Promise<StoredRoom[]> {
    return [];
  }

  async save(): Promise<void> {}

  async wipe(): Promise<void> {
    this.#sends.clear();
  }

  close(): void {}
}
