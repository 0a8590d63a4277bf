/** What a person does in the composer. */
import { asFailure } from "../../api/problems";
import * as sync from "../../sync/actions";
import { showToast } from "../../ui/toasts";

export const tellTyping = sync.tellTyping;

/** Hands a text over to be sent. True once it is kept on this machine: only then may the composer forget it. */
export async function send(room: string, text: string): Promise<boolean> {
  try {
    await sync.sendMessage(room, text);
    return true;
  } catch (thrown) {
    showToast({ text: asFailure(thrown).message, look: "danger" });
    return false;
  }
}
