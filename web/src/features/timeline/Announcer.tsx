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
  // The newest that was on the screen: ids grow. What stands last after a deletion, or after a way back, is not new.
  const newest = useRef("");
  const users = useEntities((state) => state.users);
  const [told, setTold] = useState("");
  useEffect(() => {
    if (!live || last?.row.kind !== "message") return;
    const { id, author, text } = last.row.message;
    const isNew = newest.current !== "" && id > newest.current;
    if (id > newest.current) newest.current = id;
    if (!isNew || author === me) return;
    setTold(`${users[author]?.display_name ?? "Somebody"}: ${text.slice(0, MOST_LETTERS)}`);
  }, [last, live, me, users]);
  return <VisuallyHidden aria-live="polite">{told}</VisuallyHidden>;
}
