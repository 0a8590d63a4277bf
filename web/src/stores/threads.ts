/**
 * Threads: the replies under a message as this browser holds them, and the caller's part in them.
 *
 * Hooks for components: `useThread(room, root)` gives the rows of a thread, `useThreadRoot(room, root)` the message on which
 * it hangs, `useThreadFollow(root)` whether it is followed and read up to where, `useUnreadThreads()` how many followed
 * threads have something new. Loading is in `sync/actions.ts`.
 */
import { useMemo } from "react";
import type { Message, MessageId, RoomId, ThreadFollow } from "../api/wire";
import { type Entities, useEntities } from "./entities";
import { messageOf, type Timeline, type TimelineView, timelineView, useRowState } from "./messages";

/** The replies of a thread that are held: a timeline by `thread_position`. The root is among `messages`, in no window. */
export interface Replies extends Timeline {
  room: RoomId;
}

/** The followed threads, in the order in which they were listed: unread ones first, then by the last reply. */
export interface ThreadList {
  roots: MessageId[];
  /** Where the next page starts; null when all are here. */
  next: string | null;
  /** Something may have been missed since: it is to be listed again. */
  stale: boolean;
}

/** Something was said in a followed thread since it was read, in a room that the caller is a member of. */
export function isUnreadThread(state: Pick<Entities, "rooms">, thread: ThreadFollow): boolean {
  if (!thread.followed || thread.last_position <= thread.mark) return false;
  return (state.rooms[thread.room]?.role ?? null) !== null;
}

export function unreadThreads(state: Pick<Entities, "rooms" | "threads">): MessageId[] {
  const unread = Object.values(state.threads).filter((thread) => isUnreadThread(state, thread));
  return unread.map((thread) => thread.root);
}

/** How many followed threads have something new. */
export function useUnreadThreads(): number {
  return useEntities((state) => unreadThreads(state).length);
}

/** The rows of a thread, oldest first; undefined while nothing is loaded. */
export function useThread(room: RoomId, root: MessageId): TimelineView | undefined {
  const replies = useEntities((state) => state.replies[root]);
  const sends = useEntities((state) => state.sends[room]);
  const state = useRowState();
  return useMemo(() => {
    const said = (sends ?? []).filter((send) => send.replyTo === root);
    return timelineView(replies, said, state);
  }, [replies, sends, state, root]);
}

/** The message on which a thread hangs; undefined until it is loaded. */
export function useThreadRoot(room: RoomId, root: MessageId): Message | undefined {
  return useEntities((state) => messageOf(state, room, root));
}

/** The caller's part in a thread; undefined until it is known. */
export function useThreadFollow(root: MessageId): ThreadFollow | undefined {
  return useEntities((state) => state.threads[root]);
}
