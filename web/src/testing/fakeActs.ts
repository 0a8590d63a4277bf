/** What people do to messages on the server in memory: edits, reactions, pins, what is saved and what is unread by hand. */
import type { Message, MessageAnswer, MessageList, MessageVersion, ReactionAnswer, ReadMark, Saved } from "../api/wire";
import { type FakeWorkspace, Refusal } from "./fakeWorkspace";

/** A request as `fakeServer.ts` takes it apart: `PUT messages :id pin` and what else it says. */
export interface ActCall {
  name: string;
  id: string;
  /** What stands after the part: an emoji. */
  who: string;
  user: string;
  body: unknown;
}

export class FakeActs {
  readonly #workspace: FakeWorkspace;
  /** Own reactions in the order of reacting, by `message emoji`. */
  readonly #reactors = new Map<string, string[]>();
  readonly #saved = new Map<string, string[]>();
  readonly #unread = new Map<string, number>();
  readonly #versions = new Map<string, MessageVersion[]>();

  constructor(workspace: FakeWorkspace) {
    this.#workspace = workspace;
  }

  /** Undefined for a request about something else. */
  answer({ name, id, who, user, body }: ActCall): unknown {
    switch (name) {
      case "PATCH messages :id":
        return this.edit(user, id, (body as { text: string }).text);
      case "DELETE messages :id":
        return this.remove(id);
      case "GET messages :id versions":
        return { versions: this.#versionsOf(this.#message(id)), as_of: this.#asOf(id) };
      case "PUT messages :id reactions :who":
        return this.react(user, id, who, true);
      case "DELETE messages :id reactions :who":
        return this.react(user, id, who, false);
      case "GET messages :id reactions :who":
        return { users: this.#reactorsOf(id, who), next: null, as_of: this.#asOf(id) };
      case "PUT messages :id pin":
        return this.#changed(id, { pin: { by: user, at: new Date().toISOString() } });
      case "DELETE messages :id pin":
        return this.#changed(id, { pin: null });
      case "GET rooms :id pins":
        return this.#pins(user, id);
      case "PUT messages :id saved":
        return this.save(user, id, true);
      case "DELETE messages :id saved":
        return this.save(user, id, false);
      case "PUT rooms :id unread":
        return this.unread(user, id, (body as { from: number | null }).from);
      default:
        return undefined;
    }
  }

  edit(user: string, id: string, text: string): MessageAnswer {
    const held = this.#message(id);
    if (held.author !== user) throw new Refusal(403, "forbidden");
    if (held.deleted_at !== null) throw new Refusal(409, "conflict");
    const before = this.#versionsOf(held);
    const at = new Date().toISOString();
    const version = { number: before.length + 1, text, document: null, created_at: at };
    this.#versions.set(id, [version, ...before]);
    return this.#changed(id, { text, document: null, edited_at: at });
  }

  remove(id: string): MessageAnswer {
    const nothing = { files: [], previews: [], reactions: [], document: null, pin: null };
    const mentions = { users: [], room: false, here: [] };
    const answer = this.#changed(id, { ...nothing, mentions, text: "", deleted_at: new Date().toISOString() });
    for (const [user, ids] of this.#saved)
      this.#saved.set(
        user,
        ids.filter((one) => one !== id),
      );
    if (answer.message.reply !== null) this.#workspace.threads.moved(answer.message.reply.root);
    return answer;
  }

  react(user: string, id: string, emoji: string, on: boolean): ReactionAnswer {
    const message = this.#message(id);
    const others = this.#reactorsOf(id, emoji).filter((one) => one !== user);
    const users = on ? [...others, user] : others;
    this.#reactors.set(`${id} ${emoji}`, users);
    const reaction = { emoji, count: users.length, users: users.slice(0, 20) };
    const isThere = message.reactions.some((one) => one.emoji === emoji);
    const all = isThere
      ? message.reactions.map((one) => (one.emoji === emoji ? reaction : one))
      : [...message.reactions, reaction];
    const reactions = all.filter(({ count }) => count > 0);
    const { room } = message;
    const seq = this.#workspace.head(`room:${room}`) + 1;
    this.#workspace.replace({ ...message, reactions, changed_seq: seq });
    this.#workspace.append(`room:${room}`, { type: "reactions_updated", data: { room, message: id, reactions } });
    const own = this.ownOn(user, { ...message, reactions });
    this.#workspace.append(`user:${user}`, { type: "own_reactions_updated", data: { room, message: id, emoji: own } });
    return { message: id, reactions, own, as_of: this.#asOf(id) };
  }

  ownOn(user: string, { id, reactions }: Message): string[] {
    return reactions.map(({ emoji }) => emoji).filter((emoji) => this.#reactorsOf(id, emoji).includes(user));
  }

  #reactorsOf(id: string, emoji: string): string[] {
    const told = this.#message(id).reactions.find((reaction) => reaction.emoji === emoji)?.users;
    return this.#reactors.get(`${id} ${emoji}`) ?? told ?? [];
  }

  save(user: string, id: string, on: boolean): Saved {
    const { room } = this.#message(id);
    const others = (this.#saved.get(user) ?? []).filter((one) => one !== id);
    this.#saved.set(user, on ? [...others, id] : others);
    const saved: Saved = { room, message: id, saved_at: on ? new Date().toISOString() : null };
    this.#workspace.append(`user:${user}`, { type: "saved_updated", data: saved });
    return saved;
  }

  /** The last saved first. */
  savedOf(user: string): Message[] {
    const ids = this.#saved.get(user) ?? [];
    return ids.toReversed().map((id) => this.#message(id));
  }

  isSaved(user: string, id: string): boolean {
    return this.#saved.get(user)?.includes(id) ?? false;
  }

  unread(user: string, room: string, from: number | null): ReadMark {
    const key = `${room} ${user}`;
    if (from === null) this.#unread.delete(key);
    else this.#unread.set(key, from);
    const position = Math.max(this.#workspace.marks.get(key) ?? 0, (from ?? 0) - 1);
    this.#workspace.marks.set(key, position);
    const { gaps, mentions, head } = this.#workspace.sidebar(room, user);
    const mark = { room, position, unread_from: from, ...(from !== null && { counted: { head, gaps, mentions } }) };
    this.#workspace.append(`user:${user}`, { type: "marks_moved", data: { marks: [mark] } });
    return mark;
  }

  /** The mark moved forward. */
  forgetUnread(user: string, room: string): void {
    this.#unread.delete(`${room} ${user}`);
  }

  unreadFrom(user: string, room: string): number | null {
    return this.#unread.get(`${room} ${user}`) ?? null;
  }

  /** The caller's own part of a page. */
  ownParts(user: string, messages: Message[]) {
    const reacted = messages.map((message) => ({
      room: message.room,
      message: message.id,
      emoji: this.ownOn(user, message),
    }));
    return {
      own_reactions: reacted.filter(({ emoji }) => emoji.length > 0),
      saved: messages.filter(({ id }) => this.isSaved(user, id)).map(({ id }) => id),
    };
  }

  #pins(user: string, room: string): MessageList {
    const { messages, replies } = this.#workspace.room(room);
    const pinned = [...messages, ...replies].filter(({ pin }) => pin !== null);
    pinned.sort((a, b) => Date.parse(b.pin?.at ?? "") - Date.parse(a.pin?.at ?? ""));
    return {
      messages: pinned,
      ...this.ownParts(user, pinned),
      next: null,
      as_of: this.#workspace.asOf(`room:${room}`),
    };
  }

  #versionsOf({ id, text, document, created_at }: Message): MessageVersion[] {
    return this.#versions.get(id) ?? [{ number: 1, text, document, created_at }];
  }

  #changed(id: string, change: Partial<Message>): MessageAnswer {
    const held = this.#message(id);
    const stream = `room:${held.room}`;
    const message = { ...held, ...change, changed_seq: this.#workspace.head(stream) + 1 };
    this.#workspace.replace(message);
    this.#workspace.append(stream, { type: "message_updated", data: message });
    return { message, as_of: this.#asOf(id) };
  }

  #message(id: string): Message {
    const message = this.#workspace.message(id);
    if (!message) throw new Refusal(404, "not_found");
    return message;
  }

  #asOf(id: string) {
    return this.#workspace.asOf(`room:${this.#message(id).room}`);
  }
}
