import { ArrowDown } from "lucide-react";
import { useRef } from "react";
import { counted } from "../../lib/text";
import type { FeedSource } from "./feed";
import styles from "./JumpPill.module.css";
import type { LaidRow } from "./layout";

interface JumpPillProps {
  laid: readonly LaidRow[];
  source: FeedSource;
  atEnd: boolean;
  onJump: () => void;
}

/** The way back to the end, saying how much came in meanwhile. */
export function JumpPill({ laid, source, atEnd, onJump }: JumpPillProps) {
  const { live } = source.view;
  const seen = useRef(0);
  const last = lastPlace(laid, source);
  if ((atEnd && live) || seen.current === 0) seen.current = last;
  if (atEnd && live) return null;
  const fresh = live ? laid.filter((one) => isFresh(one, seen.current, source)).length : 0;
  return (
    <button type="button" className={styles.pill} onClick={live ? onJump : source.toPresent}>
      {live ? fresh > 0 && counted(fresh, "new message") : "Back to the present"}
      {live && fresh === 0 && "Latest messages"}
      <ArrowDown />
    </button>
  );
}

function isFresh({ row }: LaidRow, seen: number, { me, placeOf }: FeedSource): boolean {
  return row.kind === "message" && row.message.author !== me && (placeOf(row.message) ?? 0) > seen;
}

function lastPlace(laid: readonly LaidRow[], { placeOf }: FeedSource): number {
  const place = ({ row }: LaidRow) => (row.kind === "message" ? (placeOf(row.message) ?? 0) : 0);
  return laid.reduce((most, one) => Math.max(most, place(one)), 0);
}
