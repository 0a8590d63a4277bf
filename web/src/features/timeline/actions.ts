/** What a person does in a timeline. Failures become sentences here: nothing below this file throws at a component. */
import { asFailure } from "../../api/problems";
import type { FileKind, Message } from "../../api/wire";
import { messagePath } from "../../lib/addresses";
import { editingNow, setEditing } from "../../stores/composing";
import { entities } from "../../stores/entities";
import { ownReactionsOf, shownOf } from "../../stores/pending";
import type { Place } from "../../stores/places";
import * as sync from "../../sync/actions";
import { showToast } from "../../ui/toasts";
import { mayEdit, type ShownIn, subjectOf } from "./acts/subject";

export const markRead = sync.markRead;

/** Loads a page and gives null, or the sentence that says why it did not come. */
async function loaded(page: Promise<void>): Promise<string | null> {
  try {
    await page;
    return null;
  } catch (thrown) {
    return asFailure(thrown).message;
  }
}

export const loadOlder = (room: string): Promise<string | null> => loaded(sync.loadOlder(room));
export const loadNewer = (room: string): Promise<string | null> => loaded(sync.loadNewer(room));

/** Does it, or says why not and offers to try again. */
async function attempt(act: () => Promise<void>): Promise<void> {
  try {
    await act();
  } catch (thrown) {
    showToast({
      text: asFailure(thrown).message,
      look: "danger",
      action: { label: "Retry", run: () => void attempt(act) },
    });
  }
}

export function toPresent(room: string): void {
  void attempt(() => sync.openPresent(room));
}

export function retrySend(clientKey: string): void {
  void attempt(() => sync.retrySend(clientKey));
}

export function discardSend(clientKey: string): void {
  void attempt(() => sync.discardSend(clientKey));
}

export const needUsers = sync.needUsers;
export const needEmoji = sync.needEmoji;

const placeOf = ({ id, room }: Message) => ({ room, message: id });

/** Reacts with an emoji, or takes that back when it is the caller's already. */
export function toggleReaction(message: Message, emoji: string): void {
  const on = !ownReactionsOf(entities.getState(), message.id).includes(emoji);
  void attempt(() => sync.react(placeOf(message), emoji, on));
}

export function togglePin(message: Message, on: boolean): void {
  void attempt(() => sync.pinMessage(placeOf(message), on));
}

export function removePreview(message: Message, preview: string): void {
  void attempt(() => sync.removePreview(message.id, preview));
}

export function toggleSaved(message: Message, on: boolean): void {
  void attempt(() => sync.saveMessage(placeOf(message), on));
}

export function markUnread(room: string, from: number | null): void {
  void attempt(() => sync.markUnread(room, from));
}

export function deleteMessage(message: Message): void {
  void attempt(() => sync.deleteMessage(placeOf(message)));
}

/** Opens a message for changes in its row there. */
export function startEditing({ id, room, text }: Message, shownIn: ShownIn): void {
  setEditing({ room, message: id, shownIn, text, opened: true });
}

/** Opens the caller's last message of a place for changes: what ↑ in an empty composer does. False when there is none. */
export function editLast({ room, root }: Place): boolean {
  const state = entities.getState();
  const timeline = root === null ? state.timelines[room] : state.replies[root];
  const live = timeline?.windows.at(-1);
  if (!timeline || live?.newer !== null) return false;
  const own = live.ids
    .flatMap((id) => timeline.messages[id] ?? [])
    .filter((message) => {
      return message.author === state.me && shownOf(state, message).deleted_at === null;
    });
  const last = own.at(-1);
  const shownIn = root === null ? "room" : "thread";
  const subject = last && subjectOf(state, last, shownIn);
  if (!subject || !mayEdit(subject)) return false;
  if (root === null && timeline.target !== null) toPresent(room);
  startEditing(subject.message, shownIn);
  return true;
}

/** Keeps the changed text of a message. When the server refuses, the field opens again with it: nothing typed is lost. */
export async function saveEdit(message: Message, text: string, shownIn: ShownIn): Promise<void> {
  setEditing(null);
  try {
    await sync.editMessage(placeOf(message), text);
  } catch (thrown) {
    if (editingNow() === null) setEditing({ room: message.room, message: message.id, shownIn, text, opened: false });
    showToast({
      text: asFailure(thrown).message,
      look: "danger",
      action: { label: "Retry", run: () => void saveEdit(message, text, shownIn) },
    });
  }
}

export function copyText({ text }: Message): void {
  void copied(text, "The text was copied.");
}

export function copyLink({ room, id }: Message): void {
  void copied(`${location.origin}${messagePath(room, id)}`, "The link was copied.");
}

async function copied(text: string, note: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
    showToast({ text: note });
  } catch {
    showToast({ text: "This browser does not let us copy.", look: "danger" });
  }
}

/** What was asked for, or the sentence that says why it did not come. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; sentence: string };

async function outcome<T>(asked: Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await asked };
  } catch (thrown) {
    return { ok: false, sentence: asFailure(thrown).message };
  }
}

export const loadVersions = (message: string) => outcome(sync.loadVersions(message));
export const loadReactors = (message: string, emoji: string, cursor: string | null) =>
  outcome(sync.loadReactors(message, emoji, cursor));
export const listPins = (room: string): Promise<string | null> => loaded(sync.listPins(room));

export const { showThread, markThreadRead } = sync;

/** Loads what a thread opens with; gives null, or the sentence that says why it did not come. */
export const openThread = (room: string, root: string, reply: string | null): Promise<string | null> =>
  loaded(sync.openThread(room, root, reply));

export const loadOlderReplies = (room: string, root: string): Promise<string | null> =>
  loaded(sync.loadOlderReplies(room, root));

export function toggleFollow(root: string, on: boolean): void {
  void attempt(() => sync.followThread(root, on));
}

/** Loads the followed threads; gives null, or the sentence that says why they did not come. */
export const listThreads = (part: "first" | "next"): Promise<string | null> => loaded(sync.listThreads(part));

export const listMessages = (list: "mentions" | "saved", part: "first" | "next"): Promise<string | null> =>
  loaded(sync.listMessages(list, part));

export const { forgetFiles } = sync;

export const listFiles = (room: string, kind: FileKind | null, part: "first" | "next"): Promise<string | null> =>
  loaded(sync.listFiles(room, kind, part));
