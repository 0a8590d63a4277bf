/** What is searched for now, and how far that is. The messages that were found are in the list `found` (`stores/lists.ts`). */
import { createStore, useStore } from "zustand";
import { asFailure } from "../../api/problems";
import type { ExcerptPart, MessageId, RoomId, SearchOrder, SearchTerm } from "../../api/wire";
import { session } from "../../stores/session";
import * as sync from "../../sync/actions";
import { isWhole } from "./suggest";

interface Searching {
  /** As typed. */
  words: string;
  order: SearchOrder;
  /** Only in this room; null for all. */
  room: RoomId | null;
  /** `idle`: nothing is asked for. */
  status: "idle" | "busy" | "done";
  /** Why it did not work, as a sentence. */
  failed: string | null;
  understood: SearchTerm[];
  /** The part of each message around what was found. */
  excerpts: Record<MessageId, ExcerptPart[]>;
  /** Which of them was gone to last: who comes back goes on from there. */
  gone: MessageId | null;
}

const NOTHING: Searching = {
  words: "",
  order: "newest",
  room: null,
  status: "idle",
  failed: null,
  understood: [],
  excerpts: {},
  gone: null,
};

/** So long after the last key a search goes out by itself, in milliseconds. */
const PAUSE_MS = 350;

export const searching = createStore<Searching>(() => NOTHING);
/** Moves with every search, so that one that was overtaken says nothing. */
let asked = 0;
let timer: ReturnType<typeof setTimeout> | undefined;

session.subscribe((state) => {
  if (state.status === "signed_out") searching.setState(NOTHING, true);
});

export function useSearching(): Searching {
  return useStore(searching, (state) => state);
}

/** Takes what was typed. It is asked for after a pause; at once by `askNow`. */
export function typeSearch(words: string): void {
  searching.setState({ words });
  clearTimeout(timer);
  if (words.trim() === "") drop();
  else if (isWhole(words)) timer = setTimeout(() => void ask(), PAUSE_MS);
}

/** Changes where, for what or in which order is searched, and asks at once. */
export function setSearch(change: Partial<Pick<Searching, "words" | "order" | "room">>): void {
  searching.setState(change);
  askNow();
}

export function askNow(): void {
  clearTimeout(timer);
  if (isWhole(searching.getState().words)) void ask();
  else drop();
}

export function noteGone(message: MessageId): void {
  searching.setState({ gone: message });
}

/** The next page of what was found. */
export async function askMore(cursor: string): Promise<void> {
  await page(cursor);
}

function drop(): void {
  asked += 1;
  sync.forgetSearch();
  searching.setState({ status: "idle", failed: null, understood: [], excerpts: {}, gone: null });
}

async function ask(): Promise<void> {
  asked += 1;
  searching.setState({ status: "busy", failed: null, gone: null });
  await page(null);
}

async function page(cursor: string | null): Promise<void> {
  const { words, order, room } = searching.getState();
  const mine = asked;
  try {
    const found = await sync.searchMessages({ words, order, room }, cursor);
    if (found === null || mine !== asked) return;
    const { excerpts } = searching.getState();
    const came = Object.fromEntries(found.hits.map((hit) => [hit.message.id, hit.excerpt]));
    searching.setState({
      status: "done",
      failed: null,
      understood: found.understood,
      excerpts: cursor === null ? came : { ...excerpts, ...came },
    });
  } catch (thrown) {
    if (mine !== asked) return;
    searching.setState({ status: "done", failed: asFailure(thrown).message });
  }
}
