import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { Link } from "wouter";
import type { ThreadFollow } from "../../../api/wire";
import { threadPath } from "../../../lib/addresses";
import { counted } from "../../../lib/text";
import { useEntities } from "../../../stores/entities";
import { inThread, type TimelineView } from "../../../stores/messages";
import type { Place } from "../../../stores/places";
import { useRoom } from "../../../stores/rooms";
import { useThread, useThreadFollow, useThreadRoot } from "../../../stores/threads";
import { useMe } from "../../../stores/users";
import { AloneRow } from "../AloneRow";
import { loadOlderReplies, markThreadRead, showThread } from "../actions";
import { type LaidRow, layOut } from "../layout";
import { RoomName } from "../lists/RoomName";
import { MessageRow } from "../MessageRow";
import { FollowButton } from "./FollowButton";
import styles from "./ThreadCard.module.css";
import { THREAD_ACTS } from "./threadActs";
import { useSeen } from "./useSeen";

interface ThreadCardProps {
  root: string;
  /** In which the card is scrolled. */
  scroller: RefObject<HTMLElement | null>;
  composer: (place: Place) => ReactNode;
}

/** Replies that are shown of a thread of which all was read. */
const SHOWN = 3;

/** So many new replies are loaded by themselves; of more, whoever wants them asks. */
const MOST_UNREAD = 100;

/** A followed thread: its root, its newest replies, and a place to answer. */
export function ThreadCard({ root, scroller, composer }: ThreadCardProps) {
  const room = useEntities((state) => state.replies[root]?.room ?? "");
  const message = useThreadRoot(room, root);
  const view = useThread(room, root);
  const me = useMe()?.id ?? "";
  const [answering, setAnswering] = useState(false);
  const entry = useRoom(room);
  useEffect(() => showThread(root), [root]);
  if (message === undefined || view === undefined) return null;
  const mayReply = entry !== undefined && entry.role !== null && entry.abilities.includes("post");
  return (
    <section className={styles.card} aria-label={`Thread in ${entry?.room.name || "a direct room"}`}>
      <header className={styles.head}>
        <RoomName room={room} />
        <Link href={threadPath(room, root)} className={styles.go}>
          Open in the room
        </Link>
        <FollowButton root={root} />
      </header>
      <AloneRow message={message} me={me} acts={THREAD_ACTS} />
      <CardReplies root={root} room={room} view={view} count={message.thread?.reply_count ?? 0} scroller={scroller} />
      {mayReply && answering && <div className={styles.composer}>{composer({ room, root })}</div>}
      {mayReply && !answering && (
        <button type="button" className={styles.answer} onClick={() => setAnswering(true)}>
          Reply…
        </button>
      )}
    </section>
  );
}

interface CardRepliesProps {
  root: string;
  room: string;
  view: TimelineView;
  /** Replies that are not deleted. */
  count: number;
  scroller: RefObject<HTMLElement | null>;
}

function CardReplies({ root, room, view, count, scroller }: CardRepliesProps) {
  const me = useMe()?.id ?? "";
  const follow = useThreadFollow(root);
  // Where the New line stands stays while the mark moves on.
  const [boundary, setBoundary] = useState(boundaryOf(follow));
  if (boundary === undefined && follow !== undefined) setBoundary(boundaryOf(follow));
  const [whole, setWhole] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const foot = useRef<HTMLDivElement>(null);
  const known = useRoom(room) !== undefined;
  const from = boundary?.after ?? null;
  const reached = boundary !== undefined && (from === null || !view.hasOlder || firstPlace(view) <= from + 1);
  const unread = from === null ? 0 : (follow?.last_position ?? 0) - from;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page that came may not reach far enough yet.
  useEffect(() => {
    // What is new is shown from its beginning on, as far as that is a matter of a page or two.
    if (!reached && known && unread <= MOST_UNREAD) void loadOlderReplies(room, root).then(setFailed);
  }, [reached, known, unread, room, root, view.rows.length]);
  useSeen(foot, scroller, () => follow && reached && markThreadRead(root, follow.last_position));

  const rows = layOut({ rows: view.rows, hasOlder: false, boundary: boundary ?? null, me, placeOf: inThread });
  const shown = whole ? rows : rows.slice(Math.min(firstNew(rows), Math.max(0, rows.length - SHOWN)));
  const hidden = Math.max(0, count - shown.length);
  const more = async () => {
    setWhole(true);
    if (view.hasOlder) setFailed(await loadOlderReplies(room, root));
  };
  return (
    <>
      {(whole ? view.hasOlder : hidden > 0) && (
        <button type="button" className={styles.more} onClick={() => void more()}>
          {hidden > 0 ? `Show ${counted(hidden, "earlier reply", "earlier replies")}` : "Show earlier replies"}
        </button>
      )}
      {failed !== null && (
        <p role="alert" className={styles.failed}>
          {failed}
        </p>
      )}
      {shown.map((laid) => (
        <MessageRow key={laid.key} laid={{ ...laid, day: null }} me={me} acts={THREAD_ACTS} highlighted={false} />
      ))}
      <div ref={foot} />
    </>
  );
}

/** Where what is new begins; null without anything new, undefined while that is not known. */
function boundaryOf(follow: ThreadFollow | undefined) {
  if (follow === undefined) return undefined;
  return follow.mark < follow.last_position ? { after: follow.mark, byHand: false } : null;
}

/** The place in the thread of the first reply that was loaded. */
function firstPlace(view: TimelineView): number {
  for (const row of view.rows) {
    const place = row.kind === "message" ? inThread(row.message) : null;
    if (place !== null) return place;
  }
  return 0;
}

function firstNew(rows: readonly LaidRow[]): number {
  const at = rows.findIndex((row) => row.first);
  return at < 0 ? rows.length : at;
}
