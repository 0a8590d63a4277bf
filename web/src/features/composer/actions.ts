/** What a person does in the composer. Nothing below this file throws at a component: what failed is told in a sentence. */
import { asFailure } from "../../api/problems";
import type { RoomId, User, UserId } from "../../api/wire";
import { mentionedNames } from "../../lib/mentions";
import { counted, fileSize, listed } from "../../lib/text";
import { attachmentsOf } from "../../stores/attachments";
import { takeDraft } from "../../stores/drafts";
import { entities } from "../../stores/entities";
import type { Place } from "../../stores/places";
import { roomTitle } from "../../stores/titles";
import * as sync from "../../sync/actions";
import { showToast } from "../../ui/toasts";
import { namesIn, type SlashCommand } from "./slash";

export const { tellTyping, needEmoji, detach, retryUpload, resumeUpload, keepBack } = sync;

/** Files of one message. */
const MOST_FILES = 10;

/** Takes files for the next message of a place, as far as it may have them; what is left out is told. */
export function attach(place: Place, files: readonly File[]): void {
  const most = entities.getState().workspace?.upload_bytes ?? Number.POSITIVE_INFINITY;
  const fitting = files.filter((file) => file.size > 0 && file.size <= most);
  const free = MOST_FILES - attachmentsOf(place).length;
  const refused = files.find((file) => !fitting.includes(file));
  if (refused !== undefined) {
    const why =
      refused.size === 0
        ? "is empty, or a folder. Folders go as an archive."
        : `has ${fileSize(refused.size)}. Files have at most ${fileSize(most)} here.`;
    showToast({ text: `“${refused.name}” ${why}`, look: "danger" });
  } else if (fitting.length > free) {
    const left = counted(fitting.length - free, "file");
    showToast({ text: `A message has at most ${MOST_FILES} files: ${left} left out.`, look: "danger" });
  }
  sync.attach(place, fitting.slice(0, free));
}

/** The files out of what was dropped or pasted. A folder comes as a file without bytes, which `attach` refuses. */
export function filesOf(data: DataTransfer): File[] {
  return [...data.items].flatMap((item) => {
    const file = item.kind === "file" ? item.getAsFile() : null;
    if (file === null) return [];
    return item.webkitGetAsEntry?.()?.isDirectory ? [new File([], file.name)] : [file];
  });
}

/** A text as a file of its own. */
export function attachText(place: Place, text: string): void {
  attach(place, [new File([text], "pasted.txt", { type: "text/plain" })]);
}

/** What a composer asks of the app around it. */
export interface ComposerActs {
  openShortcuts: () => void;
  goToRoom: (room: RoomId) => void;
  leaveRoom: (room: RoomId) => void;
  /** Left out while the app has no search. */
  search?: (words: string) => void;
  /** Opens the caller's last message of a place for changes; false when there is none. */
  editLast?: (place: Place) => boolean;
}

/** What is sent: the words, and what the composer held when they were. */
export interface Sent {
  written: string;
  text: string;
  alsoInRoom: boolean;
}

/**
 * Hands a message over to be sent, with what is attached once that is uploaded. True when it is kept on this machine or
 * waits for its files: it leaves the composer by itself.
 */
export async function send(place: Place, { written, text, alsoInRoom }: Sent): Promise<boolean> {
  try {
    if (attachmentsOf(place).length > 0) {
      await sync.sendWithFiles(place, { written, text, alsoInRoom });
    } else {
      await sync.sendMessage(place, text, { alsoInRoom });
      takeDraft(place, written);
    }
    return true;
  } catch (thrown) {
    showToast({ text: asFailure(thrown).message, look: "danger" });
    return false;
  }
}

/** Looks people up by a part of their name. A failure shows in what is not found. */
export async function findUsers(query: string): Promise<void> {
  await sync.findUsers(query).catch(() => {});
}

/** Looks public rooms up by a part of their name. */
export async function browseRooms(query: string): Promise<void> {
  await sync.browseRooms(query).catch(() => {});
}

/** Pages of members that are read to find out who is not in a room: beyond, nobody is asked about. */
const MOST_PAGES = 10;

/** After a message that mentions somebody who is not in the room: offers to add them, to who may. */
export async function offerToAdd({ room }: Place, text: string): Promise<void> {
  const names = mentionedNames(text);
  const entry = entities.getState().rooms[room];
  if (names.length === 0 || entry?.room.kind === "direct" || !entry?.abilities.includes("invite")) return;
  const mentioned = Object.values(entities.getState().users).filter((user) => names.includes(user.username));
  const outside = await outsiders(room, mentioned);
  if (outside.length === 0) return;
  const people = listed(outside.map((user) => user.display_name));
  const title = roomTitle(entry.room, {}, "");
  showToast({
    text: `${people} ${outside.length === 1 ? "is" : "are"} not in #${title}.`,
    action: {
      label: "Add",
      run: () =>
        void add(
          room,
          outside.map((user) => user.id),
          `${people} can read #${title} now.`,
        ),
    },
  });
}

async function outsiders(room: RoomId, users: User[]): Promise<User[]> {
  const held = () => entities.getState().members[room];
  const unknown = () => users.filter((user) => !(user.id in (held()?.byUser ?? {})));
  try {
    for (let page = 0; page < MOST_PAGES && unknown().length > 0 && held()?.next !== null; page += 1)
      await sync.listMembers(room);
  } catch {
    return [];
  }
  return held()?.next === null ? unknown().filter((user) => !user.deactivated) : [];
}

async function add(room: RoomId, users: UserId[], done: string): Promise<void> {
  try {
    await sync.invite(room, users);
    showToast({ text: done });
  } catch (thrown) {
    showToast({ text: asFailure(thrown).message, look: "danger" });
  }
}

/** Does what a command says. Gives a sentence when it could not be done, else null. */
export async function runSlash(
  { name, params, needsRest }: SlashCommand,
  rest: string,
  place: Place,
  acts: ComposerActs,
): Promise<string | null> {
  if (needsRest && rest === "") return `Write it as /${name} ${params}.`;
  try {
    switch (name) {
      case "invite":
        return await inviteNamed(place.room, namesIn(rest, "@"));
      case "join":
        return await joinNamed(namesIn(rest, "#").join(" "), acts);
      case "leave":
        acts.leaveRoom(place.room);
        return null;
      case "msg":
        return await writeTo(rest, acts);
      case "search":
        acts.search?.(rest);
        return null;
      case "topic":
        await sync.updateRoom(place.room, { topic: rest });
        return null;
      default:
        acts.openShortcuts();
        return null;
    }
  } catch (thrown) {
    return asFailure(thrown).message;
  }
}

/** People by their user names; the sentence names the first one whom nobody is called. */
async function usersNamed(names: readonly string[]): Promise<User[] | string> {
  const users: User[] = [];
  for (const name of names) {
    const called = () => Object.values(entities.getState().users).find((one) => one.username === name.toLowerCase());
    if (called() === undefined) await sync.findUsers(name);
    const user = called();
    if (user === undefined) return `Nobody is called @${name}.`;
    users.push(user);
  }
  return users;
}

async function inviteNamed(room: RoomId, names: readonly string[]): Promise<string | null> {
  const users = await usersNamed(names);
  if (typeof users === "string") return users;
  await sync.invite(
    room,
    users.map((user) => user.id),
  );
  showToast({ text: `${listed(users.map((user) => user.display_name))} can read this room now.` });
  return null;
}

async function joinNamed(name: string, acts: ComposerActs): Promise<string | null> {
  const { rooms } = await sync.browseRooms(name);
  const room = rooms.find((one) => one.name.toLowerCase() === name.toLowerCase());
  if (room === undefined) return `There is no public room #${name}.`;
  await sync.joinRoom(room.id);
  acts.goToRoom(room.id);
  return null;
}

async function writeTo(rest: string, acts: ComposerActs): Promise<string | null> {
  const [first = "", ...words] = rest.split(/\s+/);
  const users = await usersNamed(namesIn(first, "@"));
  if (typeof users === "string") return users;
  const room = await sync.openDirect(users.map((user) => user.id));
  const text = rest.slice(first.length).trim();
  if (words.length > 0 && text !== "") await sync.sendMessage({ room, root: null }, text);
  acts.goToRoom(room);
  return null;
}
