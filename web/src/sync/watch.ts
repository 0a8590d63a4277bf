/**
 * Tells the server what is on this screen: the room that is open, whether somebody sits before it, and the users whose
 * presence shows. Told again after every reconnect.
 */
import type { ClientFrame, RoomId, UserId } from "../api/wire";

/** Users that one socket may watch. */
const WATCHED = 200;
const GATHER_MS = 150;
/** Without a key or a click for this long, nobody sits there. */
const IDLE_AFTER_MS = 5 * 60_000;

export class Watch {
  readonly #send: (frame: ClientFrame) => void;
  readonly #shown = new Map<UserId, number>();
  #told = "";
  #toldFocus = "";
  #timer: ReturnType<typeof setTimeout> | undefined;
  #idle: ReturnType<typeof setTimeout> | undefined;
  #room: RoomId | null = null;
  #active = true;
  #hasFocus = true;

  constructor(send: (frame: ClientFrame) => void) {
    this.#send = send;
  }

  get room(): RoomId | null {
    return this.#room;
  }

  /** These users are on the screen until the returned function is called. */
  show(users: readonly UserId[]): () => void {
    const unique = [...new Set(users)];
    for (const user of unique) this.#shown.set(user, (this.#shown.get(user) ?? 0) + 1);
    this.#tellSoon();
    let shown = true;
    return () => {
      if (!shown) return;
      shown = false;
      for (const user of unique) {
        const left = (this.#shown.get(user) ?? 1) - 1;
        if (left > 0) this.#shown.set(user, left);
        else this.#shown.delete(user);
      }
      this.#tellSoon();
    };
  }

  open(room: RoomId | null): void {
    this.#room = room;
    this.#tellFocus();
  }

  /** The window got or lost the focus. */
  focused(hasFocus: boolean): void {
    this.#hasFocus = hasFocus;
    this.acted();
  }

  /** The person did something. */
  acted(): void {
    this.#active = true;
    clearTimeout(this.#idle);
    this.#idle = setTimeout(() => {
      this.#active = false;
      this.#tellFocus();
    }, IDLE_AFTER_MS);
    this.#tellFocus();
  }

  /** The connection is new: it knows nothing yet. */
  ready(): void {
    this.#told = "";
    this.#toldFocus = "";
    this.#tellFocus();
    this.#tell();
  }

  stop(): void {
    clearTimeout(this.#timer);
    clearTimeout(this.#idle);
    this.#shown.clear();
    this.#room = null;
  }

  #tellFocus(): void {
    const data = { room: this.#room, active: this.#active && this.#hasFocus };
    const text = JSON.stringify(data);
    if (text === this.#toldFocus) return;
    this.#toldFocus = text;
    this.#send({ type: "focus", data });
  }

  #tellSoon(): void {
    this.#timer ??= setTimeout(() => this.#tell(), GATHER_MS);
  }

  /** The latest shown come first when there are too many. */
  #tell(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    const users = [...this.#shown.keys()].slice(-WATCHED).sort();
    const text = users.join();
    if (text === this.#told) return;
    this.#told = text;
    this.#send({ type: "watch", data: { users } });
  }
}
