/**
 * Who is typing where, and how far others have read the open room: signs of life, kept by `sync/typing.ts`.
 *
 * Hooks for components: `useTyping(room)` (user ids, never the caller's own) and `useReadPositions(room)`.
 */
import { createStore, type StoreApi, useStore } from "zustand";
import type { RoomId, UserId } from "../api/wire";

export interface SignsState {
  typing: Record<RoomId, UserId[]>;
  reads: Record<RoomId, Record<UserId, number>>;
}

export type SignsStore = StoreApi<SignsState>;

const NOBODY: UserId[] = [];
const NOTHING: Record<UserId, number> = {};

export function createSignsStore(): SignsStore {
  return createStore<SignsState>(() => ({ typing: {}, reads: {} }));
}

export const signs: SignsStore = createSignsStore();

export function useTyping(room: RoomId): UserId[] {
  return useStore(signs, (state) => state.typing[room] ?? NOBODY);
}

/** Position up to which others have read, as far as heard since the room was opened. */
export function useReadPositions(room: RoomId): Record<UserId, number> {
  return useStore(signs, (state) => state.reads[room] ?? NOTHING);
}
