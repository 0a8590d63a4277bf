/**
 * What a person does, for components and features. Every function throws a `Failure` whose `message` is a sentence to
 * show (see `api/problems.ts`), unless it says otherwise. Results appear in the stores.
 */
import type {
  FileKind,
  Message,
  MessageId,
  MessageVersion,
  NewRoom,
  Room,
  RoomId,
  RoomPatch,
  RoomRole,
  SearchPage,
  UserId,
} from "../api/wire";
import type { Hold } from "../stores/attachments";
import type { Place } from "../stores/places";
import type { Search } from "./listPages";
import type { MessagePlace } from "./messages";
import type { Carried } from "./outbox";
import type { Target } from "./pages";
import { running, runningNow } from "./start";

/** Keeps a message to be sent. Resolves once it is stored on this machine: clear the composer then. Never waits for the network. */
export async function sendMessage(place: Place, text: string, carried?: Carried): Promise<void> {
  const sync = running();
  await sync.outbox.add(place, text, carried);
  sync.typing.told(place.room);
}

/** Takes files for the next message of a place; they are uploaded at once (`useAttachments(place)`). Never throws. */
export const attach = (place: Place, files: readonly File[]): void => running().uploads.add(place, files);

/** Takes an attachment away. Never throws. */
export const detach = (key: string): void => running().uploads.remove(key);

/** Tries an upload again that failed. Never throws. */
export const retryUpload = (key: string): void => running().uploads.retry(key);

/** Goes on with an upload that a reload interrupted: the same file was chosen again. Never throws. */
export const resumeUpload = (key: string, file: File): void => running().uploads.goOn(key, file);

/** Sends a message with the attachments of its place, as soon as they are all uploaded; at once when they are. */
export const sendWithFiles = (place: Place, hold: Hold): Promise<void> => running().uploads.hold(place, hold);

/** The message that waits for its files stays in the composer. Never throws. */
export const keepBack = (place: Place): void => running().uploads.release(place);

/** Tries a send again that failed. */
export const retrySend = (clientKey: string): Promise<void> => running().outbox.retry(clientKey);

/** Deletes a send that failed. */
export const discardSend = (clientKey: string): Promise<void> => running().outbox.discard(clientKey);

/**
 * Brings a room into view, or none (`null`): loads it if need be, follows it live, keeps little of the former one.
 * Call it whenever the route changes. `at` opens it around a message or a position instead of the first unread or the end.
 */
export const openRoom = async (room: RoomId | null, at?: Target): Promise<void> =>
  runningNow()?.openRoom(room, at ?? null);

/** Jumps within the open room: a message or a position comes into view, loaded if need be (`TimelineView.target`). */
export const openAround = (room: RoomId, at: Target): Promise<void> => running().pages.open(room, at);

/** Jumps to the end of the open room. */
export const openPresent = (room: RoomId): Promise<void> => running().pages.present(room);

/** The page above what is in view. Calls while one is under way share it. */
export const loadOlder = (room: RoomId): Promise<void> => running().pages.older(room);

/** The page below what is in view, when that does not reach the present. */
export const loadNewer = (room: RoomId): Promise<void> => running().pages.newer(room);

/** The caller has seen a room up to this position. Cheap: call it at every scroll. Never throws. */
export const markRead = (room: RoomId, position: number): void => runningNow()?.marks.read(room, position);

/**
 * Marks a room unread from a position on; null takes that back. The count answers at once; nothing moves when the server
 * refuses.
 */
export const markUnread = (room: RoomId, from: number | null): Promise<void> => running().marks.unread(room, from);

/** Gives a message another text. It shows at once, and goes when this throws. */
export const editMessage = (place: MessagePlace, text: string): Promise<void> => running().messages.edit(place, text);

/** Deletes a message for everybody. It is gone at once, and comes back when this throws. */
export const deleteMessage = (place: MessagePlace): Promise<void> => running().messages.remove(place);

/** Reacts with an emoji (itself, or the name of a custom one between colons), or takes that back. */
export const react = (place: MessagePlace, emoji: string, on: boolean): Promise<void> =>
  running().messages.react(place, emoji, on);

/** Pins a message to its room, or takes it down. */
export const pinMessage = (place: MessagePlace, on: boolean): Promise<void> => running().messages.pin(place, on);

/** Takes the preview of a link away from a message, for good. */
export const removePreview = (message: MessageId, preview: string): Promise<void> =>
  running().messages.removePreview(message, preview);

/** Saves a message for later, or no more. */
export const saveMessage = (place: MessagePlace, on: boolean): Promise<void> => running().messages.save(place, on);

/** Every text that a message had, the newest first. */
export const loadVersions = (message: MessageId): Promise<MessageVersion[]> => running().messages.versions(message);

/** A page of those who reacted with an emoji; `next` goes into `cursor` for the following one. */
export const loadReactors = (
  message: MessageId,
  emoji: string,
  cursor: string | null = null,
): Promise<{ users: UserId[]; next: string | null }> => running().messages.reactors(message, emoji, cursor);

/** Loads the first or the next page of what is pinned to a room into `usePins(room)`. */
export const listPins = (room: RoomId): Promise<void> => running().messages.listPins(room);

/** The caller types. Cheap: call it at every key. Never throws. */
export const tellTyping = (room: RoomId): void => runningNow()?.typing.tell(room);

/** These users are on the screen: their presence comes in until the returned function is called. For effects. Never throws. */
export const watchUsers = (users: readonly UserId[]): (() => void) => runningNow()?.watch.show(users) ?? (() => {});

/** Profiles that are wanted and perhaps not held; gathered into few requests. Never throws. */
export const needUsers = (users: Iterable<UserId>): void => runningNow()?.people.need(users);

/** The workspace's own emoji are wanted (`useCustomEmoji`). Cheap: call it whenever one may be shown. Never throws. */
export const needEmoji = (): void => void runningNow()?.emoji.need();

/** Adds an emoji of the workspace's own: a PNG, GIF, JPEG or WebP of at most 1 MiB. */
export const addEmoji = (name: string, picture: File): Promise<void> => running().emoji.add(name, picture);

/** Takes an emoji away; messages that use it show its name. */
export const removeEmoji = (name: string): Promise<void> => running().emoji.remove(name);

/** Makes a room and gives its id. */
export const createRoom = (room: NewRoom): Promise<RoomId> => running().rooms.create(room);

/** Opens the direct room with these people, making it if need be, and gives its id. */
export const openDirect = (users: UserId[]): Promise<RoomId> => running().rooms.openDirect(users);

export const joinRoom = (room: RoomId): Promise<void> => running().rooms.join(room);

/** Leaves a room. It is gone from the stores at once: go elsewhere first. */
export const leaveRoom = (room: RoomId): Promise<void> => running().rooms.leave(room);

export const updateRoom = (room: RoomId, patch: RoomPatch): Promise<void> => running().rooms.update(room, patch);

export const invite = (room: RoomId, users: UserId[]): Promise<void> => running().rooms.invite(room, users);

export const changeRole = (room: RoomId, user: UserId, role: RoomRole): Promise<void> =>
  running().rooms.changeRole(room, user, role);

export const removeMember = (room: RoomId, user: UserId): Promise<void> => running().rooms.remove(room, user);

/** A page of public rooms by name; `next` goes into `cursor` for the following one. */
export const browseRooms = (
  query: string,
  cursor: string | null = null,
): Promise<{ rooms: Room[]; next: string | null }> => running().rooms.browse(query, cursor);

/** Loads the first or the next page of a room's members into `useMembers(room)`. */
export const listMembers = (room: RoomId): Promise<void> => running().rooms.listMembers(room);

/** Users whose names match; their profiles are in the store. */
export const findUsers = (query: string): Promise<UserId[]> => running().rooms.findUsers(query);

/** A thread is on the screen: it is kept whole until the returned function is called. For effects. Never throws. */
export const showThread = (root: MessageId): (() => void) => runningNow()?.threads.show(root) ?? (() => {});

/** Loads a thread for `useThread(room, root)`: its end, back to the first unread reply, or back to the one that is named. */
export const openThread = (room: RoomId, root: MessageId, reply: MessageId | null = null): Promise<void> =>
  running().threads.open({ room, root }, reply);

/** The replies before those that are held. */
export const loadOlderReplies = (room: RoomId, root: MessageId): Promise<void> =>
  running().threads.older({ room, root });

/** The caller has seen a thread up to this reply. Cheap: call it at every scroll. Never throws. */
export const markThreadRead = (root: MessageId, position: number): void =>
  runningNow()?.threadMarks.read(root, position);

export const followThread = (root: MessageId, wanted: boolean): Promise<void> => running().threads.follow(root, wanted);

/** The followed threads into `threadList`: the first page in the place of what was listed, or the next. */
export const listThreads = (part: "first" | "next"): Promise<void> => running().threads.list(part);

/** What mentions the caller, or is saved for later, into `useListing(name)`. */
export const listMessages = (name: "mentions" | "saved", part: "first" | "next"): Promise<void> =>
  running().lists.messages(name, part);

/** A page of what is found, into `useListing("found")`. Null when another search was started meanwhile. */
export const searchMessages = (search: Search, cursor: string | null = null): Promise<SearchPage | null> =>
  running().lists.search(search, cursor);

/** Drops what was found. Never throws. */
export const forgetSearch = (): void => runningNow()?.lists.forgetSearch();

/** The files of a room, of one kind or all, into `useRoomFiles(room, kind)`. */
export const listFiles = (room: RoomId, kind: FileKind | null, part: "first" | "next"): Promise<void> =>
  running().lists.files(room, kind, part);

/** Drops the list of files. Never throws. */
export const forgetFiles = (): void => runningNow()?.lists.forgetFiles();

/** One message by its id, as it is now; in no store. */
export const fetchMessage = (message: MessageId): Promise<Message> => running().rooms.message(message);
