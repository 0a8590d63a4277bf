/**
 * The other tabs of this browser: what they tell each other, and which one of them owns the outbox.
 *
 * Where the browser knows no locks (a page over plain http), every tab counts as the owner: two tabs may then send the
 * same message, but under the same key, so the server makes it once.
 */
import type { MessageAnswer } from "../api/wire";

export type TabNote =
  /** The outbox on disk has changed. */
  | { type: "sends_changed" }
  /** The server has a send. */
  | { type: "acked"; clientKey: string; answer: MessageAnswer }
  /** Signed out, or in as somebody else. */
  | { type: "signed_out" };

export interface Tabs {
  tell(note: TabNote): void;
  /** Called with what other tabs tell, never with one's own. */
  listen(heard: (note: TabNote) => void): void;
  /** Waits for the lock and holds it until `close`. */
  own(granted: () => void): void;
  close(): void;
}

export function openTabs(name: string): Tabs {
  let channel = typeof BroadcastChannel === "undefined" ? null : new BroadcastChannel(name);
  const stop = new AbortController();
  let release: () => void = () => {};
  return {
    tell: (note) => channel?.postMessage(note),
    listen(heard) {
      if (channel) channel.onmessage = (event: MessageEvent<TabNote>) => heard(event.data);
    },
    own(granted) {
      if (typeof navigator === "undefined" || !("locks" in navigator)) {
        granted();
        return;
      }
      const held = () =>
        new Promise<void>((resolve) => {
          release = resolve;
          granted();
        });
      // Refused only when `close` comes before the grant.
      navigator.locks.request(name, { signal: stop.signal }, held).catch(() => {});
    },
    close() {
      stop.abort();
      release();
      channel?.close();
      // What is still under way has nobody to tell.
      channel = null;
    },
  };
}
