/** What a person does with rooms and their members. Each gives null, or the sentence that says why it failed. */
import { answer } from "../../api/client";
import { asFailure, type Failure } from "../../api/problems";
import type { NewRoom } from "../../api/wire";
import * as sync from "../../sync/actions";
import { api } from "../../sync/start";
import { showToast } from "../../ui/toasts";

export const { watchUsers, needUsers } = sync;

/** What came of an act: its value, or why it failed. */
export type Outcome<T> = { ok: true; value: T } | { ok: false; failure: Failure };

async function outcome<T>(act: Promise<T>): Promise<Outcome<T>> {
  try {
    return { ok: true, value: await act };
  } catch (thrown) {
    return { ok: false, failure: asFailure(thrown) };
  }
}

export const createRoom = (room: NewRoom) => outcome(sync.createRoom(room));
export const openDirect = (users: string[]) => outcome(sync.openDirect(users));
export const invite = (room: string, users: string[]) => outcome(sync.invite(room, users));
export const browseRooms = (query: string, cursor: string | null) => outcome(sync.browseRooms(query, cursor));
export const listMembers = (room: string) => outcome(sync.listMembers(room));
export const findUsers = (query: string) => outcome(sync.findUsers(query));
export const changeTopic = (room: string, name: string, topic: string) =>
  outcome(sync.updateRoom(room, { name, topic }));

/** Makes a link by which a person takes over an imported account, and copies it; a toast tells how that went. */
export async function copyClaimLink(user: string, name: string): Promise<void> {
  const path = { user };
  const done = await outcome(answer(api.rest.POST("/api/v1/users/{user}/claim-links", { params: { path } })));
  if (!done.ok) return showToast({ text: done.failure.message, look: "danger" });
  try {
    await navigator.clipboard.writeText(done.value.url);
    showToast({ text: `The link for ${name} was copied. It works once, for seven days.` });
  } catch {
    showToast({ text: `Copy the link for ${name} from here: ${done.value.url}` });
  }
}

/** Joins a room; a failure is told in a toast with a Retry. */
export async function join(room: string): Promise<boolean> {
  const done = await outcome(sync.joinRoom(room));
  if (!done.ok)
    showToast({ text: done.failure.message, look: "danger", action: { label: "Retry", run: () => void join(room) } });
  return done.ok;
}

/** Leaves a room; `title` is for the note, which offers the way back where there is one. */
export async function leave(room: string, title: string, wayBack: boolean): Promise<void> {
  const done = await outcome(sync.leaveRoom(room));
  if (!done.ok) return showToast({ text: done.failure.message, look: "danger" });
  showToast({ text: `You left ${title}.`, ...(wayBack && { action: { label: "Undo", run: () => void join(room) } }) });
}
