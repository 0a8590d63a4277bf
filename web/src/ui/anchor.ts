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
