/**
 * The server's state in memory, as small as the contract allows: rooms, messages, marks and the log of streams.
 *
 * Every change appends its events like the real one does; `fakeServer.ts` puts REST and sockets before it.
 */
import type {
  Ability,
  AsOf,
  Bootstrap,
  CustomEmoji,
  EventFrame,
  File,
  Member,
  Message,
  MessagePage,
  Room,
  RoomAnswer,
  SidebarRoom,
  Stream,
  StreamEvent,
  User,
} from "../api/wire";
import { aMessage, aRoom, at, aUser, aWorkspace, idOf } from "./builders";
import { FakeActs } from "./fakeActs";
import { FakeLists } from "./fakeLists";
import { FakeThreads } from "./fakeThreads";

export interface FakeRoom {
  room: Room;
  members: Map<string, Member>;
  /** By position: the first is at index 0. */
  messages: Message[];
  /** Of threads, those in the room's timeline too, oldest first. */
  replies: Message[];
  keys: Map<string, Message>;
}

/** A refusal, as the problem's status and code. */
export class Refusal extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string) {
    super(code);
    this.status = status;
    this.code = code;
  }
}

/** What a message is sent with beside its text. */
export interface Sent {
  replyTo?: string | null | undefined;
  alsoInRoom?: boolean | undefined;
  /** Ids of finished uploads. */
  files?: string[] | undefined;
}

export interface PageAsk {
  before?: string | undefined;
  after?: string | undefined;
  around?: string | undefined;
  position?: number | undefined;
  limit?: number | undefined;
}

export class FakeWorkspace {
  epoch = "epoch-1";
  workspace = aWorkspace();
  readonly users = new Map<string, User>();
  readonly rooms = new Map<string, FakeRoom>();
  /** Finished uploads. */
  readonly files = new Map<string, File>();
  /** The workspace's own emoji, by name. */
  readonly emoji = new Map<string, CustomEmoji>();
  readonly marks = new Map<string, number>();
  readonly log = new Map<Stream, EventFrame[]>();
  /** Lowest seq that a resume may name, a stream. */
  readonly floors = new Map<Stream, number>();
  /** Told of every entry, in the order of its making. */
  onEvent: (frame: EventFrame) => void = () => {};
  readonly acts = new FakeActs(this);
  readonly threads = new FakeThreads(this);
  readonly lists = new FakeLists(this);
  #numbers = 0x1000;

  newId(): string {
    this.#numbers += 1;
    return idOf(this.#numbers);
  }

  head(stream: Stream): number {
    return this.log.get(stream)?.length ?? 0;
  }

  asOf(stream: Stream): AsOf {
    return { stream, seq: this.head(stream) };
  }

  addUser(id: string, change: Partial<User> = {}): User {
    const user = aUser(id, { ...change, changed_seq: this.head("workspace") + 1 });
    this.users.set(id, user);
    this.append("workspace", { type: "user_created", data: user });
    return user;
  }

  renameUser(id: string, display_name: string): void {
    const user = { ...this.#user(id), display_name, changed_seq: this.head("workspace") + 1 };
    this.users.set(id, user);
    this.append("workspace", { type: "user_updated", data: user });
  }

  addEmoji(name: string, by: string): CustomEmoji {
    const emoji = { id: this.newId(), name, created_by: by, created_at: at(0), animated: false };
    this.emoji.set(name, emoji);
    this.append("workspace", { type: "emoji_updated", data: emoji });
    return emoji;
  }

  removeEmoji(name: string): void {
    this.emoji.delete(name);
    this.append("workspace", { type: "emoji_removed", data: { name } });
  }

  createRoom(owner: string, change: Partial<Room> = {}): FakeRoom {
    const id = change.id ?? this.newId();
    const room = aRoom(id, { created_by: owner, member_count: 0, ...change });
    const made: FakeRoom = { room, members: new Map(), messages: [], replies: [], keys: new Map() };
    this.rooms.set(id, made);
    if (room.kind === "public") this.append("workspace", { type: "public_room_updated", data: room });
    this.addMember(id, owner, "owner");
    return made;
  }

  renameRoom(id: string, name: string): void {
    const held = this.room(id);
    held.room = { ...held.room, name, changed_seq: this.head(`room:${id}`) + 1 };
    this.append(`room:${id}`, { type: "room_updated", data: held.room });
    if (held.room.kind === "public") this.append("workspace", { type: "public_room_updated", data: held.room });
  }

  addMember(id: string, user: string, role: Member["role"] = "member"): void {
    const held = this.room(id);
    if (held.members.has(user)) return;
    const member: Member = { user, role, joined_at: held.room.created_at };
    held.members.set(user, member);
    held.room = { ...held.room, member_count: held.members.size };
    this.marks.set(`${id} ${user}`, held.room.last_position);
    this.acts.forgetUnread(user, id);
    const data = { room: id, member, member_count: held.members.size };
    this.append(`room:${id}`, { type: "member_joined", data });
    this.append(`user:${user}`, { type: "room_added", data: this.sidebar(id, user) });
  }

  changeRole(id: string, user: string, role: Member["role"]): void {
    const held = this.room(id);
    const member = held.members.get(user);
    if (!member) throw new Refusal(404, "not_found");
    const changed = { ...member, role };
    held.members.set(user, changed);
    this.append(`room:${id}`, { type: "member_updated", data: { room: id, member: changed } });
    const data = { room: id, role, abilities: this.abilities(id, user) };
    this.append(`user:${user}`, { type: "access_updated", data });
  }

  removeMember(id: string, user: string): void {
    const held = this.room(id);
    if (!held.members.delete(user)) return;
    this.threads.left(user, id);
    held.room = { ...held.room, member_count: held.members.size };
    const data = { room: id, user, member_count: held.members.size };
    this.append(`room:${id}`, { type: "member_left", data });
    this.append(`user:${user}`, { type: "room_removed", data: { room: id } });
  }

  send(author: string, id: string, text: string, key: string, sent: Sent = {}) {
    const held = this.room(id);
    if (!held.members.has(author)) throw new Refusal(404, "not_found");
    if (text.trim() === "" && !sent.files?.length) throw new Refusal(422, "invalid");
    const stream: Stream = `room:${id}`;
    const first = held.keys.get(`${author} ${key}`);
    if (first) {
      const now = [...held.messages, ...held.replies].find((one) => one.id === first.id) ?? first;
      if (first.text !== text) throw new Refusal(422, "key_reused");
      return { isNew: false, answer: { message: now, as_of: this.asOf(stream) } };
    }
    const reply = sent.replyTo == null ? null : this.#place(id, sent.replyTo);
    const inRoom = reply === null || sent.alsoInRoom === true;
    const position = inRoom ? held.room.last_position + 1 : null;
    const users = [...text.matchAll(/@([a-z]+)/g)].flatMap(([, name]) =>
      [...this.users.values()].filter((user) => user.username === name).map((user) => user.id),
    );
    const mentions = { users, room: text.includes("@room"), here: [] };
    const changed_seq = this.head(stream) + 1;
    const made = { id: this.newId(), author, text, client_key: key, mentions, changed_seq };
    const files = (sent.files ?? []).map((file) => this.#file(file));
    const message = { ...aMessage(id, position ?? 0, made), position, reply, files };
    if (reply !== null) held.replies.push(message);
    held.keys.set(`${author} ${key}`, message);
    if (position !== null) {
      held.messages.push(message);
      held.room = { ...held.room, last_position: position, last_message_at: message.created_at };
      this.marks.set(`${id} ${author}`, position);
      this.acts.forgetUnread(author, id);
    }
    this.append(stream, { type: "message_created", data: message });
    if (reply !== null) this.threads.replied(message);
    return { isNew: true, answer: { message, as_of: this.asOf(stream) } };
  }

  repliesOf(root: string): Message[] {
    const all = [...this.rooms.values()].flatMap((held) => held.replies);
    return all.filter((reply) => reply.reply?.root === root);
  }

  #place(id: string, to: string): NonNullable<Message["reply"]> {
    const { messages, replies } = this.room(id);
    const root = replies.find((reply) => reply.id === to)?.reply?.root ?? to;
    if (!messages.some((message) => message.id === root)) throw new Refusal(404, "not_found");
    return { root, thread_position: this.repliesOf(root).length + 1 };
  }

  /** Changes a message and tells so: another text, or deleted. */
  updateMessage(id: string, position: number, change: Partial<Message>): void {
    const held = this.room(id);
    const message = held.messages[position - 1];
    if (!message) throw new Refusal(404, "not_found");
    const changed = { ...message, ...change, changed_seq: this.head(`room:${id}`) + 1 };
    this.replace(changed);
    this.append(`room:${id}`, { type: "message_updated", data: changed });
  }

  deleteMessage(id: string, position: number): void {
    const message = this.room(id).messages[position - 1];
    if (!message) throw new Refusal(404, "not_found");
    this.acts.remove(message.id);
  }

  /** A message of any room, or a reply. */
  message(id: string): Message | undefined {
    const all = [...this.rooms.values()].flatMap(({ messages, replies }) => [...messages, ...replies]);
    return all.find((message) => message.id === id);
  }

  /** Puts a message in the place of its former version. */
  replace(message: Message): void {
    const held = this.room(message.room);
    const put = (one: Message) => (one.id === message.id ? message : one);
    held.messages = held.messages.map(put);
    held.replies = held.replies.map(put);
  }

  mark(user: string, id: string, position: number): number {
    const held = this.room(id);
    const key = `${id} ${user}`;
    const now = Math.max(this.marks.get(key) ?? 0, Math.min(position, held.room.last_position));
    if (now !== this.marks.get(key)) {
      this.marks.set(key, now);
      this.acts.forgetUnread(user, id);
      this.append(`user:${user}`, {
        type: "marks_moved",
        data: { marks: [{ room: id, position: now, unread_from: null }] },
      });
    }
    return now;
  }

  mayRead(user: string, id: string): boolean {
    const held = this.rooms.get(id);
    return held !== undefined && (held.room.kind === "public" || held.members.has(user));
  }

  sidebar(id: string, user: string): SidebarRoom {
    const { room, members, messages } = this.room(id);
    const mark = this.marks.get(`${id} ${user}`) ?? 0;
    const start = Math.min(mark, (this.acts.unreadFrom(user, id) ?? Number.POSITIVE_INFINITY) - 1);
    const after = messages.filter((message) => (message.position ?? 0) > start);
    const positions = (some: Message[]) => some.map((message) => message.position ?? 0);
    const mentioning = ({ author, mentions }: Message) =>
      author !== user && (mentions.room || mentions.users.includes(user));
    return {
      room,
      head: this.head(`room:${id}`),
      role: members.get(user)?.role ?? "member",
      abilities: this.abilities(id, user),
      mark,
      unread_from: this.acts.unreadFrom(user, id),
      gaps: positions(after.filter((message) => message.deleted_at !== null)),
      mentions: positions(after.filter(mentioning)).slice(-100),
    };
  }

  abilities(id: string, user: string): Ability[] {
    const role = this.room(id).members.get(user)?.role;
    if (role === undefined) return ["read", "join"];
    return role === "reader"
      ? ["read", "leave"]
      : ["read", "leave", "post", "react", "edit_own", "delete_own", "pin", "mention_everyone", "invite"];
  }

  bootstrap(user: string): Bootstrap {
    const rooms = [...this.rooms.values()].filter(({ members, room }) => members.has(user) && !room.archived);
    const partners = new Set(rooms.flatMap(({ room }) => room.direct_users));
    return {
      epoch: this.epoch,
      workspace: this.workspace,
      user: this.#user(user),
      rooms: rooms.map(({ room }) => this.sidebar(room.id, user)),
      users: [...partners].map((id) => this.#user(id)),
      threads: this.threads.followed(user),
      abilities: ["create_rooms", "browse_rooms", "message", "add_emoji"],
      heads: [this.asOf("workspace"), this.asOf(`user:${user}`)],
    };
  }

  answer(id: string, user: string): RoomAnswer {
    const { room, members } = this.room(id);
    const role = members.get(user)?.role ?? null;
    return { room, role, abilities: this.abilities(id, user), as_of: this.asOf(`room:${id}`) };
  }

  page(id: string, ask: PageAsk, user = ""): MessagePage {
    const { messages, room } = this.room(id);
    const limit = ask.limit ?? 50;
    let from = Math.max(1, room.last_position - limit + 1);
    if (ask.before) from = Math.max(1, Number(ask.before) - limit);
    if (ask.after) from = Number(ask.after) + 1;
    let centre = ask.position;
    if (ask.around) {
      const asked = this.message(ask.around);
      // The root, for a reply that the room does not show.
      const shown = asked?.position == null ? this.message(asked?.reply?.root ?? "") : asked;
      if (shown?.room !== id || shown.position === null) throw new Refusal(404, "not_found");
      centre = shown.position;
    }
    if (centre !== undefined) from = Math.max(1, centre - Math.floor(limit / 2));
    const to = ask.before ? Number(ask.before) - 1 : Math.min(room.last_position, from + limit - 1);
    const run = messages.slice(from - 1, to);
    return {
      messages: run,
      older: from > 1 ? String(from) : null,
      newer: to < room.last_position ? String(to) : null,
      ...this.acts.ownParts(user, run),
      as_of: this.asOf(`room:${id}`),
    };
  }

  /** The workspace comes back from a backup: what was since then is gone, and the epoch is another. */
  restore(copy: FakeWorkspace, epoch: string): void {
    for (const name of ["users", "rooms", "marks", "log"] as const) {
      const mine = this[name] as Map<string, unknown>;
      mine.clear();
      for (const [key, value] of copy[name]) mine.set(key, structuredClone(value));
    }
    this.epoch = epoch;
  }

  room(id: string): FakeRoom {
    const held = this.rooms.get(id);
    if (!held) throw new Refusal(404, "not_found");
    return held;
  }

  #file(id: string): File {
    const file = this.files.get(id);
    if (!file) throw new Refusal(422, "invalid");
    return file;
  }

  #user(id: string): User {
    const user = this.users.get(id);
    if (!user) throw new Refusal(404, "not_found");
    return user;
  }

  /** Adds an entry to a stream, and tells it. */
  append(stream: Stream, event: StreamEvent): void {
    const frames = this.log.get(stream) ?? [];
    const frame: EventFrame = { stream, seq: frames.length + 1, event: structuredClone(event) };
    this.log.set(stream, [...frames, frame]);
    this.onEvent(frame);
  }
}
