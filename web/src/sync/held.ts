/**
 * A message may be held in several places: in its room's timeline, in a thread, in a list. This is where all copies learn
 * of a change. Pure: `apply.ts` and `merge.ts` call it.
 *
 * Each copy has its own `changed_seq`: an older version never overwrites a newer one.
 */
import type { Message, MessageId, RoomId } from "../api/wire";
import { type Entities, without } from "../stores/entities";
import type { Timeline } from "../stores/messages";
import { withListed, withListedChanged } from "./lists";
import { withReplyPart, withThreadEnd, withUpdatedReply } from "./replies";
import { withUpdated } from "./windows";

/** Takes a newer version of a message wherever it is held. */
export function withHeldMessage(state: Entities, message: Message): Entities {
  const inRoom = withTimelineChanged(state, message.room, (timeline) => withUpdated(timeline, message));
  const inThread = withUpdatedReply(inRoom, message);
  const newer = (held: Message) => (held.changed_seq < message.changed_seq ? message : held);
  const listed = withListed(withListedChanged(withPinsChanged(inThread, message), message.id, newer), message);
  const { id, room, thread, changed_seq } = message;
  const kept = message.deleted_at === null ? listed : withoutOwnParts(listed, id);
  return thread ? withThreadEnd(kept, { room, root: id, last_position: thread.last_position, changed_seq }) : kept;
}

/** Nothing of the caller's own hangs on a deleted message. */
function withoutOwnParts(state: Entities, id: MessageId): Entities {
  return { ...state, ownReactions: without(state.ownReactions, id), saved: without(state.saved, id) };
}

/** Changes a part of a message wherever it is held, unless a newer version is there. */
export function withHeldPart(
  state: Entities,
  { room, id, seq }: { room: RoomId; id: MessageId; seq: number },
  part: Pick<Message, "reactions"> | Pick<Message, "thread">,
): Entities {
  const change = (held: Message): Message => (held.changed_seq < seq ? { ...held, ...part, changed_seq: seq } : held);
  const inRoom = withTimelineChanged(state, room, (timeline) => {
    const held = timeline.messages[id];
    return held ? withUpdated(timeline, change(held)) : timeline;
  });
  const inThread = withReplyPart(inRoom, { room, id }, change);
  const pinned = inThread.pins[room]?.messages.find((message) => message.id === id);
  return withListedChanged(pinned ? withPinsChanged(inThread, change(pinned)) : inThread, id, change);
}

export function withTimelineChanged(state: Entities, room: RoomId, change: (timeline: Timeline) => Timeline): Entities {
  const held = state.timelines[room];
  const changed = held && change(held);
  if (!changed || changed === held) return state;
  return { ...state, timelines: { ...state.timelines, [room]: changed } };
}

/** A message comes into its room's list of pins, changes there, or leaves it. */
function withPinsChanged(state: Entities, message: Message): Entities {
  const list = state.pins[message.room];
  const held = list?.messages.find((one) => one.id === message.id);
  if (!list || (held ? held.changed_seq >= message.changed_seq : message.pin === null)) return state;
  const others = list.messages.filter((one) => one.id !== message.id);
  const messages = message.pin === null ? others : [...others, message].sort(byPin);
  return { ...state, pins: { ...state.pins, [message.room]: { ...list, messages } } };
}

/** The newest pin first. */
function byPin(a: Message, b: Message): number {
  const at = (message: Message) => (message.pin === null ? 0 : Date.parse(message.pin.at));
  return at(b) - at(a) || (a.id < b.id ? 1 : -1);
}
