import type { ThreadSummary } from "../../api/wire";
import { counted } from "../../lib/text";
import { recently } from "../../lib/time";
import { useEntities } from "../../stores/entities";
import { AvatarStack } from "../../ui/Avatar";
import styles from "./ThreadLine.module.css";

interface ThreadLineProps {
  thread: ThreadSummary;
  onOpen: () => void;
}

/** The thread under a message, in one line that opens it. */
export function ThreadLine({ thread, onOpen }: ThreadLineProps) {
  const users = useEntities((state) => state.users);
  const people = thread.repliers.slice(0, 4).map((id) => ({ id, name: users[id]?.display_name ?? "…" }));
  return (
    <button type="button" className={styles.line} onClick={onOpen}>
      <AvatarStack people={people} size="tiny" />
      <b>{counted(thread.reply_count, "reply", "replies")}</b>
      <span>last {recently(thread.last_reply_at, Date.now())}</span>
    </button>
  );
}
