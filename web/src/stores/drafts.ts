/**
 * What was typed and not yet sent, a text a room, for as long as the page is open.
 *
 * Hook for components: `useHasDraft(room)`. Written by the composer only.
 */
import { createStore, useStore } from "zustand";
import type { RoomId } from "../api/wire";
import { without } from "./entities";
import { session } from "./session";

const drafts = createStore<{ byRoom: Record<RoomId, string> }>(() => ({ byRoom: {} }));

// What one person typed is none of the next one's business.
session.subscribe((state) => {
  if (state.status === "signed_out") drafts.setState({ byRoom: {} });
});

export function draftOf(room: RoomId): string {
  return drafts.getState().byRoom[room] ?? "";
}

export function keepDraft(room: RoomId, text: string): void {
  if (text === draftOf(room)) return;
  drafts.setState(({ byRoom }) => ({
    byRoom: text.trim() === "" ? without(byRoom, room) : { ...byRoom, [room]: text },
  }));
}

export function useHasDraft(room: RoomId): boolean {
  return useStore(drafts, (state) => room in state.byRoom);
}
