/** What a person does in the sidebar and its switcher. */
import { asFailure } from "../../api/problems";
import * as sync from "../../sync/actions";
import { showToast } from "../../ui/toasts";

export const watchUsers = sync.watchUsers;

/** Ids of the people whose names match; none when the server cannot be asked, which the quiet line already tells. */
export async function findPeople(query: string): Promise<string[]> {
  try {
    return await sync.findUsers(query);
  } catch {
    return [];
  }
}

/** Opens the direct room with somebody and gives its id; null when that failed. */
export async function openDirect(user: string): Promise<string | null> {
  try {
    return await sync.openDirect([user]);
  } catch (thrown) {
    showToast({ text: asFailure(thrown).message, look: "danger" });
    return null;
  }
}
