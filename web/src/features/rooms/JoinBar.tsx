import { useState } from "react";
import type { RoomEntry } from "../../stores/entities";
import { Button } from "../../ui/Button";
import { join } from "./actions";
import styles from "./JoinBar.module.css";

/** Stands in the composer's place where one may read but not write. */
export function JoinBar({ entry, title }: { entry: RoomEntry; title: string }) {
  const [busy, setBusy] = useState(false);
  const enter = async () => {
    setBusy(true);
    await join(entry.room.id);
    setBusy(false);
  };
  if (entry.room.archived)
    return <p className={styles.bar}>This room is archived: it can be read, but nothing more is written.</p>;
  if (entry.role !== null || !entry.abilities.includes("join"))
    return <p className={styles.bar}>You can read this room, but not write in it.</p>;
  return (
    <div className={styles.bar}>
      <span>
        You are looking into <b>{title}</b>. Join to write, and to hear of what is new.
      </span>
      <Button look="primary" busy={busy} onClick={() => void enter()}>
        Join room
      </Button>
    </div>
  );
}
