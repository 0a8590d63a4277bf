import type { VirtualItem, Virtualizer } from "@tanstack/react-virtual";
import { useRef } from "react";
import type { LaidRow } from "./layout";

type Rows = Virtualizer<HTMLDivElement, Element>;

/**
 * Keeps the row that was first in its place when an older page comes in while the top of the list is on the screen.
 *
 * The heights of the new rows are guesses until they are measured. The list makes up for wrong guesses above the screen
 * by itself, not for those on it: here, rows above the one that was first count as above the screen.
 */
export function usePrependAnchor(virtual: Rows, laid: readonly LaidRow[], lead: number): void {
  const first = useRef<{ key: string | undefined; anchor: string | undefined }>({
    key: laid[0]?.key,
    anchor: undefined,
  });
  const held = first.current;
  const firstKey = laid[0]?.key;
  if (firstKey !== held.key) first.current = { key: firstKey, anchor: held.key };
  const { anchor } = first.current;
  const anchorIndex = anchor === undefined ? -1 : laid.findIndex((row) => row.key === anchor) + lead;
  virtual.shouldAdjustScrollPositionOnItemSizeChange = (item, _delta, rows) => {
    const offset = rows.scrollOffset ?? 0;
    if (rows.itemSizeCache.has(item.key)) return item.end <= offset && rows.scrollDirection !== "backward";
    return item.start < offset || isAboveAnchor(item, anchorIndex, rows as Rows);
  };
}

function isAboveAnchor(item: VirtualItem, anchorIndex: number, rows: Rows): boolean {
  return item.index < anchorIndex && anchorIndex <= (rows.range?.endIndex ?? -1);
}
