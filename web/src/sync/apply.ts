/**
 * What an event does to the state: the one place where the browser's picture of the workspace changes, whoever caused it.
 *
 * Pure. The law that holds here and on the server: state ⊕ events == fresh state. So every event brings absolute
 * values, applying one twice changes nothing, one about something that is not held is a no-op, and events of different
 * streams may come in any order. Whether an event is the next of its stream is decided in `resume.ts`; how pages and
 * bootstraps come in stands in `merge.ts`.
 */
import type {
  AccessUpdated,
  Draft,
  Message,
  MessageId,
  MessageReactions,
  ReadMark,
  Room,
  RoomId,
  SidebarRoom,
  Stream,
  StreamEvent,
  ThreadSummary,
  User,
} from "../api/wire";
import { type Entities, type Meaning, type RoomEntry, type RoomMembers, without } from "../stores/entities";
import { placeKey } from "../stores/places";
import { counted, marked, withMarks } from "./counts";
import { withHeldMessage, withHeldPart, withTimelineChanged } from "./held";
import { mentionsMe, withListed, withoutListedRoom, withSavedListed, withStaleLists } from "./lists";
import { withoutThreadsOf, withReply, withThreadEnd, withThreadFollow } from "./replies";
import { withCreated } from "./windows";

/** Applies one event. `seq` is its number in the stream of the room, the user or the workspace that it belongs to. */
export function applyEvent(state: Entities, seq: number, event: StreamEvent): Entities {
  switch (event.type) {
    case "message_created":
      return sentByMe(messageChanged(messageCreated(state, event.data), seq, event.data), event.data);
    case "message_updated":
      return messageChanged(withHeldMessage(state, event.data), seq, event.data);
    case "reactions_updated":
      return withReactions(state, seq, event.data);
    case "thread_updated":
      return threadUpdated(state, seq, event.data);
    case "room_updated":
      return withRoom(state, event.data.id, (entry) => ifNewer(entry, seq, { room: event.data }));
    case "member_joined":
      return memberChanged(state, seq, event.data.room, event.data.member.user, event.data);
    case "member_left":
      return memberChanged(state, seq, event.data.room, event.data.user, { ...event.data, member: null });
    case "member_updated":
      return memberChanged(state, seq, event.data.room, event.data.member.user, event.data);
    case "room_added":
      return roomAdded(state, event.data);
    case "room_removed":
      return withoutRoom(state, event.data.room);
    case "access_updated":
      return accessUpdated(state, event.data);
    case "marks_moved":
      return event.data.marks.reduce(withMark, state);
    case "own_reactions_updated":
      return withOwnReactions(state, event.data.message, event.data.emoji);
    case "thread_follow_updated":
      return withThreadFollow(state, event.data);
    case "saved_updated":
      return withSaved(state, event.data.message, event.data.saved_at !== null);
    case "draft_updated":
      return withDraft(state, event.data);
    case "user_created":
    case "user_updated":
      return withUsers(state, [event.data]);
    case "public_room_updated":
      return publicRoomUpdated(state, event.data);
    case "workspace_updated":
      return { ...state, workspace: event.data };
    case "emoji_updated":
      return state.emoji === null ? state : { ...state, emoji: { ...state.emoji, [event.data.name]: event.data } };
    case "emoji_removed":
      return state.emoji === null ? state : { ...state, emoji: without(state.emoji, event.data.name) };
    default:
      return unknownEvent(event, state);
  }
}

/** A newer server may know events that this build does not: they change nothing here. A missing case fails the build. */
function unknownEvent(_event: never, state: Entities): Entities {
  return state;
}

/** The stream in which a room's events are. */
export function roomStream(room: RoomId): Stream {
  return `room:${room}`;
}

/** The room of a stream; null for the workspace's and users' streams. */
export function roomOfStream(stream: Stream): RoomId | null {
  return stream.startsWith("room:") ? stream.slice("room:".length) : null;
}

/** Moves a read mark, never backwards, and takes from where on the room is marked unread. */
export function withMark(state: Entities, mark: ReadMark): Entities {
  return withRoom(state, mark.room, (entry) => withMarks(entry, mark));
}

/** Takes profiles in; a newer version of one stays. */
export function withUsers(state: Entities, users: User[]): Entities {
  const newer = users.filter((user) => (state.users[user.id]?.changed_seq ?? -1) < user.changed_seq);
  if (newer.length === 0) return state;
  const all = { ...state.users };
  for (const user of newer) all[user.id] = user;
  return { ...state, users: all };
}

/** Drops everything of a room: it left the sidebar, or the caller may no longer see it. */
export function withoutRoom(state: Entities, room: RoomId): Entities {
  const left = withoutListedRoom(withoutThreadsOf(state, room), room);
  return {
    ...left,
    heads: without(state.heads, roomStream(room)),
    rooms: without(state.rooms, room),
    members: without(state.members, room),
    drafts: withoutDraftsOf(state.drafts, room),
    timelines: without(state.timelines, room),
    pins: without(state.pins, room),
  };
}

function withoutDraftsOf(drafts: Entities["drafts"], room: RoomId): Entities["drafts"] {
  const others = Object.entries(drafts).filter(([, draft]) => draft.room !== room);
  return others.length === Object.keys(drafts).length ? drafts : Object.fromEntries(others);
}

/** Takes the reactions of a held message, unless newer ones are held. */
export function withReactions(state: Entities, seq: number, changed: MessageReactions): Entities {
  return withMessagePart(state, seq, changed.room, changed.message, { reactions: changed.reactions });
}

/** The caller's own reactions on a message are now these. */
export function withOwnReactions(state: Entities, message: MessageId, emoji: string[]): Entities {
  const ownReactions =
    emoji.length === 0 ? without(state.ownReactions, message) : { ...state.ownReactions, [message]: emoji };
  return { ...state, ownReactions };
}

/** A message is saved for later, or no more. */
export function withSaved(state: Entities, message: MessageId, saved: boolean): Entities {
  const listed = withSavedListed(state, message, saved);
  if (saved === message in state.saved) return listed;
  return { ...listed, saved: saved ? { ...state.saved, [message]: true } : without(state.saved, message) };
}

/** A draft is now this text; an empty one is gone. */
export function withDraft(state: Entities, draft: Draft): Entities {
  const key = placeKey(draft);
  return { ...state, drafts: draft.text === "" ? without(state.drafts, key) : { ...state.drafts, [key]: draft } };
}

function threadUpdated(
  state: Entities,
  seq: number,
  { room, root, thread }: { room: RoomId; root: MessageId; thread: ThreadSummary | null },
): Entities {
  const next = withMessagePart(state, seq, room, root, { thread });
  return withThreadEnd(next, { room, root, last_position: thread?.last_position ?? 0, changed_seq: seq });
}

/** Changes a part of a held message, unless a newer version is held; counts in its room's entry as seen. */
function withMessagePart(
  state: Entities,
  seq: number,
  room: RoomId,
  id: MessageId,
  part: Pick<Message, "reactions"> | Pick<Message, "thread">,
): Entities {
  const changed = withHeldPart(state, { room, id, seq }, part);
  return withRoom(changed, room, (entry) => ifNewer(entry, seq, {}));
}

/** A send whose message has found its place is no longer shown as one. */
export function withoutSend(state: Entities, room: RoomId, clientKey: string): Entities {
  const sends = state.sends[room];
  if (!sends?.some((send) => send.clientKey === clientKey)) return state;
  return { ...state, sends: { ...state.sends, [room]: sends.filter((send) => send.clientKey !== clientKey) } };
}

function messageCreated(state: Entities, message: Message): Entities {
  const inRoom = withTimelineChanged(state, message.room, (timeline) => withCreated(timeline, message));
  const shown = withListed(withReply(inRoom, message), message);
  return message.author === state.me ? withoutSend(shown, message.room, message.client_key) : shown;
}

/** What a message means for its room's entry: the end of the room, and what counts as unread. */
function messageChanged(state: Entities, seq: number, message: Message): Entities {
  return withRoom(state, message.room, (entry) => {
    if (seq <= entry.asOf || message.position === null) return ifNewer(entry, seq, {});
    const { position } = message;
    const isNew = position > entry.room.last_position;
    const room = isNew ? { ...entry.room, last_position: position, last_message_at: message.created_at } : entry.room;
    const meaning: Meaning = message.deleted_at !== null ? "gap" : mentionsMe(state, message) ? "mention" : "plain";
    // A plain new message changes no count that was made before it.
    const heard = isNew && meaning === "plain" ? entry.heard : { ...entry.heard, [position]: meaning };
    return counted({ ...entry, room, heard, asOf: seq }, position, meaning);
  });
}

/** Who sends has read what came before. */
function sentByMe(state: Entities, { author, room, position }: Message): Entities {
  return author === state.me && position !== null ? withRoom(state, room, (entry) => marked(entry, position)) : state;
}

interface MemberChange {
  member: RoomMembers["byUser"][string] | null;
  member_count?: number;
}

function memberChanged(state: Entities, seq: number, room: RoomId, user: string, change: MemberChange): Entities {
  const counted = withRoom(state, room, (entry) => {
    const count = change.member_count ?? entry.room.member_count;
    return ifNewer(entry, seq, { room: { ...entry.room, member_count: count } });
  });
  const held = counted.members[room];
  if (!held || seq <= held.asOf) return counted;
  const byUser = change.member ? { ...held.byUser, [user]: change.member } : without(held.byUser, user);
  return { ...counted, members: { ...counted.members, [room]: { ...held, byUser } } };
}

/** The caller's own role comes on the caller's own stream only, together with what it allows. */
function accessUpdated(state: Entities, { room, role, abilities }: AccessUpdated): Entities {
  return withRoom(state, room, (entry) => ({ ...entry, role, abilities }));
}

/** A room that is followed already keeps its place in its stream: what lies between comes as events. */
function roomAdded(state: Entities, added: SidebarRoom): Entities {
  const held = state.rooms[added.room.id];
  const stream = roomStream(added.room.id);
  const head = state.heads[stream] ?? added.head;
  return {
    // A room brings what was said in it before.
    ...(held ? state : withStaleLists(state)),
    heads: { ...state.heads, [stream]: head },
    rooms: { ...state.rooms, [added.room.id]: merged(held, entryOf(added)) },
  };
}

/** An entry from a bootstrap or from `room_added`. */
export function entryOf(sidebar: SidebarRoom): RoomEntry {
  const { room, role, abilities, mark, unread_from, gaps, mentions, head } = sidebar;
  return { room, role, abilities, mark, unreadFrom: unread_from, gaps, mentions, asOf: head };
}

/** Brings two pictures of a room together: the newer one's facts, the further mark, the latest fetched rights. */
export function merged(held: RoomEntry | undefined, fetched: RoomEntry): RoomEntry {
  if (!held) return fetched;
  const newer = fetched.asOf >= held.asOf ? fetched : held;
  const facts: RoomEntry = { ...newer, role: fetched.role, abilities: fetched.abilities };
  return marked(facts, Math.max(held.mark, fetched.mark));
}

function publicRoomUpdated(state: Entities, room: Room): Entities {
  const held = state.publicRooms[room.id];
  if (held && held.changed_seq > room.changed_seq) return state;
  return { ...state, publicRooms: { ...state.publicRooms, [room.id]: room } };
}

function ifNewer(entry: RoomEntry, seq: number, change: Partial<RoomEntry>): RoomEntry {
  return seq <= entry.asOf ? entry : { ...entry, ...change, asOf: seq };
}

function withRoom(state: Entities, room: RoomId, change: (entry: RoomEntry) => RoomEntry): Entities {
  const held = state.rooms[room];
  if (!held) return state;
  const changed = change(held);
  return changed === held ? state : { ...state, rooms: { ...state.rooms, [room]: changed } };
}
