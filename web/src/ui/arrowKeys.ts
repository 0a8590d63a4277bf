import type { KeyboardEvent } from "react";

/**
 * Arrow keys that go from one part of a list to the next, Home and End that go to the first and the last; `parts` selects what
 * gets the focus. Give the returned function to the list's `onKeyDown`. Up from the first part calls `onLeave`.
 */
export function arrowKeys(parts: string, onLeave?: () => void): (event: KeyboardEvent<HTMLElement>) => void {
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const from = event.target as HTMLElement;
    // The keys of a field are its own.
    if (from.matches("input, textarea, select, [contenteditable]")) return;
    const all = [...event.currentTarget.querySelectorAll<HTMLElement>(parts)];
    const next = all.includes(from) ? along(all, all.indexOf(from), event.key) : nearest(all, from, event.key);
    if (next !== undefined) next.focus();
    else if (event.key === "ArrowUp" && from === all[0] && onLeave !== undefined) onLeave();
    else return;
    event.preventDefault();
  };
}

function along(all: readonly HTMLElement[], at: number, key: string): HTMLElement | undefined {
  const to: Record<string, number> = { ArrowUp: at - 1, ArrowDown: at + 1, Home: 0, End: all.length - 1 };
  return all[to[key] ?? -1];
}

/** The first part after an element, or the last before it. */
function nearest(all: readonly HTMLElement[], from: HTMLElement, key: string): HTMLElement | undefined {
  const isAfter = (part: HTMLElement) => (from.compareDocumentPosition(part) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0;
  if (key === "ArrowDown") return all.find(isAfter);
  return key === "ArrowUp" ? all.findLast((part) => !isAfter(part)) : undefined;
}
