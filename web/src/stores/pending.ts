/**
 * What the caller did to messages and the server has not confirmed: laid over what is held, when it is shown.
 *
 * What is held stays what the server said, so that events come in as always; when an act is confirmed or refused its
 * layer goes. Written by `sync/messages.ts`. Hooks for components: `useShown(message)`, `useOwnReactions(message)`,
 * `useSaved(message)`.
 */
import { useMemo } from "react";
import type { Message, MessageId, Reaction, UserId } from "../api/wire";
import { type Entities, useEntities, without } from "./entities";

/** Absent fields are as the server says. */
export interface Pending {
  /** The text after an edit, and when that was made (RFC 3339). */
  edit?: { text: string; at: string };
  /** When it was deleted. */
  deleted?: { at: string };
  pinned?: boolean;
  saved?: boolean;
  /** Own reactions by emoji: made, or taken back. */
  reactions?: Record<string, boolean>;
}

/** Most users that a reaction names, as the server does. */
const NAMED = 20;
const NONE: string[] = [];

/** Changes the layer of a message; one that says nothing is dropped. */
export function withPending(state: Entities, message: MessageId, change: (held: Pending) => Pending): Entities {
  const next = change(state.pending[message] ?? {});
  const empty = Object.values(next).every((field) => field === undefined);
  return { ...state, pending: empty ? without(state.pending, message) : { ...state.pending, [message]: next } };
}

/** The caller's own reactions on a message, as they are shown. */
export function ownReactionsOf(state: Entities, message: MessageId): string[] {
  return ownAfter(state.ownReactions[message], state.pending[message]);
}

function ownAfter(own: string[] = NONE, pending: Pending | undefined): string[] {
  if (pending?.reactions === undefined) return own;
  const changes = Object.entries(pending.reactions);
  const kept = own.filter((emoji) => pending.reactions?.[emoji] !== false);
  return [...kept, ...changes.filter(([emoji, on]) => on && !own.includes(emoji)).map(([emoji]) => emoji)];
}

export function isSaved(state: Entities, message: MessageId): boolean {
  return state.pending[message]?.saved ?? message in state.saved;
}

/** Layers by what they lie on, so that a message that does not change keeps its identity. */
const SHOWN = new WeakMap<Message, { pending: Pending; own: string[]; shown: Message }>();

/** A message as it is shown. */
export function shownOf(state: Pick<Entities, "pending" | "ownReactions" | "me">, message: Message): Message {
  const pending = state.pending[message.id];
  if (pending === undefined) return message;
  const own = state.ownReactions[message.id] ?? NONE;
  const held = SHOWN.get(message);
  if (held?.pending === pending && held.own === own) return held.shown;
  const shown = laidOver(message, pending, own, state.me);
  SHOWN.set(message, { pending, own, shown });
  return shown;
}

function laidOver(message: Message, pending: Pending, own: string[], me: UserId): Message {
  if (pending.deleted) {
    const gone = { text: "", document: null, files: [], previews: [], reactions: [], pin: null };
    return { ...message, ...gone, deleted_at: pending.deleted.at };
  }
  const { edit, pinned, reactions } = pending;
  return {
    ...message,
    ...(edit && { text: edit.text, document: null, edited_at: edit.at }),
    ...(pinned !== undefined && { pin: pinned ? (message.pin ?? { by: me, at: message.created_at }) : null }),
    ...(reactions && { reactions: reacted(message.reactions, own, reactions, me) }),
  };
}

function reacted(held: Reaction[], own: string[], changes: Record<string, boolean>, me: UserId): Reaction[] {
  const next = held.map((reaction) => {
    const on = changes[reaction.emoji];
    if (on === undefined || on === own.includes(reaction.emoji)) return reaction;
    const others = reaction.users.filter((user) => user !== me);
    const users = on && others.length < NAMED ? [...others, me] : others;
    return { ...reaction, users, count: reaction.count + (on ? 1 : -1) };
  });
  for (const [emoji, on] of Object.entries(changes)) {
    if (on && !held.some((reaction) => reaction.emoji === emoji)) next.push({ emoji, count: 1, users: [me] });
  }
  return next.filter(({ count }) => count > 0);
}

export function useShown(message: Message): Message {
  const pending = useEntities((state) => state.pending[message.id]);
  const own = useEntities((state) => state.ownReactions[message.id]);
  const me = useEntities((state) => state.me);
  return useMemo(() => {
    const layer = pending === undefined ? {} : { [message.id]: pending };
    return shownOf({ pending: layer, ownReactions: own === undefined ? {} : { [message.id]: own }, me }, message);
  }, [message, pending, own, me]);
}

export function useOwnReactions(message: MessageId): string[] {
  const own = useEntities((state) => state.ownReactions[message]);
  const pending = useEntities((state) => state.pending[message]);
  return useMemo(() => ownAfter(own, pending), [own, pending]);
}

export function useSaved(message: MessageId): boolean {
  return useEntities((state) => isSaved(state, message));
}
