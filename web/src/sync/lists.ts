/**
 * What events do to lists of messages and files. Pure: `held.ts` and `apply.ts` call it.
 *
 * A message joins the list of mentions when it mentions the caller, and leaves every list when it is deleted.
 */
import type { FileKind, Message, MessageId, RoomFile, RoomId } from "../api/wire";
import type { Entities } from "../stores/entities";
import type { FileListing, Listing, ListName } from "../stores/lists";
import { mentionsUser, messageOf } from "../stores/messages";

const NAMES: readonly ListName[] = ["mentions", "saved", "found"];

/** Whether a message concerns the caller by name, or as one of all. */
export function mentionsMe(state: Pick<Entities, "me">, message: Message): boolean {
  return message.deleted_at === null && mentionsUser(message, state.me);
}

/** Changes the copies of a message that lists hold. */
export function withListedChanged(state: Entities, id: MessageId, change: (held: Message) => Message): Entities {
  let next = state;
  for (const name of NAMES) {
    next = withListing(next, name, (list) => {
      const at = list.messages.findIndex((message) => message.id === id);
      const held = list.messages[at];
      const changed = held && change(held);
      if (!changed || changed === held) return list;
      return { ...list, messages: list.messages.with(at, changed) };
    });
  }
  return next;
}

/** Which lists a message belongs to now that it is new or has changed. */
export function withListed(state: Entities, message: Message): Entities {
  let next = state;
  if (message.deleted_at !== null) for (const name of NAMES) next = without(next, name, message.id);
  else if (mentionsMe(state, message)) next = withListing(next, "mentions", (list) => joined(list, message));
  else next = without(next, "mentions", message.id);
  return withFilesOf(next, message);
}

/** A message was saved for later, or no more. */
export function withSavedListed(state: Entities, message: MessageId, saved: boolean): Entities {
  if (!saved) return without(state, "saved", message);
  return withListing(state, "saved", (list) => {
    if (list.messages.some((one) => one.id === message)) return list;
    const held = anywhere(state, message);
    return held ? { ...list, messages: [held, ...list.messages] } : { ...list, stale: true };
  });
}

/** Nothing of a room that went away stays in a list; what else that means, the server knows. */
export function withoutListedRoom(state: Entities, room: RoomId): Entities {
  let next: Entities = state.files?.room === room ? { ...state, files: null } : state;
  for (const name of NAMES) {
    next = withListing(next, name, (list) => {
      const messages = list.messages.filter((message) => message.room !== room);
      return messages.length === list.messages.length ? list : { ...list, messages, stale: true };
    });
  }
  return next;
}

/** Events were missed: what was listed is to be listed again. */
export function withStaleLists(state: Entities): Entities {
  let next = state;
  for (const name of NAMES) next = withListing(next, name, (list) => ({ ...list, stale: true }));
  const { threadList } = next;
  return threadList === null ? next : { ...next, threadList: { ...threadList, stale: true } };
}

function withListing(state: Entities, name: ListName, change: (list: Listing) => Listing): Entities {
  const held = state.lists[name];
  const changed = held && change(held);
  if (!changed || changed === held) return state;
  return { ...state, lists: { ...state.lists, [name]: changed } };
}

function without(state: Entities, name: ListName, id: MessageId): Entities {
  return withListing(state, name, (list) => {
    const messages = list.messages.filter((message) => message.id !== id);
    return messages.length === list.messages.length ? list : { ...list, messages };
  });
}

/** By when it was said; one that belongs beyond what is loaded comes with its page. */
function joined(list: Listing, message: Message): Listing {
  if (list.messages.some((held) => held.id === message.id)) return list;
  const said = Date.parse(message.created_at);
  const at = list.messages.findIndex((held) => Date.parse(held.created_at) <= said);
  if (at < 0) return list.next === null ? { ...list, messages: [...list.messages, message] } : list;
  return { ...list, messages: list.messages.toSpliced(at, 0, message) };
}

function anywhere(state: Entities, id: MessageId): Message | undefined {
  for (const name of NAMES) {
    const listed = state.lists[name]?.messages.find((message) => message.id === id);
    if (listed) return listed;
  }
  for (const room of Object.keys(state.rooms)) {
    const held = messageOf(state, room, id);
    if (held) return held;
  }
  return undefined;
}

/** Files come and go with their message. */
function withFilesOf(state: Entities, message: Message): Entities {
  const { files: list } = state;
  if (list?.room !== message.room) return state;
  const known = list.files.filter((one) => one.message === message.id);
  const now = message.deleted_at === null ? message.files.filter((file) => fits(file.kind, list)) : [];
  if (known.length === now.length) return state;
  const others = list.files.filter((one) => one.message !== message.id);
  const { id, room, author, created_at } = message;
  const came = now.map<RoomFile>((file) => ({ file, message: id, room, author, created_at }));
  // Only what was just said has files that are not listed yet.
  const isNew = known.length === 0 && others.every((one) => Date.parse(one.created_at) <= Date.parse(created_at));
  const kept = isNew || known.length > 0 ? [...came, ...others].sort(byTime) : others;
  return { ...state, files: { ...list, files: kept } };
}

function byTime(a: RoomFile, b: RoomFile): number {
  return Date.parse(b.created_at) - Date.parse(a.created_at);
}

function fits(kind: FileKind, list: FileListing): boolean {
  return list.kind === null || list.kind === kind;
}
