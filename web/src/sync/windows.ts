/**
 * The arithmetic of a timeline's windows, pure: pages are merged in, live messages appended, long runs trimmed.
 *
 * The same for a room and for a thread: `placeOf` says by which number the messages stand.
 *
 * Invariants that every function keeps: windows are ordered by `from` and neither overlap nor touch; `ids` are by
 * position; a message is never overwritten by an older version of itself (`changed_seq`).
 */
import type { Message, MessageId, MessagePage } from "../api/wire";
import { type Edge, inRoom, type PlaceOf, type Timeline, type Window } from "../stores/messages";

export const EMPTY_TIMELINE: Timeline = { messages: {}, windows: [], target: null };

/** Where a page was asked for: beyond an end of a held window, or on its own. */
export type PagePlace = { beside: "before" | "after"; window: Window } | null;

/** Takes a page in. It joins every window that it overlaps or touches. */
export function withPage<T extends Timeline>(
  timeline: T,
  page: Pick<MessagePage, "messages" | "older" | "newer">,
  place: PagePlace,
  placeOf: PlaceOf = inRoom,
): T {
  const messages = upserted(timeline.messages, page.messages);
  const windows = joined([...timeline.windows, windowOf(page, place, placeOf)], messages, placeOf);
  return { ...timeline, messages, windows };
}

/** Appends a live message to the window that reaches the present. Without one, nothing is held that it could change. */
export function withCreated<T extends Timeline>(timeline: T, message: Message, placeOf: PlaceOf = inRoom): T {
  const position = placeOf(message);
  const last = timeline.windows.at(-1);
  if (position === null || last?.newer !== null || position <= last.to) return withUpdated(timeline, message);
  const grown: Window = { ...last, ids: [...last.ids, message.id], to: position };
  return {
    ...timeline,
    messages: upserted(timeline.messages, [message]),
    windows: [...timeline.windows.slice(0, -1), grown],
  };
}

/** Takes a newer version of a held message; one that is not held stays so. */
export function withUpdated<T extends Timeline>(timeline: T, message: Message): T {
  if (!(message.id in timeline.messages)) return timeline;
  const messages = upserted(timeline.messages, [message]);
  return messages === timeline.messages ? timeline : { ...timeline, messages };
}

/** Whether a message that the server just answered with comes right after the end that is held. */
export function continues(timeline: Timeline, position: number): boolean {
  const last = timeline.windows.at(-1);
  return last?.newer === null && position === last.to + 1;
}

/** Keeps the newest messages of the window at the present only; for rooms that are out of view. */
export function trimmed<T extends Timeline>(timeline: T, keep: number, placeOf: PlaceOf = inRoom): T {
  const last = timeline.windows.at(-1);
  if (last?.newer !== null) return { ...timeline, ...EMPTY_TIMELINE };
  if (timeline.windows.length === 1 && last.ids.length <= keep) return { ...timeline, target: null };
  const ids = last.ids.slice(-keep);
  const messages: Record<MessageId, Message> = {};
  for (const id of ids) {
    const message = timeline.messages[id];
    if (message) messages[id] = message;
  }
  const first = messages[ids[0] ?? ""];
  const from = (first && placeOf(first)) ?? last.from;
  const older: Edge = ids.length < last.ids.length ? { position: from - 1 } : last.older;
  return { ...timeline, messages, windows: [{ ids, from, to: last.to, older, newer: null }], target: null };
}

function windowOf(page: Pick<MessagePage, "messages" | "older" | "newer">, place: PagePlace, placeOf: PlaceOf): Window {
  const placed = page.messages.filter((message) => placeOf(message) !== null);
  const [first, last] = [placed[0], placed.at(-1)].map((message) => message && (placeOf(message) ?? undefined));
  let from = first ?? 1;
  let to = last ?? from - 1;
  if (place?.beside === "before") {
    to = place.window.from - 1;
    from = Math.min(first ?? to + 1, to + 1);
  } else if (place?.beside === "after") {
    from = place.window.to + 1;
    to = Math.max(last ?? from - 1, from - 1);
  }
  return { ids: placed.map((message) => message.id), from, to, older: edge(page.older), newer: edge(page.newer) };
}

function edge(cursor: string | null): Edge {
  return cursor === null ? null : { cursor };
}

function joined(windows: Window[], messages: Record<MessageId, Message>, placeOf: PlaceOf): Window[] {
  const sorted = [...windows].sort((a, b) => a.from - b.from || a.to - b.to);
  const result: Window[] = [];
  for (const window of sorted) {
    const last = result.at(-1);
    if (last && window.from <= last.to + 1) {
      result[result.length - 1] = { ...union(last, window), ids: ordered(last, window, messages, placeOf) };
    } else result.push(window);
  }
  return result;
}

/** `a` starts first. An end that both share is open to nothing if one of them knows so. */
function union(a: Window, b: Window): Omit<Window, "ids"> {
  const older = a.from === b.from ? (a.older === null || b.older === null ? null : b.older) : a.older;
  let newer = a.to > b.to ? a.newer : b.newer;
  if (a.to === b.to && (a.newer === null || b.newer === null)) newer = null;
  return { from: a.from, to: Math.max(a.to, b.to), older, newer };
}

function ordered(a: Window, b: Window, messages: Record<MessageId, Message>, placeOf: PlaceOf): MessageId[] {
  const held = new Set(a.ids);
  const place = (id: MessageId) => {
    const message = messages[id];
    return (message && placeOf(message)) ?? 0;
  };
  return [...a.ids, ...b.ids.filter((id) => !held.has(id))].sort((x, y) => place(x) - place(y));
}

function upserted(held: Record<MessageId, Message>, incoming: Message[]): Record<MessageId, Message> {
  const newer = incoming.filter((message) => (held[message.id]?.changed_seq ?? -1) < message.changed_seq);
  if (newer.length === 0) return held;
  const messages = { ...held };
  for (const message of newer) messages[message.id] = message;
  return messages;
}
