import { useEffect, useRef, useState } from "react";
import { useConnection } from "../../stores/connection";
import type { RoomEntry } from "../../stores/entities";

/** So long after the connection is back, what was missed has come in. Milliseconds. */
const CATCH_UP_MS = 3_000;

/**
 * After which position the New line stands: where the mark was when the room was opened, the window lost the focus, or the
 * connection was away. It stays there while the mark moves on, so that a person sees what is new. Null when there was
 * nothing unread.
 */
export function useReadBoundary(entry: RoomEntry): number | null {
  const [boundary, setBoundary] = useState(() =>
    entry.role !== null && entry.mark < entry.room.last_position ? entry.mark : null,
  );
  const latest = useRef(entry);
  latest.current = entry;
  const { phase } = useConnection();

  useEffect(() => {
    const leave = () => {
      const { mark, role, room } = latest.current;
      if (role !== null && mark >= room.last_position) setBoundary(room.last_position);
    };
    // What comes in before the eyes of a person is not new to them.
    const back = () => setBoundary((held) => (held === latest.current.room.last_position ? null : held));
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
