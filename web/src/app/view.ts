/** What is open beside the page's address: one dialog, one panel at the right. */
import { createStore, useStore } from "zustand";

export type OpenDialog =
  | { name: "switcher" }
  | { name: "create_room" }
  | { name: "new_direct" }
  | { name: "shortcuts" }
  | { name: "invite_people" }
  | { name: "import" }
  | { name: "emoji" }
  | { name: "invite"; room: string }
  | { name: "edit_room"; room: string };

/** What stands beside a room. A thread is part of the address instead (`routes.ts`); these lie over it. */
export type OpenPanel = { name: "members" } | { name: "pins" } | { name: "files" } | { name: "search" };

interface ViewState {
  dialog: OpenDialog | null;
  panel: OpenPanel | null;
  /** The root of the thread that was opened out of the search: from there one goes back to it. */
  foundThread: string | null;
}

export const view = createStore<ViewState>(() => ({ dialog: null, panel: null, foundThread: null }));

export function useView(): ViewState {
  return useStore(view, (state) => state);
}

export function openDialog(dialog: OpenDialog): void {
  view.setState({ dialog });
}

export function closeDialog(): void {
  view.setState({ dialog: null });
}

export function openPanel(panel: OpenPanel): void {
  view.setState({ panel, foundThread: null });
}

export function closePanel(): void {
  view.setState({ panel: null, foundThread: null });
}

/** What lies over a thread makes place for it when it is gone to. */
export function showThreadPanel(root: string): void {
  view.setState(({ panel, foundThread }) => ({
    panel: null,
    foundThread: panel?.name === "search" ? root : foundThread,
  }));
}

/** What is about one room goes with it; a search stays. */
export function closeRoomPanel(): void {
  view.setState(({ panel }) => ({ panel: panel?.name === "search" ? panel : null }));
}

function toggle(name: "members" | "pins" | "files"): void {
  view.setState(({ panel }) => ({ panel: panel?.name === name ? null : { name } }));
}

export const toggleMembers = (): void => toggle("members");
export const togglePins = (): void => toggle("pins");
export const toggleFiles = (): void => toggle("files");
