/**
 * The state behind the quiet line at the top ("Reconnecting… · 3 messages waiting").
 *
 * Hook for components: `useConnection()`.
 */
import { createStore, type StoreApi, useStore } from "zustand";

/** `connecting`: at the start or after a loss; `offline`: the machine has no network; `retired`: reload for a new version. */
export type ConnectionPhase = "connecting" | "online" | "offline" | "retired";

export interface ConnectionState {
  phase: ConnectionPhase;
  /** Since when, milliseconds since 1970: show the line only after a second or two. */
  since: number;
  /** Sends that no server has yet, failed ones not counted. */
  waiting: number;
  /** The live connection was there before: "Reconnecting…" rather than "Connecting…". */
  before: boolean;
}

export type ConnectionStore = StoreApi<ConnectionState>;

export function createConnectionStore(): ConnectionStore {
  return createStore<ConnectionState>(() => ({ phase: "connecting", since: 0, waiting: 0, before: false }));
}

export const connection: ConnectionStore = createConnectionStore();

export function useConnection(): ConnectionState {
  return useStore(connection, (state) => state);
}
