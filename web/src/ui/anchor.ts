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

/**
 * For popups: the element gets the focus itself when they close; left alone, they look for something in it that Tab
 * reaches. One that is gone leaves it to them.
 */
export function focusOn(target: RefObject<HTMLElement | null>): () => boolean {
  return () => {
    const element = target.current;
    if (element === null || !element.isConnected || element === document.body) return true;
    element.focus({ preventScroll: true });
    return false;
  };
}
