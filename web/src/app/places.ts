/** Ways from one place of the app to another that take more than an address. */
import { navigate } from "wouter/use-browser-location";
import type { Message } from "../api/wire";
import { pathOfMessage, threadPath } from "../lib/addresses";
import { openAround, openThread } from "../sync/actions";
import { ROUTES, roomPath, threadOfPath } from "./routes";
import { closePanel, openPanel, showThreadPanel, view } from "./view";

/** Opens a thread beside its room. Back, or closing it, leads to where it was opened. */
export function goToThread({ room, root }: { room: string; root: string }): void {
  closePanel();
  const instead = threadOfPath(location.pathname) !== null;
  navigate(threadPath(room, root), { replace: instead, state: instead ? history.state : { over: true } });
}

/** Closes the thread of the address. */
export function leaveThread(room: string): void {
  if (history.state?.over === true) history.back();
  else navigate(roomPath(room), { replace: true });
}

/** Where the app shows one column at a time, or lays the panel over the room. */
export const PHONE = "(max-width: 767px)";
const NARROW = "(max-width: 1099px)";

/** Where the panel lies over the room, it goes when something in the room is gone to. */
export function uncoverRoom(): void {
  if (matchMedia(NARROW).matches) closePanel();
}

/** Something that was found was gone to. Its link does nothing where the address names it already. */
export function goToFound(message: Message): void {
  const { room, id, position, reply } = message;
  if (position === null && reply !== null) showThreadPanel(reply.root);
  else uncoverRoom();
  if (location.pathname !== pathOfMessage(message)) return;
  const again =
    position === null && reply !== null ? openThread(room, reply.root, id) : openAround(room, { message: id });
  // What went away meanwhile leaves the list by itself.
  again.catch(() => {});
}

/** Opens the search beside what is on the screen; on a phone as a page, so that Back leads to it again. */
export async function openSearch(change: { room: string | null; words?: string }): Promise<void> {
  const { setSearch } = await import("../features/search/searching");
  setSearch(change);
  if (matchMedia(PHONE).matches) navigate(ROUTES.search);
  else if (view.getState().panel?.name !== "search") openPanel({ name: "search" });
  else document.querySelector<HTMLInputElement>("search input")?.select();
}

/** The search as a page of its own. */
export function widenSearch(): void {
  closePanel();
  navigate(ROUTES.search);
}
