/**
 * Signs of life: who types, and how far others have read. Up at most every four seconds; down forgotten after eight, or
 * with the person's next message.
 */
import type { ClientFrame, RoomId, UserId } from "../api/wire";
import type { SignsStore } from "../stores/typing";

const APART_MS = 4_000;
const FORGET_AFTER_MS = 8_000;

export class Typing {
  readonly #signs: SignsStore;
  readonly #send: (frame: ClientFrame) => void;
  readonly #now: () => number;
  readonly #told = new Map<RoomId, number>();
  readonly #timers = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(signs: SignsStore, send: (frame: ClientFrame) => void, now: () => number) {
    this.#signs = signs;
    this.#send = send;
    this.#now = now;
  }

  /** The caller types here; call it with every key. */
  tell(room: RoomId): void {
    const last = this.#told.get(room);
    if (last !== undefined && this.#now() - last < APART_MS) return;
    this.#told.set(room, this.#now());
    this.#send({ type: "typing", data: { room } });
  }

  /** The caller's message is out: the next key tells anew. */
  told(room: RoomId): void {
    this.#told.delete(room);
  }

  heard(room: RoomId, user: UserId): void {
    const key = `${room} ${user}`;
    clearTimeout(this.#timers.get(key));
    const timer = setTimeout(() => this.forget(room, user), FORGET_AFTER_MS);
    this.#timers.set(key, timer);
    const { typing } = this.#signs.getState();
    const users = typing[room] ?? [];
    if (!users.includes(user)) this.#signs.setState({ typing: { ...typing, [room]: [...users, user] } });
  }

  forget(room: RoomId, user: UserId): void {
    const key = `${room} ${user}`;
    clearTimeout(this.#timers.get(key));
    if (!this.#timers.delete(key)) return;
    const { typing } = this.#signs.getState();
    const users = (typing[room] ?? []).filter((other) => other !== user);
    this.#signs.setState({ typing: { ...typing, [room]: users } });
  }

  readOn(room: RoomId, user: UserId, position: number): void {
    const { reads } = this.#signs.getState();
    if ((reads[room]?.[user] ?? 0) >= position) return;
    this.#signs.setState({ reads: { ...reads, [room]: { ...reads[room], [user]: position } } });
  }

  stop(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer);
    this.#timers.clear();
    this.#signs.setState({ typing: {}, reads: {} });
  }
}
