import { ArrowDown } from "lucide-react";
import { useRef } from "react";
import { counted } from "../../lib/text";
import { toPresent } from "./actions";
import styles from "./JumpPill.module.css";
import type { LaidRow } from "./layout";

interface JumpPillProps {
  laid: readonly LaidRow[];
  me: string;
  room: string;
  live: boolean;
  atEnd: boolean;
  onJump: () => void;
}

/** The way back to the end, saying how much came in meanwhile. */
export function JumpPill({ laid, me, room, live, atEnd, onJump }: JumpPillProps) {
  const seen = useRef(0);
  const last = lastPosition(laid);
  if ((atEnd && live) || seen.current === 0) seen.current = last;
  if (atEnd && live) return null;
  const fresh = live ? laid.filter((one) => isFresh(one, seen.current, me)).length : 0;
  return (
    <button type="button" className={styles.pill} onClick={live ? onJump : () => toPresent(room)}>
      {live ? fresh > 0 && counted(fresh, "new message") : "Back to the present"}
      {live && fresh === 0 && "Latest messages"}
      <ArrowDown />
    </button>
  );
}

function isFresh({ row }: LaidRow, seen: number, me: string): boolean {
  return row.kind === "message" && row.message.author !== me && (row.message.position ?? 0) > seen;
}

function lastPosition(laid: readonly LaidRow[]): number {
  return laid.reduce((most, { row }) => (row.kind === "message" ? Math.max(most, row.message.position ?? 0) : most), 0);
}
