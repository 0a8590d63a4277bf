import { CornerDownRight, RotateCw, Trash2 } from "lucide-react";
import { memo, type ReactNode } from "react";
import type { Message } from "../../api/wire";
import { clock, dayLabel, fullTime, shortClock } from "../../lib/time";
import type { Send } from "../../stores/messages";
import { useUser } from "../../stores/users";
import { Avatar } from "../../ui/Avatar";
import { classes } from "../../ui/classes";
import { Divider } from "../../ui/Divider";
import { Attachments } from "./Attachments";
import { authorOf, type LaidRow, momentOf } from "./layout";
import styles from "./MessageRow.module.css";
import { MessageText } from "./MessageText";
import { Previews } from "./Previews";
import { Reactions } from "./Reactions";
import { ThreadLine } from "./ThreadLine";

/** What can be done from a row. All of them keep their identity, so that rows are not rendered in vain. */
export interface RowActs {
  retry: (clientKey: string) => void;
  discard: (clientKey: string) => void;
  openThread: (root: string) => void;
}

interface MessageRowProps {
  laid: LaidRow;
  me: string;
  acts: RowActs;
  /** A link or a search led here. */
  highlighted: boolean;
}

/** One message, with the separators above it. */
export const MessageRow = memo(function MessageRow({ laid, me, acts, highlighted }: MessageRowProps) {
  const { row, day, first, grouped } = laid;
  const author = authorOf(row, me);
  const profile = useUser(author);
  const name = profile?.display_name ?? "…";
  const moment = momentOf(row);
  const mentioned = row.kind === "message" && row.message.author !== me && mentions(row.message, me);
  const look = [
    styles.row,
    grouped && styles.grouped,
    mentioned && styles.mentioned,
    highlighted && styles.highlighted,
  ];
  return (
    <>
      {day !== null && <Divider label={dayLabel(day, Date.now())} />}
      {first && <Divider label="New" look="new" />}
      <div className={classes(...look, row.kind === "send" && styles.pending)}>
        {grouped ? <GutterTime moment={moment} /> : <Avatar name={name} seed={author} className={styles.avatar} />}
        <div className={styles.body}>
          {!grouped && (
            <p className={styles.head}>
              <bdi className={styles.who}>{name}</bdi>
              {profile?.kind === "bot" && <span className={styles.tag}>BOT</span>}
              <time className={styles.time} dateTime={new Date(moment).toISOString()} title={fullTime(moment)}>
                {clock(moment)}
              </time>
            </p>
          )}
          {row.kind === "message" ? (
            <Said message={row.message} me={me} acts={acts} />
          ) : (
            <OnItsWay send={row.send} me={me} acts={acts} />
          )}
        </div>
      </div>
    </>
  );
});

function mentions(message: Message, me: string): boolean {
  return message.mentions.room || message.mentions.users.includes(me);
}

function GutterTime({ moment }: { moment: string | number }) {
  return (
    <time className={styles.gutter} dateTime={new Date(moment).toISOString()} title={fullTime(moment)}>
      {shortClock(moment)}
    </time>
  );
}

function Said({ message, me, acts }: { message: Message; me: string; acts: RowActs }): ReactNode {
  const deleted = message.deleted_at !== null;
  return (
    <>
      {message.reply !== null && (
        <p className={styles.note}>
          <CornerDownRight size={13} /> replied in a thread
        </p>
      )}
      {deleted ? (
        <p className={styles.note}>This message was deleted.</p>
      ) : (
        message.text !== "" && <MessageText text={message.text} document={message.document} me={me} />
      )}
      {message.edited_at !== null && !deleted && (
        <span className={styles.edited} title={`Edited ${fullTime(message.edited_at)}`}>
          (edited)
        </span>
      )}
      {message.files.length > 0 && <Attachments files={message.files} />}
      {message.previews.length > 0 && <Previews message={message} />}
      {message.reactions.length > 0 && <Reactions reactions={message.reactions} me={me} />}
      {message.thread !== null && <ThreadLine thread={message.thread} onOpen={() => acts.openThread(message.id)} />}
    </>
  );
}

function OnItsWay({ send, me, acts }: { send: Send; me: string; acts: RowActs }): ReactNode {
  if (send.message !== null) return <Said message={send.message} me={me} acts={acts} />;
  return (
    <>
      <MessageText text={send.text} document={null} me={me} />
      {send.state === "failed" && (
        <div className={styles.failed} role="alert">
          <span>Not sent. {send.problem?.sentence}</span>
          <button type="button" onClick={() => acts.retry(send.clientKey)}>
            <RotateCw /> Retry
          </button>
          <button type="button" onClick={() => acts.discard(send.clientKey)}>
            <Trash2 /> Delete
          </button>
        </div>
      )}
      {send.state === "waiting" && <span className={styles.sending}>Sending…</span>}
    </>
  );
}
