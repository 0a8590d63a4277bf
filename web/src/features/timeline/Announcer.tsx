import { useEffect, useRef, useState } from "react";
import { useEntities } from "../../stores/entities";
import { VisuallyHidden } from "../../ui/VisuallyHidden";
import type { LaidRow } from "./layout";

/** Longer messages are cut when they are read aloud. */
const MOST_LETTERS = 240;

interface AnnouncerProps {
  laid: readonly LaidRow[];
  me: string;
  live: boolean;
}

/** Reads a message of somebody else aloud when it comes in, politely. */
export function Announcer({ laid, me, live }: AnnouncerProps) {
  const last = laid[laid.length - 1];
  const known = useRef(last?.key);
  const users = useEntities((state) => state.users);
  const [told, setTold] = useState("");
  useEffect(() => {
    if (last === undefined || last.key === known.current) return;
    known.current = last.key;
    if (!live || last.row.kind !== "message" || last.row.message.author === me) return;
    const { author, text } = last.row.message;
    setTold(`${users[author]?.display_name ?? "Somebody"}: ${text.slice(0, MOST_LETTERS)}`);
  }, [last, live, me, users]);
  return <VisuallyHidden aria-live="polite">{told}</VisuallyHidden>;
}
