/** What a person does in a search besides typing (`searching.ts`). */
import * as sync from "../../sync/actions";

/** Looks people up by a part of their name; they come into the store. A failure shows in what is not offered. */
export async function findPeople(query: string): Promise<void> {
  await sync.findUsers(query).catch(() => {});
}
