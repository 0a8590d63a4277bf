import type { Virtualizer } from "@tanstack/react-virtual";
import { type FocusEvent, type KeyboardEvent, type RefObject, useEffect, useRef } from "react";

interface RowKeysInput {
  scroller: RefObject<HTMLDivElement | null>;
  virtual: Virtualizer<HTMLDivElement, Element>;
  count: number;
}

interface RowKeys {
  onKeyDown: (event: KeyboardEvent<HTMLDivElement>) => void;
  onFocus: (event: FocusEvent<HTMLDivElement>) => void;
  onBlur: (event: FocusEvent<HTMLDivElement>) => void;
}

/** Arrow keys go from row to row; from the feed itself they enter at the row that is lowest in view. */
export function useRowKeys({ scroller, virtual, count }: RowKeysInput): RowKeys {
  const last = useRef<Element | null>(null);

  // A row that leaves the list takes the focus with it: the feed has it then, and the keys go on from what is in view.
  useEffect(() => {
    if (last.current === null || last.current.isConnected || document.activeElement !== document.body) return;
    last.current = null;
    scroller.current?.focus({ preventScroll: true });
  });

  const focusAt = (index: number, triesLeft = 2) => {
    const row = scroller.current?.querySelector<HTMLElement>(`[data-index="${index}"] article`);
    if (row) row.focus();
    else if (triesLeft > 0) {
      virtual.scrollToIndex(index);
      requestAnimationFrame(() => focusAt(index, triesLeft - 1));
    }
  };

  return {
    onKeyDown: (event) => {
      const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
      if (by === 0 || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
      const box = event.currentTarget;
      const target = event.target as HTMLElement;
      if (target !== box && target.tagName !== "ARTICLE") return;
      event.preventDefault();
      const here = target === box ? lowestInView(box) : Number(target.parentElement?.dataset.index) + by;
      if (here >= 0 && here < count) focusAt(here);
    },
    onFocus: (event) => {
      last.current = event.target === event.currentTarget ? null : event.target;
    },
    onBlur: (event) => {
      if (event.relatedTarget !== null) last.current = null;
    },
  };
}

function lowestInView(box: HTMLElement): number {
  const bottom = box.getBoundingClientRect().bottom;
  const rows = [...box.querySelectorAll<HTMLElement>("[data-index]")];
  const whole = rows.filter((row) => row.getBoundingClientRect().bottom <= bottom + 1);
  return Number((whole.at(-1) ?? rows.at(-1))?.dataset.index ?? -1);
}
