import type { Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useRef } from "react";
import type { FeedSource } from "./feed";
import type { LaidRow } from "./layout";

interface ReadingInput {
  scroller: RefObject<HTMLDivElement | null>;
  virtual: Virtualizer<HTMLDivElement, Element>;
  laid: readonly LaidRow[];
  lead: number;
  source: FeedSource;
  atEnd: boolean;
}

/** How often the place on the screen is compared with the mark, in milliseconds. */
const LOOK_MS = 300;

/** Moves the read mark to the last message that is in view, while the window has the focus. */
export function useReading(input: ReadingInput): void {
  const latest = useRef(input);
  latest.current = input;
  // What was marked unread by hand while it was in view stays so until it is left, or somebody says otherwise.
  const { unreadFrom } = input.source.read;
  const found = useRef(unreadFrom);
  if (unreadFrom === null) found.current = null;
  useEffect(() => {
    const look = () => {
      const { unreadFrom } = latest.current.source.read;
      if (unreadFrom !== null && unreadFrom !== found.current) return;
      if (document.hasFocus() && document.visibilityState === "visible") report(latest.current);
    };
    const timer = setInterval(look, LOOK_MS);
    window.addEventListener("focus", look);
    return () => {
      clearInterval(timer);
      window.removeEventListener("focus", look);
    };
  }, []);
}

function report(input: ReadingInput): void {
  const { moves, mark, last, unreadFrom } = input.source.read;
  if (!moves || (mark >= last && unreadFrom === null)) return;
  const position = lastInView(input);
  if (position > mark || (unreadFrom !== null && position === mark)) input.source.onRead(position);
}

/** Position of the last message whose end was on the screen; 0 for none. */
export function lastInView({ scroller, virtual, laid, lead, source, atEnd }: ReadingInput): number {
  const box = scroller.current;
  if (box === null) return 0;
  // What is hidden at the end (deleted messages) has been seen too.
  if (atEnd && source.view.live) return source.read.last;
  const bottom = box.scrollTop + box.clientHeight;
  for (const item of [...virtual.getVirtualItems()].reverse()) {
    const row = laid[item.index - lead]?.row;
    const inView = item.end <= bottom || (item.start <= box.scrollTop && item.end >= bottom);
    const place = row?.kind === "message" ? source.placeOf(row.message) : null;
    if (inView && place !== null) return place;
  }
  return 0;
}
