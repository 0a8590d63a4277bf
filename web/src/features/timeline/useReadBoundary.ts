import { useEffect, useRef, useState } from "react";
import type { RoomEntry } from "../../stores/entities";

/**
 * After which position the New line stands: where the mark was when the room was opened or the window lost the focus. It
 * stays there while the mark moves on, so that a person sees what is new. Null when there was nothing unread.
 */
export function useReadBoundary(entry: RoomEntry): number | null {
  const [boundary, setBoundary] = useState(() =>
    entry.role !== null && entry.mark < entry.room.last_position ? entry.mark : null,
  );
  const latest = useRef(entry);
  latest.current = entry;
  useEffect(() => {
    const leave = () => {
      const { mark, role, room } = latest.current;
      if (role !== null && mark >= room.last_position) setBoundary(room.last_position);
    };
    window.addEventListener("blur", leave);
    return () => window.removeEventListener("blur", leave);
  }, []);
  return boundary;
}
