/**
 * What was typed and not yet sent, a text a place, for as long as the page is open.
 *
 * Hooks for components: `useDraft(place)`, `useHasDraft(room)`. Written by the composer only.
 */
import { createStore, useStore } from "zustand";
import type { RoomId } from "../api/wire";
import { without } from "./entities";
import { type Place, placeKey } from "./places";
import { session } from "./session";

const drafts = createStore<{ byPlace: Record<string, string> }>(() => ({ byPlace: {} }));

// What one person typed is none of the next one's business.
session.subscribe((state) => {
  if (state.status === "signed_out") drafts.setState({ byPlace: {} });
});

export function draftOf(place: Place): string {
  return drafts.getState().byPlace[placeKey(place)] ?? "";
}

export function keepDraft(place: Place, text: string): void {
  if (text === draftOf(place)) return;
  const key = placeKey(place);
  drafts.setState(({ byPlace }) => ({
    byPlace: text === "" ? without(byPlace, key) : { ...byPlace, [key]: text },
  }));
}

export function useDraft(place: Place): string {
  const key = placeKey(place);
  return useStore(drafts, (state) => state.byPlace[key] ?? "");
}

/** Something is typed in the room itself. */
export function useHasDraft(room: RoomId): boolean {
  return useStore(drafts, (state) => (state.byPlace[room] ?? "").trim() !== "");
}
