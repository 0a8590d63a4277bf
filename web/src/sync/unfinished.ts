/**
 * What a tab remembers of its attachments when its page is left: which uploads were begun, never their bytes. It lives
 * as long as the tab, so two tabs never take each other's files.
 */
import type { File, UploadId, UserId } from "../api/wire";
import type { Place } from "../stores/places";

/** An attachment without its bytes. */
export interface Unfinished {
  key: string;
  place: Place;
  name: string;
  size: number;
  type: string;
  upload: UploadId | null;
  file: File | null;
}

/** Where a tab remembers. */
export interface Memory {
  read(user: UserId): Unfinished[];
  write(user: UserId, list: readonly Unfinished[]): void;
}

const KEY = "relaydesk.attachments";

export const tabMemory: Memory = {
  read(user) {
    try {
      const kept = JSON.parse(sessionStorage.getItem(KEY) ?? "null") as { user: UserId; list: Unfinished[] } | null;
      return kept?.user === user ? kept.list : [];
    } catch {
      return [];
    }
  },
  write(user, list) {
    try {
      if (list.length === 0) sessionStorage.removeItem(KEY);
      else sessionStorage.setItem(KEY, JSON.stringify({ user, list }));
    } catch {
      // Storage is closed to us: what is left unfinished is chosen again.
    }
  },
};
