import { Bookmark, CornerDownRight, Pin, RotateCw, Trash2 } from "lucide-react";
import { memo, type ReactNode } from "react";
import type { Message } from "../../api/wire";
import { clock, dayLabel, fullTime, shortClock } from "../../lib/time";
import { useEditedText } from "../../stores/composing";
import { useEntities } from "../../stores/entities";
import { mentionsUser, type Send } from "../../stores/messages";
import { useSaved } from "../../stores/pending";
import { useWorkspace } from "../../stores/rooms";
import { useUser } from "../../stores/users";
import { Avatar } from "../../ui/Avatar";
import { classes } from "../../ui/classes";
import { Divider } from "../../ui/Divider";
import { Attachments } from "./Attachments";
import { EditField } from "./acts/EditField";
import { openOverlay } from "./acts/overlays";
import { RowFrame } from "./acts/RowFrame";
import { hasVersions, type ShownIn } from "./acts/subject";
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
  openThread: (thread: { room: string; root: string }) => void;
  /** Where the rows stand. */
  shownIn: ShownIn;
  /** The rows are those that were saved: none needs to say so. */
  allSaved?: boolean;
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
  const message = row.kind === "message" ? row.message : null;
  const edited = useEditedText(message?.id ?? "", acts.shownIn);
  const mentioned = row.kind === "message" && mentionsUser(row.message, me);
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
      <RowFrame
        message={message}
        shownIn={acts.shownIn}
        doors={acts}
        busy={edited !== null}
        label={`${name}, ${clock(moment)}`}
        className={classes(...look, row.kind === "send" && styles.pending)}
      >
        {message !== null && <Marks message={message} saysSaved={!acts.allSaved} />}
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
            <Said message={row.message} me={me} acts={acts} edited={edited} />
          ) : (
            <OnItsWay send={row.send} me={me} acts={acts} />
          )}
        </div>
      </RowFrame>
    </>
  );
});

/** Above a message: that it is pinned, or saved for later. */
function Marks({ message, saysSaved }: { message: Message; saysSaved: boolean }) {
  const saved = useSaved(message.id) && saysSaved;
  const pinner = useUser(message.pin?.by ?? "");
  if (message.deleted_at !== null || (message.pin === null && !saved)) return null;
  return (
    <p className={styles.marks}>
      {message.pin !== null && (
        <span>
          <Pin /> Pinned{pinner && ` by ${pinner.display_name}`}
        </span>
      )}
      {saved && (
        <span>
          <Bookmark /> Saved for later
        </span>
      )}
    </p>
  );
}

function GutterTime({ moment }: { moment: string | number }) {
  return (
    <time className={styles.gutter} dateTime={new Date(moment).toISOString()} title={fullTime(moment)}>
      {shortClock(moment)}
    </time>
  );
}

interface SaidProps {
  message: Message;
  me: string;
  acts: RowActs;
  /** The text while it is changed; null when it is not. */
  edited: string | null;
}

function Said({ message, me, acts, edited }: SaidProps): ReactNode {
  const deleted = message.deleted_at !== null;
  // In its thread, a message needs no line that leads there.
  const inRoom = acts.shownIn === "room";
  return (
    <>
      {message.reply !== null && inRoom && (
        <p className={styles.note}>
          <CornerDownRight size={13} /> replied in a thread
        </p>
      )}
      {deleted && (
        <p className={styles.note}>
          <Trash2 size={13} /> This message was deleted.
        </p>
      )}
      {!deleted && edited !== null && <EditField message={message} shownIn={acts.shownIn} text={edited} />}
      {!deleted && edited === null && message.text !== "" && (
        <MessageText text={message.text} document={message.document} me={me} />
      )}
      {message.edited_at !== null && !deleted && edited === null && (
        <EditedNote message={message} at={message.edited_at} shownIn={acts.shownIn} />
      )}
      {message.files.length > 0 && <Attachments files={message.files} />}
      {message.previews.length > 0 && <Previews message={message} />}
      {message.reactions.length > 0 && <Reactions message={message} />}
      {message.thread !== null && inRoom && (
        <ThreadLine thread={message.thread} onOpen={() => acts.openThread({ room: message.room, root: message.id })} />
      )}
    </>
  );
}

/** Says that a message was edited, and leads to its earlier versions where people may see them. */
function EditedNote({ message, at, shownIn }: { message: Message; at: string; shownIn: ShownIn }) {
  const workspace = useWorkspace();
  const me = useEntities((state) => state.me);
  const title = `Edited ${fullTime(at)}`;
  if (!hasVersions({ message, me, workspace })) {
    return (
      <span className={styles.edited} title={title}>
        (edited)
      </span>
    );
  }
  return (
    <button
      type="button"
      className={styles.edited}
      title={title}
      aria-label={`${title}. Show earlier versions`}
      onClick={() => openOverlay({ name: "versions", message, shownIn })}
    >
      (edited)
    </button>
  );
}

function OnItsWay({ send, me, acts }: { send: Send; me: string; acts: RowActs }): ReactNode {
  if (send.message !== null) return <Said message={send.message} me={me} acts={acts} edited={null} />;
  return (
    <>
      {send.text !== "" && <MessageText text={send.text} document={null} me={me} />}
      {send.files.length > 0 && <Attachments files={send.files} />}
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
      {send.state === "waiting" && <span className={styles.sending}>Sending… {send.problem?.sentence}</span>}
    </>
  );
}
