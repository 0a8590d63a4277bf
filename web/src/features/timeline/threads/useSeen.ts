import { type RefObject, useEffect, useRef } from "react";

/** How often it is looked, in milliseconds. */
const LOOK_MS = 300;

/** Calls back while an element's end is in sight in what scrolls, and somebody sits before it. */
export function useSeen(end: RefObject<Element | null>, scroller: RefObject<Element | null>, onSeen: () => void): void {
  const seen = useRef(onSeen);
  seen.current = onSeen;
  useEffect(() => {
    const look = () => {
      if (!document.hasFocus() || document.visibilityState !== "visible") return;
      const box = scroller.current?.getBoundingClientRect();
      const place = end.current?.getBoundingClientRect();
      if (box && place && place.bottom <= box.bottom && place.top >= box.top) seen.current();
    };
    const timer = setInterval(look, LOOK_MS);
    window.addEventListener("focus", look);
    return () => {
      clearInterval(timer);
      window.removeEventListener("focus", look);
    };
  }, [end, scroller]);
}
