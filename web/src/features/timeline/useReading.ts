import type { Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useEffect, useRef } from "react";
import type { RoomEntry } from "../../stores/entities";
import { markRead } from "./actions";
import type { LaidRow } from "./layout";

interface ReadingInput {
  scroller: RefObject<HTMLDivElement | null>;
  virtual: Virtualizer<HTMLDivElement, Element>;
  laid: readonly LaidRow[];
  lead: number;
  entry: RoomEntry;
  atEnd: boolean;
  live: boolean;
}

/** How often the place on the screen is compared with the mark, in milliseconds. */
const LOOK_MS = 300;

/** Moves the read mark to the last message that is in view, while the window has the focus. */
export function useReading(input: ReadingInput): void {
  const latest = useRef(input);
  latest.current = input;
  // What was marked unread by hand while it was in view stays so until it is left, or somebody says otherwise.
  const found = useRef(input.entry.unreadFrom);
  if (input.entry.unreadFrom === null) found.current = null;
  useEffect(() => {
    const look = () => {
      const { unreadFrom } = latest.current.entry;
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
  const { entry } = input;
  if (entry.role === null) return;
  if (entry.mark >= entry.room.last_position && entry.unreadFrom === null) return;
  const position = lastInView(input);
  if (position > entry.mark || (entry.unreadFrom !== null && position === entry.mark)) {
    markRead(entry.room.id, position);
  }
}

/** Position of the last message whose end was on the screen; 0 for none. */
export function lastInView({ scroller, virtual, laid, lead, entry, atEnd, live }: ReadingInput): number {
  const box = scroller.current;
  if (box === null) return 0;
  // What is hidden at the end (deleted messages) has been seen too.
  if (atEnd && live) return entry.room.last_position;
  const bottom = box.scrollTop + box.clientHeight;
  for (const item of [...virtual.getVirtualItems()].reverse()) {
    const row = laid[item.index - lead]?.row;
    const inView = item.end <= bottom || (item.start <= box.scrollTop && item.end >= bottom);
    if (inView && row?.kind === "message" && row.message.position !== null) return row.message.position;
  }
  return 0;
}
