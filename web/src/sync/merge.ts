/**
 * How answers of the server come into the state: bootstraps, pages, and what an act of the user's own returned.
 *
 * Pure, like `apply.ts`. Each answer says as of which seq it holds; an older one never overwrites what is newer. While
 * an answer was on its way its streams went on: `replayed` lays the events of that time over it.
 */
import type {
  AsOf,
  Bootstrap,
  EmojiList,
  EventFrame,
  MemberPage,
  Message,
  MessageAnswer,
  MessageId,
  MessageList,
  MessagePage,
  OwnReactions,
  ReactionAnswer,
  RoomAnswer,
  RoomId,
  RoomPage,
  Stream,
  StreamEvent,
} from "../api/wire";
import { type Entities, type RoomEntry, without } from "../stores/entities";
import type { Send, Timeline } from "../stores/messages";
import {
  applyEvent,
  entryOf,
  merged,
  roomOfStream,
  roomStream,
  withOwnReactions,
  withoutRoom,
  withoutSend,
  withUsers,
} from "./apply";
import { withHeldMessage } from "./held";
import { withStaleLists } from "./lists";
import { withoutReplies } from "./replies";
import { continues, EMPTY_TIMELINE, type PagePlace, withCreated, withPage } from "./windows";

/** Sends that the caller's outbox holds survive whatever is fetched afresh. */
export function withBootstrap(state: Entities, boot: Bootstrap): Entities {
  const known = new Set(boot.rooms.map((sidebar) => sidebar.room.id));
  let next = state;
  for (const [room, entry] of Object.entries(state.rooms)) {
    if (entry.role !== null && !known.has(room)) next = withoutRoom(next, room);
  }
  const rooms = { ...next.rooms };
  const heads = { ...next.heads };
  const sends = { ...next.sends };
  for (const sidebar of boot.rooms) {
    const { id } = sidebar.room;
    rooms[id] = merged(rooms[id], entryOf(sidebar));
    // What the windows hold may be older than the entry: the stream goes on from there.
    const held = next.timelines[id] ? heads[roomStream(id)] : undefined;
    heads[roomStream(id)] = held ?? sidebar.head;
    const toCome = sends[id]?.filter((send) => (send.message?.changed_seq ?? Infinity) > (held ?? sidebar.head));
    if (toCome && toCome.length !== sends[id]?.length) sends[id] = toCome;
  }
  for (const { stream, seq } of boot.heads) heads[stream] = seq;
  const { epoch, workspace, abilities } = boot;
  const threads = withFollows(next, boot);
  next = withStaleLists(next);
  return withUsers({ ...next, me: boot.user.id, epoch, workspace, abilities, rooms, heads, sends, threads }, [
    boot.user,
    ...boot.users,
  ]);
}

/** The followed threads, none read less far than here; those that are only looked at stay too. */
function withFollows({ threads }: Entities, boot: Bootstrap): Entities["threads"] {
  const looked = Object.values(threads).filter((thread) => !thread.followed);
  const followed = boot.threads.map((thread) => ({
    ...thread,
    mark: Math.max(thread.mark, threads[thread.root]?.mark ?? 0),
  }));
  return Object.fromEntries([...looked, ...followed].map((thread) => [thread.root, thread]));
}

/** Forgets what is held of a room before it is fetched afresh; its entry stays until then, but no longer counts as new. */
export function withoutTimeline(state: Entities, room: RoomId): Entities {
  const entry = state.rooms[room];
  return {
    ...withoutReplies(state, room),
    rooms: entry ? { ...state.rooms, [room]: { ...entry, asOf: 0 } } : state.rooms,
    heads: without(state.heads, roomStream(room)),
    timelines: without(state.timelines, room),
    members: without(state.members, room),
    pins: without(state.pins, room),
    sends: { ...state.sends, [room]: (state.sends[room] ?? []).filter((send) => send.state !== "sent") },
  };
}

/**
 * A room that the caller opened, made, joined or changed. Of a room that is held already only the rights and the name
 * are taken: what counts as unread comes from its stream alone. A new member's mark is at the end; for who was a member
 * before it is not in the answer, and the sidebar's entry, which is on its way, brings it.
 */
export function withRoomAnswer(state: Entities, answered: RoomAnswer, markIsKnown = true): Entities {
  const { room, role, abilities, as_of } = answered;
  const held = state.rooms[room.id];
  const joinedNow = held?.role === null && role !== null;
  let entry: RoomEntry;
  if (held && !joinedNow) {
    const { name, topic, kind, archived, changed_seq } = room;
    const renamed = changed_seq > held.room.changed_seq ? { name, topic, kind, archived, changed_seq } : {};
    entry = { ...held, role, abilities, room: { ...held.room, ...renamed } };
  } else {
    const asOf = markIsKnown ? seqOf(as_of, roomStream(room.id)) : 0;
    const mark = markIsKnown ? room.last_position : 0;
    entry = { room, role, abilities, mark, unreadFrom: null, gaps: [], mentions: [], asOf };
  }
  return withHead({ ...state, rooms: { ...state.rooms, [room.id]: entry } }, as_of);
}

/** A page of a room's timeline. */
export function withMessagePage(state: Entities, room: RoomId, page: MessagePage, place: PagePlace): Entities {
  const timeline = withPage(state.timelines[room] ?? EMPTY_TIMELINE, page, place);
  return withHead(withOwnParts(withTimeline(state, room, timeline), page), page.as_of);
}

/** What on a page is the caller's own: reactions, and what is saved for later. */
export function withOwnParts(
  state: Entities,
  page: { messages: Message[]; own_reactions: OwnReactions[]; saved: MessageId[] },
): Entities {
  const ownReactions = { ...state.ownReactions };
  const saved = { ...state.saved };
  for (const { id } of page.messages) {
    delete ownReactions[id];
    delete saved[id];
  }
  for (const { message, emoji } of page.own_reactions) ownReactions[message] = emoji;
  for (const message of page.saved) saved[message] = true;
  return { ...state, ownReactions, saved };
}

/** For messages that came without the caller's own parts: the first twenty who reacted are named with each reaction. */
export function withOwnSeen(state: Entities, messages: readonly Message[]): Entities {
  const ownReactions = { ...state.ownReactions };
  for (const { id, reactions } of messages) {
    const own = reactions.filter(({ users }) => users.includes(state.me)).map(({ emoji }) => emoji);
    if (own.length > 0) ownReactions[id] ??= own;
  }
  return { ...state, ownReactions };
}

/** A message as an act of the caller's left it. What it means for the room's entry comes with its event. */
export function withMessageAnswer(state: Entities, { message }: MessageAnswer): Entities {
  return withHeldMessage(state, message);
}

/** The reactions of a message as the caller's act left them; nothing where newer ones are held. */
export function withReactionAnswer(state: Entities, room: RoomId, answered: ReactionAnswer): Entities {
  const { message, reactions, own, as_of } = answered;
  const held = state.timelines[room]?.messages[message];
  if (held && held.changed_seq > as_of.seq) return state;
  const next = held ? withHeldMessage(state, { ...held, reactions, changed_seq: as_of.seq }) : state;
  return withOwnReactions(next, message, own);
}

/** A page of what is pinned to a room, after those that are held. */
export function withPinPage(state: Entities, room: RoomId, page: MessageList): Entities {
  const held = state.pins[room]?.messages ?? [];
  const known = new Set(held.map((message) => message.id));
  const messages = [...held, ...page.messages.filter((message) => !known.has(message.id))];
  return { ...withOwnParts(state, page), pins: { ...state.pins, [room]: { messages, next: page.next } } };
}

/** All custom emoji, with what the workspace's stream told of them while the list was on its way. */
export function withEmojiList(state: Entities, list: EmojiList, frames: readonly EventFrame[]): Entities {
  const emoji = Object.fromEntries(list.emoji.map((one) => [one.name, one]));
  const later = frames.filter(({ seq, event }) => seq > list.as_of.seq && isOfEmoji(event));
  const listed: Entities = { ...state, emoji };
  return later.reduce((next, { seq, event }) => applyEvent(next, seq, event), listed);
}

function isOfEmoji(event: StreamEvent): boolean {
  return event.type === "emoji_updated" || event.type === "emoji_removed";
}

/** Puts a timeline in the place of the held one. Own messages in it are no longer shown as sends. */
export function withTimeline(state: Entities, room: RoomId, timeline: Timeline): Entities {
  let next: Entities = { ...state, timelines: { ...state.timelines, [room]: timeline } };
  const sends = state.sends[room] ?? [];
  if (sends.length === 0) return next;
  const mine = Object.values(timeline.messages).filter((message) => message.author === state.me);
  const keys = new Set(mine.map((message) => message.client_key));
  for (const { clientKey } of sends) if (keys.has(clientKey)) next = withoutSend(next, room, clientKey);
  return next;
}

export function withMemberPage(state: Entities, room: RoomId, page: MemberPage): Entities {
  const held = state.members[room] ?? { byUser: {}, next: null, asOf: seqOf(page.as_of, roomStream(room)) };
  const byUser = { ...held.byUser };
  for (const member of page.members) byUser[member.user] = member;
  return { ...state, members: { ...state.members, [room]: { ...held, byUser, next: page.next } } };
}

export function withRoomPage(state: Entities, page: RoomPage): Entities {
  const publicRooms = { ...state.publicRooms };
  for (const room of page.rooms) {
    const held = publicRooms[room.id];
    if (!held || held.changed_seq <= room.changed_seq) publicRooms[room.id] = room;
  }
  return { ...state, publicRooms };
}

/** The server has a send: its message takes its place, or the row waits for its turn in the stream. */
export function withAck(state: Entities, clientKey: string, { message }: MessageAnswer): Entities {
  const { room, position } = message;
  const timeline = state.timelines[room];
  const acked = (send: Send): Send =>
    send.clientKey === clientKey ? { ...send, state: "sent", problem: null, message } : send;
  const waiting = { ...state, sends: { ...state.sends, [room]: (state.sends[room] ?? []).map(acked) } };
  // A reply finds its place in its thread, and in the room, when the stream comes to it.
  const head = state.heads[roomStream(room)] ?? message.changed_seq;
  if (message.reply !== null && head < message.changed_seq) return waiting;
  const atPresent = timeline?.windows.some((window) => window.newer === null) ?? false;
  if (!timeline || !atPresent || message.id in timeline.messages) return withoutSend(state, room, clientKey);
  if (position === null) return withoutSend(state, room, clientKey);
  if (continues(timeline, position)) {
    return withoutSend(withTimeline(state, room, withCreated(timeline, message)), room, clientKey);
  }
  return waiting;
}

/**
 * Lays the events that came while an answer was on its way over it. A room's events may be applied again and again;
 * those of the user and the workspace count only beyond the head that the answer set.
 */
export function replayed(state: Entities, frames: readonly EventFrame[]): Entities {
  let next = state;
  for (const { stream, seq, event } of frames) {
    const head = next.heads[stream];
    if (head === undefined || (seq <= head && roomOfStream(stream) === null)) continue;
    if (seq > head + 1) continue;
    next = applyEvent(next, seq, event);
    if (seq === head + 1 && stream in next.heads) next = { ...next, heads: { ...next.heads, [stream]: seq } };
  }
  return next;
}

/** A stream that is not followed yet is followed from the first answer on. */
function withHead(state: Entities, asOf: AsOf): Entities {
  if (asOf.stream in state.heads) return state;
  return { ...state, heads: { ...state.heads, [asOf.stream]: asOf.seq } };
}

function seqOf(asOf: AsOf, stream: Stream): number {
  return asOf.stream === stream ? asOf.seq : 0;
}
