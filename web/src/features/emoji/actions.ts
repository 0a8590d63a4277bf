/** What a person does with the workspace's own emoji. */
import { asFailure, type Failure } from "../../api/problems";
import * as sync from "../../sync/actions";
import { showToast } from "../../ui/toasts";

export const { needEmoji, needUsers } = sync;

/** Adds an emoji; gives why not, or null. */
export async function addEmoji(name: string, picture: File): Promise<Failure | null> {
  try {
    await sync.addEmoji(name, picture);
    return null;
  } catch (thrown) {
    return asFailure(thrown);
  }
}

/** Takes an emoji away; a failure is told in a toast. */
export async function removeEmoji(name: string): Promise<void> {
  try {
    await sync.removeEmoji(name);
  } catch (thrown) {
    showToast({ text: asFailure(thrown).message, look: "danger" });
  }
}
