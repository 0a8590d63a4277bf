/**
 * Files that will go with the next message of a place: on their way to the server, or there. Written by
 * `sync/uploads.ts`.
 *
 * Hooks for components: `useAttachments(place)`, `useHold(place)`.
 */
import { createStore, type StoreApi, useStore } from "zustand";
import type { File } from "../api/wire";
import { type Place, placeKey } from "./places";

/**
 * `waiting` for its turn or the network; `interrupted`: the page was left before it was through, and its bytes are no
 * longer here: it goes on once the same file is chosen again.
 */
export type AttachmentState = "waiting" | "uploading" | "done" | "failed" | "interrupted";

export interface Attachment {
  key: string;
  place: Place;
  name: string;
  size: number;
  /** As the browser takes it to be, for example `image/png`; empty when it does not know. */
  type: string;
  state: AttachmentState;
  /** Bytes that are out. */
  sent: number;
  /** Why it failed or waits, in a sentence. */
  problem: string | null;
  /** The finished file. */
  file: File | null;
  /** The bytes; null when the page was left since. */
  source: Blob | null;
}

/** A message that goes as soon as its files are through. */
export interface Hold {
  /** What the composer held: it leaves it once the message is on its way. */
  written: string;
  text: string;
  alsoInRoom: boolean;
}

export interface AttachmentsState {
  byPlace: Record<string, Attachment[]>;
  holds: Record<string, Hold>;
}

export type AttachmentsStore = StoreApi<AttachmentsState>;

export function createAttachmentsStore(): AttachmentsStore {
  return createStore<AttachmentsState>(() => ({ byPlace: {}, holds: {} }));
}

export const attachments: AttachmentsStore = createAttachmentsStore();

const NONE: Attachment[] = [];

export function attachmentsOf(place: Place, store: AttachmentsStore = attachments): Attachment[] {
  return store.getState().byPlace[placeKey(place)] ?? NONE;
}

export function useAttachments(place: Place): Attachment[] {
  const key = placeKey(place);
  return useStore(attachments, (state) => state.byPlace[key] ?? NONE);
}

/** The message that waits for its files; null when none does. */
export function useHold(place: Place): Hold | null {
  const key = placeKey(place);
  return useStore(attachments, (state) => state.holds[key] ?? null);
}

export function isUnderWay({ state }: Attachment): boolean {
  return state === "waiting" || state === "uploading";
}

/** How much of some files is out, 0 to 1. */
export function progressOf(some: readonly Attachment[]): number {
  const size = some.reduce((sum, one) => sum + one.size, 0);
  const sent = some.reduce((sum, one) => sum + (one.state === "done" ? one.size : one.sent), 0);
  return size === 0 ? 1 : Math.min(1, sent / size);
}
