/** Tells the machinery what happens to the page: network, visibility, focus, and signs of the person before it. */
import type { Sync } from "./engine";

/** Listens until the returned function is called. */
export function listenToPage(sync: Sync): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const on = (target: EventTarget, name: string, act: () => void) =>
    target.addEventListener(name, act, { signal, passive: true });

  on(window, "online", () => sync.wake());
  on(window, "offline", () => sync.networkLost());
  on(window, "pageshow", () => sync.wake());
  on(window, "pagehide", () => sync.leaving());
  on(window, "focus", () => sync.watch.focused(true));
  on(window, "blur", () => {
    sync.watch.focused(false);
    sync.leaving();
  });
  on(document, "visibilitychange", () => {
    if (document.visibilityState === "visible") sync.wake();
    else sync.leaving();
  });
  // A file that is half way through cannot go on without its page.
  const stay = (event: Event) => sync.uploads.underWay && event.preventDefault();
  window.addEventListener("beforeunload", stay, { signal });
  let last = 0;
  const acted = () => {
    // A key a second is enough to know that somebody is there.
    if (Date.now() - last < 1_000) return;
    last = Date.now();
    sync.watch.acted();
  };
  on(window, "keydown", acted);
  on(window, "pointerdown", acted);
  return () => stop.abort();
}
