/**
 * Whether somebody is signed in here. Written by `sync/start.ts`.
 *
 * Hook for components: `useSession()`. `unknown` lasts from the start of the page until the session cookie was tried or
 * the local copy was found; show nothing or a skeleton meanwhile.
 */
import { createStore, type StoreApi, useStore } from "zustand";
import type { UserId } from "../api/wire";

export type SessionState =
  | { status: "unknown" }
  /** `ended` is true when a session was ended from elsewhere or ran out, so that the sign-in page can say so. */
  | { status: "signed_out"; ended: boolean }
  | { status: "signed_in"; user: UserId };

export type SessionStore = StoreApi<SessionState>;

export function createSessionStore(): SessionStore {
  return createStore<SessionState>(() => ({ status: "unknown" }));
}

export const session: SessionStore = createSessionStore();

export function useSession(): SessionState {
  return useStore(session, (state) => state);
}
