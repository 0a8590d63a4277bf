import type { Message } from "../../../api/wire";
import { counted } from "../../../lib/text";
import { recently } from "../../../lib/time";
import { useEntities } from "../../../stores/entities";
import { useUser } from "../../../stores/users";
import { Avatar } from "../../../ui/Avatar";
import { MessageText } from "../MessageText";
import styles from "./MessageQuote.module.css";

/** The beginning of a message with its author, to know it by. */
export function MessageQuote({ message }: { message: Message }) {
  const me = useEntities((state) => state.me);
  const author = useUser(message.author);
  const name = author?.display_name ?? "…";
  return (
    <div className={styles.quote}>
      <p className={styles.head}>
        <Avatar name={name} seed={message.author} size="tiny" />
        <bdi className={styles.name}>{name}</bdi>
        <time className={styles.time} dateTime={message.created_at}>
          {recently(message.created_at, Date.now())}
        </time>
      </p>
      <div className={styles.text} inert>
        {message.text !== "" && <MessageText text={message.text} document={message.document} me={me} />}
        {message.files.length > 0 && <p>{counted(message.files.length, "file")}</p>}
      </div>
    </div>
  );
}
