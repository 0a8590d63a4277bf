/** Beside what something opens: an element, or a place on the screen. */
import type { RefObject } from "react";

export type Anchor = RefObject<Element | null> | { getBoundingClientRect: () => DOMRect };

/** Where a pointer is. */
export function pointAt(x: number, y: number): Anchor {
  const rect = new DOMRect(x, y, 0, 0);
  return { getBoundingClientRect: () => rect };
}

/** An element, and its last place once it is gone: a row of a long list may leave while its menu is open. */
export function beside(element: Element): Anchor {
  let last = element.getBoundingClientRect();
  return {
    getBoundingClientRect: () => {
      if (element.isConnected) last = element.getBoundingClientRect();
      return last;
    },
  };
}

/** What the page is for: it has the focus when nothing else can have it. Spread it on one element. */
export const FOCUS_HOME = { "data-focus-home": true };

/**
 * For popups: the element gets the focus itself when they close; left alone, they look for something in it that Tab
 * reaches. When it is gone, as a row is that was deleted or a room that was left, the page's own field takes its place.
 */
export function focusOn(target: RefObject<HTMLElement | null>): () => boolean {
  return () => {
    const before = target.current;
    const there = before?.isConnected && before !== document.body;
    const element = there ? before : document.querySelector<HTMLElement>("[data-focus-home]");
    element?.focus({ preventScroll: true });
    return element === null;
  };
}
