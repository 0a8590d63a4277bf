import type { KeyboardEvent } from "react";

/**
 * Arrow keys that go from one part of a list to the next; `parts` selects what gets the focus. Give the returned function to
 * the list's `onKeyDown`.
 */
export function arrowKeys(parts: string): (event: KeyboardEvent<HTMLElement>) => void {
  return (event) => {
    const by = event.key === "ArrowUp" ? -1 : event.key === "ArrowDown" ? 1 : 0;
    if (by === 0 || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const from = event.target as HTMLElement;
    // The keys of a field are its own.
    if (from.matches("input, textarea, select, [contenteditable]")) return;
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>(parts)];
    const next = all.includes(from) ? all[all.indexOf(from) + by] : nearest(all, from, by);
    if (next === undefined) return;
    event.preventDefault();
    next.focus();
  };
}

/** The first part after an element, or the last before it. */
function nearest(all: readonly HTMLElement[], from: HTMLElement, by: 1 | -1): HTMLElement | undefined {
  const isAfter = (part: HTMLElement) => (from.compareDocumentPosition(part) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
  return by > 0 ? all.find(isAfter) : all.findLast((part) => !isAfter(part));
}
