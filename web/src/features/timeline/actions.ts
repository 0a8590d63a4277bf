/** What a person does in a timeline. Failures become sentences here: nothing below this file throws at a component. */
import { asFailure } from "../../api/problems";
import type { MessagePage } from "../../api/wire";
import * as sync from "../../sync/actions";
import { showToast } from "../../ui/toasts";

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

/** A page of replies, or why it did not come. */
export type RepliesOutcome = { ok: true; page: MessagePage } | { ok: false; sentence: string };

export async function loadReplies(root: string, after: string | null): Promise<RepliesOutcome> {
  try {
    return { ok: true, page: await sync.loadReplies(root, after) };
  } catch (thrown) {
    return { ok: false, sentence: asFailure(thrown).message };
  }
}
