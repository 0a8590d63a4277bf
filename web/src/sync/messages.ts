/**
 * What a person does to messages: edit, delete, react, pin, save, and what is asked about them.
 *
 * An act shows at once as a layer over the message (`stores/pending.ts`). The server's answer takes the layer's place; a
 * refusal drops it and is thrown as a `Failure`. Each thing that is switched has one request at a time under way, and
 * the last wish wins: whoever clicks thrice gets what they see.
 */
import { type Api, answer } from "../api/client";
import type { MessageId, MessageVersion, RoomId, UserId } from "../api/wire";
import type { Entities, EntityStore } from "../stores/entities";
import { type Pending, withPending } from "../stores/pending";
import { roomStream, withSaved } from "./apply";
import { replayed, withMessageAnswer, withPinPage, withReactionAnswer } from "./merge";
import type { Tapes } from "./tapes";

/** A message and its room. */
export interface MessagePlace {
  room: RoomId;
  message: MessageId;
}

type Change = (state: Entities) => Entities;

/** One thing of a message that can be set, and how: shown, sent, and shown no more. */
interface Wish<T> {
  key: string;
  wanted: T;
  show: (held: Pending, wanted: T | undefined) => Pending;
  /** Gives what the answer changes. */
  send: (wanted: T) => Promise<Change>;
}

export class Messages {
  readonly #api: Api;
  readonly #state: EntityStore;
  readonly #tapes: Tapes;
  readonly #needUsers: (ids: Iterable<UserId>) => void;
  readonly #wishes = new Map<string, { wanted: unknown }>();

  constructor(api: Api, state: EntityStore, tapes: Tapes, needUsers: (ids: Iterable<UserId>) => void) {
    this.#api = api;
    this.#state = state;
    this.#tapes = tapes;
    this.#needUsers = needUsers;
  }

  edit({ message }: MessagePlace, text: string): Promise<void> {
    return this.#settle(message, {
      key: `${message} edit`,
      wanted: { text, at: new Date().toISOString() },
      show: (held, edit) => ({ ...held, edit }),
      send: async (edit) => {
        const request = this.#api.rest.PATCH("/api/v1/messages/{message}", {
          params: { path: { message } },
          body: { text: edit.text },
        });
        const answered = await answer(request);
        return (state) => withMessageAnswer(state, answered);
      },
    });
  }

  remove({ message }: MessagePlace): Promise<void> {
    return this.#settle(message, {
      key: `${message} delete`,
      wanted: { at: new Date().toISOString() },
      show: (held, deleted) => ({ ...held, deleted }),
      send: async () => {
        const request = this.#api.rest.DELETE("/api/v1/messages/{message}", { params: { path: { message } } });
        const answered = await answer(request);
        return (state) => withMessageAnswer(state, answered);
      },
    });
  }

  /** Reacts with an emoji (itself, or the name of a custom one between colons), or takes that back. */
  react({ room, message }: MessagePlace, emoji: string, wanted: boolean): Promise<void> {
    return this.#settle(message, {
      key: `${message} reaction ${emoji}`,
      wanted,
      show: (held, on) => ({ ...held, reactions: switched(held.reactions, emoji, on) }),
      send: async (on) => {
        const params = { path: { message, emoji } };
        const path = "/api/v1/messages/{message}/reactions/{emoji}";
        const answered = await answer(
          on ? this.#api.rest.PUT(path, { params }) : this.#api.rest.DELETE(path, { params }),
        );
        return (state) => withReactionAnswer(state, room, answered);
      },
    });
  }

  pin({ message }: MessagePlace, wanted: boolean): Promise<void> {
    return this.#settle(message, {
      key: `${message} pin`,
      wanted,
      show: (held, pinned) => ({ ...held, pinned }),
      send: async (on) => {
        const params = { path: { message } };
        const path = "/api/v1/messages/{message}/pin";
        const answered = await answer(
          on ? this.#api.rest.PUT(path, { params }) : this.#api.rest.DELETE(path, { params }),
        );
        return (state) => withMessageAnswer(state, answered);
      },
    });
  }

  /** Saves a message for later, or no more. */
  save({ message }: MessagePlace, wanted: boolean): Promise<void> {
    return this.#settle(message, {
      key: `${message} saved`,
      wanted,
      show: (held, saved) => ({ ...held, saved }),
      send: async (on) => {
        const params = { path: { message } };
        const path = "/api/v1/messages/{message}/saved";
        const answered = await answer(
          on ? this.#api.rest.PUT(path, { params }) : this.#api.rest.DELETE(path, { params }),
        );
        return (state) => withSaved(state, message, answered.saved_at !== null);
      },
    });
  }

  /** Takes the preview of a link away from a message, for good. */
  async removePreview(message: MessageId, preview: string): Promise<void> {
    const params = { path: { message, preview } };
    const answered = await answer(this.#api.rest.DELETE("/api/v1/messages/{message}/previews/{preview}", { params }));
    this.#state.setState(withMessageAnswer(this.#state.getState(), answered), true);
  }

  /** Every text that a message had, the newest first. */
  async versions(message: MessageId): Promise<MessageVersion[]> {
    const request = this.#api.rest.GET("/api/v1/messages/{message}/versions", { params: { path: { message } } });
    return (await answer(request)).versions;
  }

  /** A page of those who reacted with an emoji, in the order of reacting. */
  async reactors(
    message: MessageId,
    emoji: string,
    cursor: string | null,
  ): Promise<{ users: UserId[]; next: string | null }> {
    const params = { path: { message, emoji }, query: cursor === null ? {} : { cursor } };
    const page = await answer(this.#api.rest.GET("/api/v1/messages/{message}/reactions/{emoji}", { params }));
    this.#needUsers(page.users);
    return page;
  }

  /** The first or the next page of what is pinned to a room; nothing when all is here. */
  async listPins(room: RoomId): Promise<void> {
    const held = this.#state.getState().pins[room];
    if (held && held.next === null) return;
    const tape = this.#tapes.start(roomStream(room));
    try {
      const query = held?.next ? { cursor: held.next } : {};
      const request = this.#api.rest.GET("/api/v1/rooms/{room}/pins", { params: { path: { room }, query } });
      const page = await answer(request);
      this.#needUsers(page.messages.flatMap(({ author, pin }) => (pin ? [author, pin.by] : [author])));
      this.#put((state) => replayed(withPinPage(state, room, page), tape.frames));
    } finally {
      tape.stop();
    }
  }

  /** Shows a wish at once and carries it out; one that is under way already is told of the new wish. */
  async #settle<T>(message: MessageId, wish: Wish<T>): Promise<void> {
    const show = (wanted: T | undefined) =>
      this.#put((state) => withPending(state, message, (held) => wish.show(held, wanted)));
    show(wish.wanted);
    const running = this.#wishes.get(wish.key);
    if (running) {
      running.wanted = wish.wanted;
      return;
    }
    const mine = { wanted: wish.wanted };
    this.#wishes.set(wish.key, mine);
    try {
      let sent: T;
      let change: Change;
      do {
        sent = mine.wanted;
        change = await wish.send(sent);
      } while (mine.wanted !== sent);
      this.#put((state) => withPending(change(state), message, (held) => wish.show(held, undefined)));
    } catch (thrown) {
      show(undefined);
      throw thrown;
    } finally {
      this.#wishes.delete(wish.key);
    }
  }

  #put(change: Change): void {
    this.#state.setState(change(this.#state.getState()), true);
  }
}

function switched(held: Record<string, boolean> = {}, emoji: string, on: boolean | undefined) {
  const { [emoji]: _before, ...others } = held;
  const next = on === undefined ? others : { ...others, [emoji]: on };
  return Object.keys(next).length === 0 ? undefined : next;
}
