import { useEffect, useMemo, useRef, useState } from "react";
import { useConnection } from "../../stores/connection";
import type { ReadState } from "./feed";

/** So long after the connection is back, what was missed has come in. Milliseconds. */
const CATCH_UP_MS = 3_000;

/** Where the New line stands. */
export interface Boundary {
  /** After this position. */
  after: number;
  /** Put there by hand: then what the reader wrote counts as new too. */
  byHand: boolean;
}

/**
 * Where the New line stands: after the mark as it was when the feed was opened, the window lost the focus, or the
 * connection was away. It stays there while the mark moves on, so that a person sees what is new. Null when there was
 * nothing unread. What is marked unread by hand comes before all that.
 */
export function useReadBoundary(read: ReadState): Boundary | null {
  const passive = usePassiveBoundary(read);
  const { unreadFrom } = read;
  // Once it is read, the line stays where it was put until there is something newer to tell.
  const [put, setPut] = useState(unreadFrom);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another boundary is what there is to tell.
  useEffect(() => setPut(null), [passive]);
  useEffect(() => {
    if (unreadFrom !== null) setPut(unreadFrom);
  }, [unreadFrom]);
  const from = unreadFrom ?? put;
  return useMemo(() => {
    if (from !== null) return { after: from - 1, byHand: true };
    return passive === null ? null : { after: passive, byHand: false };
  }, [from, passive]);
}

function usePassiveBoundary(read: ReadState): number | null {
  const [boundary, setBoundary] = useState(() => (read.moves && read.mark < read.last ? read.mark : null));
  const latest = useRef(read);
  latest.current = read;
  const { phase } = useConnection();

  useEffect(() => {
    const leave = () => {
      const { mark, moves, last } = latest.current;
      if (moves && mark >= last) setBoundary(last);
    };
    // What comes in before the eyes of a person is not new to them.
    const back = () => setBoundary((held) => (held === latest.current.last ? null : held));
    const stop = new AbortController();
    window.addEventListener("blur", leave, { signal: stop.signal });
    window.addEventListener("focus", back, { signal: stop.signal });
    let timer: ReturnType<typeof setTimeout> | undefined;
    // The copy that a page opens with is as old as the last visit: what the server adds to it is new.
    if (phase !== "online") leave();
    else timer = setTimeout(() => document.hasFocus() && back(), CATCH_UP_MS);
    return () => {
      stop.abort();
      clearTimeout(timer);
    };
  }, [phase]);
  return boundary;
}
