import type { Virtualizer } from "@tanstack/react-virtual";
import { type RefObject, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { PlaceOf } from "../../stores/messages";
import type { FeedSource } from "./feed";
import type { LaidRow } from "./layout";

/** Within this distance of the end, a person counts as being there. */
const AT_END_PX = 48;

interface StickingInput {
  scroller: RefObject<HTMLDivElement | null>;
  virtual: Virtualizer<HTMLDivElement, Element>;
  laid: readonly LaidRow[];
  /** Rows before the first message. */
  lead: number;
  source: FeedSource;
}

interface Sticking {
  atEnd: boolean;
  toEnd: () => void;
  onScroll: () => void;
}

/** Where the list opens, and what keeps it at the end while it is there. */
export function useSticking({ scroller, virtual, laid, lead, source }: StickingInput): Sticking {
  const [atEnd, setAtEnd] = useState(true);
  const stuck = useRef(true);
  const gap = useRef(0);

  const onScroll = useCallback(() => {
    const box = scroller.current;
    if (box === null) return;
    gap.current = gapOf(box);
    const near = gap.current <= AT_END_PX;
    stuck.current = near;
    setAtEnd(near);
  }, [scroller]);

  const toEnd = useCallback(() => virtual.scrollToEnd(), [virtual]);

  useOpeningPlace({ virtual, laid, lead, source });
  useOwnSends(laid, toEnd);

  // The composer grows, the keyboard comes up, the window changes: whoever was at the end stays there.
  useEffect(() => {
    const box = scroller.current;
    if (box === null) return;
    const observer = new ResizeObserver(() => {
      if (stuck.current) box.scrollTop = box.scrollHeight;
      else onScroll();
    });
    observer.observe(box);
    return () => observer.disconnect();
  }, [scroller, onScroll]);

  // A row at the end grows, or comes in: the end stays where it was on the screen, already in the frame that shows it.
  useEffect(() => {
    const box = scroller.current;
    const rows = box?.firstElementChild;
    if (!box || !rows) return;
    const observer = new ResizeObserver(() => {
      if (stuck.current) box.scrollTop += gapOf(box) - gap.current;
    });
    observer.observe(rows);
    return () => observer.disconnect();
  }, [scroller]);

  return { atEnd, toEnd, onScroll };
}

function gapOf(box: HTMLDivElement): number {
  return box.scrollHeight - box.scrollTop - box.clientHeight;
}

/** Opens at the place that a link names, else at the first unread message, else at the end. */
function useOpeningPlace({ virtual, laid, lead, source }: Omit<StickingInput, "scroller">): void {
  const latest = useRef({ laid, lead });
  latest.current = { laid, lead };
  const { target, live } = source.view;
  const { placeOf } = source;
  useLayoutEffect(() => {
    const rows = latest.current.laid;
    const index = (fits: (row: LaidRow) => boolean) => rows.findIndex(fits) + latest.current.lead;
    const isNamed = (row: LaidRow) => isAt(row, target, placeOf);
    if (target !== null && rows.some(isNamed)) virtual.scrollToIndex(index(isNamed), { align: "center" });
    else if (live && rows.some((row) => row.first))
      virtual.scrollToIndex(
        index((row) => row.first),
        { align: "start" },
      );
    else virtual.scrollToEnd();
  }, [virtual, target, live, placeOf]);
}

function isAt({ row }: LaidRow, position: number | null, placeOf: PlaceOf): boolean {
  return row.kind === "message" && position !== null && placeOf(row.message) === position;
}

/** Who writes wants to see what they wrote. */
function useOwnSends(laid: readonly LaidRow[], toEnd: () => void): void {
  const last = laid[laid.length - 1];
  const key = last?.row.kind === "send" ? last.key : null;
  const known = useRef(key);
  useEffect(() => {
    if (key !== null && key !== known.current) toEnd();
    known.current = key;
  }, [key, toEnd]);
}
