/**
 * Who is there: the latest word on users whose presence is watched (`sync/watch.ts`).
 *
 * Hook for components: `usePresence(user)`. Nothing here outlives the connection.
 */
import { createStore, type StoreApi, useStore } from "zustand";
import type { Presence, UserId } from "../api/wire";

export interface PresenceState {
  byUser: Record<UserId, Presence>;
}

export type PresenceStore = StoreApi<PresenceState>;

export function createPresenceStore(): PresenceStore {
  return createStore<PresenceState>(() => ({ byUser: {} }));
}

export const presence: PresenceStore = createPresenceStore();

/** Offline until the server says otherwise. */
export function usePresence(user: UserId): Presence {
  return useStore(presence, (state) => state.byUser[user] ?? "offline");
}
