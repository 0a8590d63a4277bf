/** What a person does in the composer. */
import { asFailure } from "../../api/problems";
import type { Place } from "../../stores/places";
import * as sync from "../../sync/actions";
import type { Carried } from "../../sync/outbox";
import { showToast } from "../../ui/toasts";

export const tellTyping = sync.tellTyping;

/** Hands a text over to be sent. True once it is kept on this machine: only then may the composer forget it. */
export async function send(place: Place, text: string, carried: Carried): Promise<boolean> {
  try {
    await sync.sendMessage(place, text, carried);
    return true;
  } catch (thrown) {
    showToast({ text: asFailure(thrown).message, look: "danger" });
    return false;
  }
}
