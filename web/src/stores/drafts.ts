/**
 * What was typed and not yet sent, a text a place: what this page typed, over what the server holds from other devices.
 *
 * Hooks for components: `useDraft(place)`, `useHasDraft(room)`. Written by the composer (`keepDraft`) and by
 * `sync/drafts.ts`, which keeps it on disk and on the server.
 */
import { createStore, type StoreApi, useStore } from "zustand";
import type { RoomId } from "../api/wire";
import { type EntityStore, entities, useEntities } from "./entities";
import { type Place, placeKey } from "./places";

/** What was typed here. It stands until a later word comes from elsewhere. */
export interface Typed {
  place: Place;
  text: string;
  /** When the server took it, milliseconds since 1970 on its clock; null while it has not. */
  savedAt: number | null;
}

export type TypedStore = StoreApi<{ byPlace: Record<string, Typed> }>;

export function createTypedStore(): TypedStore {
  return createStore(() => ({ byPlace: {} }));
}

export const typed: TypedStore = createTypedStore();

export function draftOf(place: Place, store: TypedStore = typed, state: EntityStore = entities): string {
  const key = placeKey(place);
  return store.getState().byPlace[key]?.text ?? state.getState().drafts[key]?.text ?? "";
}

/** Takes what was typed at a place. */
export function keepDraft(place: Place, text: string, store: TypedStore = typed): void {
  const key = placeKey(place);
  const { byPlace } = store.getState();
  if (byPlace[key]?.text === text) return;
  store.setState({ byPlace: { ...byPlace, [key]: { place, text, savedAt: null } } });
}

/** What was written is on its way: it leaves the draft, and what was typed meanwhile stays. */
export function takeDraft(
  place: Place,
  written: string,
  store: TypedStore = typed,
  state: EntityStore = entities,
): void {
  const now = draftOf(place, store, state);
  if (now.startsWith(written)) keepDraft(place, now.slice(written.length), store);
}

export function useDraft(place: Place): string {
  const key = placeKey(place);
  const here = useStore(typed, (state) => state.byPlace[key]?.text);
  const elsewhere = useEntities((state) => state.drafts[key]?.text);
  return here ?? elsewhere ?? "";
}

/** Something is typed in the room, or in one of its threads. */
export function useHasDraft(room: RoomId): boolean {
  const here = useStore(typed, () => hasDraft(room));
  const elsewhere = useEntities(() => hasDraft(room));
  return here || elsewhere;
}

function hasDraft(room: RoomId): boolean {
  const { byPlace } = typed.getState();
  const isDraft = (of: RoomId, text: string) => of === room && text.trim() !== "";
  if (Object.values(byPlace).some(({ place, text }) => isDraft(place.room, text))) return true;
  const { drafts } = entities.getState();
  return Object.entries(drafts).some(([key, draft]) => !(key in byPlace) && isDraft(draft.room, draft.text));
}
