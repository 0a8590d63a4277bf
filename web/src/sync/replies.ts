/**
 * What events and pages do to the threads that are held. Pure: `apply.ts` and `merge.ts` call it.
 *
 * A reply may stand in its thread and in its room: each holds its own copy, and both learn of every change.
 */
import type { Message, MessageId, MessagePage, RoomId, ThreadEntry, ThreadFollow } from "../api/wire";
import { type Entities, without } from "../stores/entities";
import { inThread, messageOf } from "../stores/messages";
import type { Replies } from "../stores/threads";
import { EMPTY_TIMELINE, type PagePlace, withCreated, withPage, withUpdated } from "./windows";

/** A reply comes to the end of its thread, if that is held. */
export function withReply(state: Entities, reply: Message): Entities {
  const root = reply.reply?.root;
  return root === undefined ? state : changed(state, root, (held) => withCreated(held, reply, inThread));
}

/** Takes a newer version of a message in the threads that hold it: in its own, and as the root of one. */
export function withUpdatedReply(state: Entities, message: Message): Entities {
  const update = (held: Replies) => withUpdated(held, message);
  const root = message.reply?.root;
  const next = changed(state, message.id, update);
  return root === undefined ? next : changed(next, root, update);
}

/** Changes a message in every thread of its room that holds it. */
export function withReplyPart(
  state: Entities,
  { room, id }: { room: RoomId; id: MessageId },
  change: (held: Message) => Message,
): Entities {
  let next = state;
  for (const [root, replies] of Object.entries(state.replies)) {
    const held = replies.room === room ? replies.messages[id] : undefined;
    if (held) next = changed(next, root, (thread) => withUpdated(thread, change(held)));
  }
  return next;
}

/** Forgets the threads of a room and the caller's part in them: nothing tells of them any more. */
export function withoutThreadsOf(state: Entities, room: RoomId): Entities {
  const parts = Object.entries(state.threads).filter(([, follow]) => follow.room !== room);
  const left = withoutReplies(state, room);
  return parts.length === Object.keys(state.threads).length ? left : { ...left, threads: Object.fromEntries(parts) };
}

/** Forgets the replies that are held of a room. */
export function withoutReplies(state: Entities, room: RoomId): Entities {
  const kept = Object.entries(state.replies).filter(([, replies]) => replies.room !== room);
  if (kept.length === Object.keys(state.replies).length) return state;
  return { ...state, replies: Object.fromEntries(kept) };
}

/** The caller's part in a thread as the user's stream or an answer tells it. */
export function withThreadFollow(state: Entities, follow: ThreadFollow): Entities {
  const held = state.threads[follow.root];
  // Where the thread ends comes from the room's stream; that of the user may be ahead of it or behind.
  const root = messageOf(state, follow.room, follow.root);
  const shown = root && { last_position: root.thread?.last_position ?? 0, changed_seq: root.changed_seq };
  const { last_position, changed_seq } = [held, shown].reduce<Pick<ThreadFollow, "last_position" | "changed_seq">>(
    (newest, end) => (end && end.changed_seq > newest.changed_seq ? end : newest),
    follow,
  );
  const mark = Math.max(held?.mark ?? 0, follow.mark);
  return { ...state, threads: { ...state.threads, [follow.root]: { ...follow, mark, last_position, changed_seq } } };
}

/** Where a thread ends now. It is kept of threads that are not followed too: following one may be heard of later. */
export function withThreadEnd(state: Entities, end: Omit<ThreadFollow, "followed" | "mark">): Entities {
  const held = state.threads[end.root];
  if (held && held.changed_seq >= end.changed_seq) return state;
  const { followed, mark } = held ?? { followed: false, mark: 0 };
  return { ...state, threads: { ...state.threads, [end.root]: { ...end, followed, mark } } };
}

export interface ThreadPlace {
  room: RoomId;
  root: MessageId;
}

/** A page of a thread's replies. `root` is put beside them when it is not in a timeline. */
export function withReplyPage(
  state: Entities,
  { room, root }: ThreadPlace,
  page: Pick<MessagePage, "messages" | "older" | "newer">,
  place: PagePlace,
): Entities {
  const held = state.replies[root] ?? { ...EMPTY_TIMELINE, room };
  return withReplies(state, root, withPage(held, page, place, inThread));
}

/** Holds the root of a thread beside its replies. */
export function withRoot(state: Entities, root: Message): Entities {
  const held = state.replies[root.id] ?? { ...EMPTY_TIMELINE, room: root.room };
  const before = held.messages[root.id];
  if (before !== undefined && before.changed_seq >= root.changed_seq) return state;
  const messages = { ...held.messages, [root.id]: root };
  return { ...state, replies: { ...state.replies, [root.id]: { ...held, messages } } };
}

/** Puts a thread in the place of the held one. Own replies in it are no longer shown as sends. */
export function withReplies(state: Entities, root: MessageId, replies: Replies): Entities {
  const next = { ...state, replies: { ...state.replies, [root]: replies } };
  const sends = state.sends[replies.room] ?? [];
  if (sends.length === 0) return next;
  const mine = Object.values(replies.messages).filter((message) => message.author === state.me);
  const keys = new Set(mine.map((message) => message.client_key));
  const left = sends.filter((send) => !(send.replyTo === root && keys.has(send.clientKey)));
  if (left.length === sends.length) return next;
  return { ...next, sends: { ...next.sends, [replies.room]: left } };
}

/** A thread of the list: its root, its newest replies, and the caller's part in it. */
export function withThreadEntry(state: Entities, { root, follow, newest }: ThreadEntry): Entities {
  const place = { room: root.room, root: root.id };
  const first = newest[0];
  const start = (first && inThread(first)) ?? 1;
  // The list gives no cursor: what is older is asked for with the newest page.
  const known = withReplyPage(state, place, { messages: newest, older: null, newer: null }, null);
  const next = start > 1 ? withOlderEdge(known, root.id, start) : known;
  return withThreadFollow(withRoot(next, root), follow);
}

function withOlderEdge(state: Entities, root: MessageId, start: number): Entities {
  const open = (held: Replies): Replies => ({
    ...held,
    windows: held.windows.map((window) =>
      window.from === start && window.older === null ? { ...window, older: { position: start - 1 } } : window,
    ),
  });
  return changed(state, root, open);
}

function changed(state: Entities, root: MessageId, change: (held: Replies) => Replies): Entities {
  const held = state.replies[root];
  const next = held && change(held);
  if (!next || next === held) return state;
  return { ...state, replies: { ...state.replies, [root]: next } };
}

/** Forgets threads that nobody looks at any more. */
export function withoutThreads(state: Entities, roots: readonly MessageId[]): Entities {
  const replies = roots.reduce((left, root) => without(left, root), state.replies);
  return replies === state.replies ? state : { ...state, replies };
}
