/** Threads on the server in memory: what a root tells of its replies, who follows, and how far each has read. */
import type { Message, MessagePage, ThreadEntry, ThreadFollow, ThreadPage } from "../api/wire";
import { type FakeWorkspace, Refusal } from "./fakeWorkspace";

/** A request as `fakeServer.ts` takes it apart. */
export interface ListCall {
  name: string;
  id: string;
  user: string;
  query: URLSearchParams;
  body: unknown;
}

const NEWEST = 3;

export class FakeThreads {
  readonly #workspace: FakeWorkspace;
  /** By `user root`. */
  readonly #parts = new Map<string, { user: string; root: string; followed: boolean; mark: number }>();

  constructor(workspace: FakeWorkspace) {
    this.#workspace = workspace;
  }

  /** Undefined for a request about something else. */
  answer({ name, id, user, query, body }: ListCall): unknown {
    switch (name) {
      case "GET messages :id replies":
        return this.#page(id, user, query);
      case "GET messages :id follow":
        return this.followOf(user, id);
      case "PUT messages :id follow":
        return this.follow(user, id, true);
      case "DELETE messages :id follow":
        return this.follow(user, id, false);
      case "PUT messages :id read-mark":
        return this.read(user, id, (body as { position: number }).position);
      case "GET threads":
        return this.#list(user, query);
      default:
        return undefined;
    }
  }

  /** Somebody replied: the root tells of it, and who takes part follows. */
  replied(reply: Message): void {
    const root = reply.reply?.root ?? "";
    this.moved(root);
    const started = this.#root(root).author;
    if (started !== reply.author) this.#join(started, root, 0);
    for (const user of reply.mentions.users) if (user !== reply.author) this.#join(user, root, 0);
    this.#join(reply.author, root, reply.reply?.thread_position ?? 0);
  }

  /** The replies of a thread are other ones now. */
  moved(root: string): void {
    const held = this.#root(root);
    const replies = this.#workspace.repliesOf(root).filter((reply) => reply.deleted_at === null);
    const last = replies.at(-1);
    const repliers = [...new Set(replies.map((reply) => reply.author).reverse())].slice(0, 5);
    const thread = last
      ? {
          reply_count: replies.length,
          last_reply_at: last.created_at,
          last_position: last.reply?.thread_position ?? 0,
          repliers,
        }
      : null;
    const stream = `room:${held.room}` as const;
    this.#workspace.replace({ ...held, thread, changed_seq: this.#workspace.head(stream) + 1 });
    this.#workspace.append(stream, { type: "thread_updated", data: { room: held.room, root, thread } });
  }

  follow(user: string, root: string, followed: boolean): ThreadFollow {
    const before = this.#parts.get(`${user} ${root}`);
    const mark = before?.mark ?? this.#last(root);
    this.#parts.set(`${user} ${root}`, { user, root, followed, mark });
    return this.#told(user, root);
  }

  read(user: string, root: string, position: number): ThreadFollow {
    const before = this.#parts.get(`${user} ${root}`);
    const mark = Math.max(before?.mark ?? 0, Math.min(position, this.#last(root)));
    if (mark === before?.mark) return this.followOf(user, root);
    this.#parts.set(`${user} ${root}`, { user, root, followed: before?.followed ?? false, mark });
    return this.#told(user, root);
  }

  followOf(user: string, root: string): ThreadFollow {
    const { room, changed_seq } = this.#root(root);
    const { followed = false, mark = 0 } = this.#parts.get(`${user} ${root}`) ?? {};
    return { room, root, followed, mark, last_position: this.#last(root), changed_seq };
  }

  /** The threads that a user follows, the last replied to first. */
  followed(user: string): ThreadFollow[] {
    const all = [...this.#parts.values()].filter((part) => part.user === user && part.followed);
    const follows = all.map((part) => this.followOf(user, part.root));
    const at = ({ root }: ThreadFollow) => Date.parse(this.#root(root).thread?.last_reply_at ?? "") || 0;
    return follows.sort((a, b) => at(b) - at(a));
  }

  /** Who leaves a room follows nothing in it any more. */
  left(user: string, room: string): void {
    for (const [key, part] of this.#parts) {
      if (part.user === user && this.#root(part.root).room === room) this.#parts.delete(key);
    }
  }

  #list(user: string, query: URLSearchParams): ThreadPage {
    const all = this.followed(user).filter(({ root }) => this.#root(root).thread !== null);
    const isUnread = (follow: ThreadFollow) => follow.last_position > follow.mark;
    const sorted = [...all.filter(isUnread), ...all.filter((follow) => !isUnread(follow))];
    const start = Number(query.get("cursor") ?? 0);
    const end = start + Number(query.get("limit") ?? 50);
    return {
      threads: sorted.slice(start, end).map((follow) => this.#entry(follow)),
      next: end < sorted.length ? String(end) : null,
      as_of: this.#workspace.asOf(`user:${user}`),
    };
  }

  #entry(follow: ThreadFollow): ThreadEntry {
    const replies = this.#workspace.repliesOf(follow.root).filter((reply) => reply.deleted_at === null);
    const unread = replies.filter((reply) => (reply.reply?.thread_position ?? 0) > follow.mark).length;
    return { root: this.#root(follow.root), follow, newest: replies.slice(-NEWEST), unread };
  }

  #page(root: string, user: string, query: URLSearchParams): MessagePage {
    const { room } = this.#root(root);
    const all = this.#workspace.repliesOf(root);
    const limit = Number(query.get("limit") ?? 50);
    const after = query.get("after");
    const end = after === null ? Number(query.get("before") ?? all.length + 1) - 1 : Number(after) + limit;
    const start = after === null ? Math.max(0, end - limit) : Number(after);
    const messages = all.slice(start, end);
    return {
      messages,
      older: start > 0 ? String(start + 1) : null,
      newer: end < all.length ? String(end) : null,
      ...this.#workspace.acts.ownParts(user, messages),
      as_of: this.#workspace.asOf(`room:${room}`),
    };
  }

  /** Who unfollowed stays away. */
  #join(user: string, root: string, mark: number): void {
    if (!this.#workspace.room(this.#root(root).room).members.has(user)) return;
    const before = this.#parts.get(`${user} ${root}`);
    const joined = { user, root, followed: before?.followed ?? true, mark: Math.max(before?.mark ?? 0, mark) };
    if (before?.followed === joined.followed && before.mark === joined.mark) return;
    this.#parts.set(`${user} ${root}`, joined);
    this.#told(user, root);
  }

  #told(user: string, root: string): ThreadFollow {
    const follow = this.followOf(user, root);
    this.#workspace.append(`user:${user}`, { type: "thread_follow_updated", data: follow });
    return follow;
  }

  #last(root: string): number {
    return this.#root(root).thread?.last_position ?? 0;
  }

  #root(id: string): Message {
    const message = this.#workspace.message(id);
    if (!message) throw new Refusal(404, "not_found");
    return message;
  }
}
