/**
 * A room's messages as this browser holds them, and the rows that a timeline shows.
 *
 * Hooks for components: `useTimeline(room)` gives the rows of the window that is in view, `useMessage(room, id)` one
 * message. Loading more, jumping and sending are in `sync/actions.ts`.
 *
 * A timeline is a map of messages by id and some windows: runs of the room without a hole. One window may be open at
 * the present (`newer` null): live messages are appended to it. Others stand apart after a jump to an old message and
 * join when they touch.
 */
import { useMemo } from "react";
import type { FailureCode } from "../api/problems";
import type { File, Message, MessageId, RoomId, UserId } from "../api/wire";
import { type Entities, useEntities } from "./entities";
import { shownOf } from "./pending";

/** How to load beyond the end of a window: a cursor of the server's, or a position when none is held. Null: nothing is there. */
export type Edge = { cursor: string } | { position: number } | null;

/** A run of the room without a hole. */
export interface Window {
  /** By position. */
  ids: MessageId[];
  /** First and last position that is covered; `to` is `from - 1` for an empty run. */
  from: number;
  to: number;
  older: Edge;
  /** Null: this window reaches the present, and live messages are appended. */
  newer: Edge;
}

export interface Timeline {
  messages: Record<MessageId, Message>;
  /** By `from`; they neither overlap nor touch. */
  windows: Window[];
  /** Position that a jump went to: the window around it is in view. Null: the present is in view. */
  target: number | null;
}

/** By which number messages stand in a run. Null: this one does not stand there. */
export type PlaceOf = (message: Message) => number | null;

export const inRoom: PlaceOf = (message) => message.position;
export const inThread: PlaceOf = (message) => message.reply?.thread_position ?? null;

/** Something written here. Kept by the outbox until the server has it. */
export interface Send {
  /** Names this send for ever; the row's React key, before and after the answer. */
  clientKey: string;
  room: RoomId;
  text: string;
  /** Root of the thread in which it is a reply; null for what is said in the room. */
  replyTo: MessageId | null;
  /** A reply that the room's timeline shows too. */
  alsoInRoom: boolean;
  /** Finished uploads that go with it. */
  files: File[];
  /** When it was written, milliseconds since 1970. */
  at: number;
  /** `waiting` for its turn, the network or an answer; `sent`: the server has it, its place is not known here yet. */
  state: "waiting" | "failed" | "sent";
  /** Why it failed, for a person and for a program. */
  problem: { code: FailureCode; sentence: string } | null;
  /** The server's answer, once it is there. */
  message: Message | null;
}

/** One row of a timeline: a message of the server's, or one that is on its way. `key` is the React key. */
export type Row = { kind: "message"; key: string; message: Message } | { kind: "send"; key: string; send: Send };

/** What a timeline shows. */
export interface TimelineView {
  rows: Row[];
  /** There is more above / below; `loadOlder` / `loadNewer` bring it. */
  hasOlder: boolean;
  hasNewer: boolean;
  /** The window reaches the present. */
  live: boolean;
  /** Position that a jump went to, for scrolling and highlighting. */
  target: number | null;
}

/** Own messages keep the key under which they were written, so that their row stays mounted through the answer. */
export function rowKey(message: Message, me: UserId): string {
  return message.author === me && message.client_key !== "" ? message.client_key : message.id;
}

/** Rows keep their identity while their message does, so that one event renders one row. */
const MESSAGE_ROWS = new WeakMap<Message, Row>();
const SEND_ROWS = new WeakMap<Send, Row>();

function messageRow(message: Message, me: UserId): Row {
  const held = MESSAGE_ROWS.get(message);
  const key = rowKey(message, me);
  if (held?.key === key) return held;
  const row: Row = { kind: "message", key, message };
  MESSAGE_ROWS.set(message, row);
  return row;
}

function sendRow(send: Send): Row {
  const row: Row = SEND_ROWS.get(send) ?? { kind: "send", key: send.clientKey, send };
  SEND_ROWS.set(send, row);
  return row;
}

/** The window in view: around the target, else the one at the present. Undefined when it is not loaded. */
export function windowInView(timeline: Timeline): Window | undefined {
  const { target } = timeline;
  if (target === null) return timeline.windows.find((window) => window.newer === null);
  return timeline.windows.find((window) => window.from <= target && target <= window.to);
}

/** What a timeline's rows show besides their messages. */
export type RowState = Pick<Entities, "me" | "pending" | "ownReactions">;

/** The rows to show; undefined while nothing is loaded. `sends` are those that belong there. */
export function timelineView(
  timeline: Timeline | undefined,
  sends: readonly Send[],
  state: RowState,
): TimelineView | undefined {
  const window = timeline && windowInView(timeline);
  if (!timeline || !window) return undefined;
  const rows: Row[] = [];
  for (const id of window.ids) {
    const message = timeline.messages[id];
    if (message) rows.push(messageRow(shownOf(state, message), state.me));
  }
  const live = window.newer === null;
  if (live) rows.push(...sends.map(sendRow));
  return { rows, hasOlder: window.older !== null, hasNewer: !live, live, target: timeline.target };
}

/** The rows of a room in view, oldest first; undefined while nothing is loaded (show a skeleton). */
export function useTimeline(room: RoomId): TimelineView | undefined {
  const timeline = useEntities((state) => state.timelines[room]);
  const sends = useEntities((state) => state.sends[room]);
  const state = useRowState();
  return useMemo(() => timelineView(timeline, sendsInRoom(sends), state), [timeline, sends, state]);
}

/** The sends that the room's timeline shows. */
export function sendsInRoom(sends: readonly Send[] = []): Send[] {
  return sends.filter((send) => send.replyTo === null || send.alsoInRoom);
}

export function useRowState(): RowState {
  const me = useEntities((state) => state.me);
  const pending = useEntities((state) => state.pending);
  const ownReactions = useEntities((state) => state.ownReactions);
  return useMemo(() => ({ me, pending, ownReactions }), [me, pending, ownReactions]);
}

/** Where messages stand that were not sent: in the room, only in a thread of it, or nowhere. */
export function useUnsent(room: RoomId): "room" | "thread" | null {
  return useEntities((state) => {
    const failed = (state.sends[room] ?? []).filter((send) => send.state === "failed");
    if (failed.length === 0) return null;
    return sendsInRoom(failed).length > 0 ? "room" : "thread";
  });
}

/** Whether a message concerns somebody by name, or as one of all. */
export function mentionsUser({ author, mentions: { room, users, here } }: Message, user: UserId): boolean {
  return author !== user && (room || users.includes(user) || here.includes(user));
}

/** A message of a room as it is held: in the room's timeline, or in one of its threads. */
export function messageOf(state: Entities, room: RoomId, id: MessageId): Message | undefined {
  const inTimeline = state.timelines[room]?.messages[id];
  if (inTimeline !== undefined) return inTimeline;
  for (const thread of Object.values(state.replies)) {
    if (thread.room === room && id in thread.messages) return thread.messages[id];
  }
  return undefined;
}

export function useMessage(room: RoomId, id: MessageId): Message | undefined {
  return useEntities((state) => messageOf(state, room, id));
}
