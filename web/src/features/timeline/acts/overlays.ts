/** What is open about a message: a menu, a sheet, the choice of an emoji, a dialog. One at a time, and none outlives the page. */
import { createStore, useStore } from "zustand";
import type { Message } from "../../../api/wire";
import { session } from "../../../stores/session";
import type { Anchor } from "../../../ui/anchor";
import type { ShownIn } from "./subject";

interface About {
  message: Message;
  shownIn: ShownIn;
}

export type Overlay = About &
  (
    | { name: "menu" | "emoji"; anchor: Anchor; align: "start" | "end"; returnFocus: HTMLElement | null }
    | { name: "sheet" | "delete" | "versions" | "forward" }
    | { name: "reactors"; emoji: string | null }
  );

const overlays = createStore<{ open: Overlay | null }>(() => ({ open: null }));

session.subscribe((state) => {
  if (state.status === "signed_out") closeOverlay();
});

export function openOverlay(open: Overlay): void {
  overlays.setState({ open });
}

export function closeOverlay(): void {
  overlays.setState({ open: null });
}

export function useOverlay(): Overlay | null {
  return useStore(overlays, (state) => state.open);
}

/** Whether a menu or the choice of an emoji is open beside a message: its bar stays then. */
export function useIsOpenBeside(message: string | undefined): boolean {
  return useStore(overlays, ({ open }) => open !== null && "anchor" in open && open.message.id === message);
}
