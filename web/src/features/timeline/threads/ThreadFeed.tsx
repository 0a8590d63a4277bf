import { useMemo } from "react";
import type { Message, ThreadFollow } from "../../../api/wire";
import { counted } from "../../../lib/text";
import { inThread, type TimelineView } from "../../../stores/messages";
import { AloneRow } from "../AloneRow";
import { loadOlderReplies, markThreadRead } from "../actions";
import { Feed } from "../Feed";
import type { FeedSource, ReadState } from "../feed";
import styles from "./ThreadPanel.module.css";
import { THREAD_ACTS } from "./threadActs";

interface ThreadFeedProps {
  /** On which the thread hangs. */
  message: Message;
  /** Undefined while it is not known. */
  follow: ThreadFollow | undefined;
  view: TimelineView;
  me: string;
}

/** A message and, under it, its replies. */
export function ThreadFeed({ message, follow, view, me }: ThreadFeedProps) {
  const { room, id: root } = message;
  const ways = useMemo(
    () => ({
      onRead: (position: number) => markThreadRead(root, position),
      loadOlder: () => loadOlderReplies(room, root),
      // What is held of a thread reaches its end.
      loadNewer: () => Promise.resolve(null),
      toPresent: () => {},
    }),
    [room, root],
  );
  const source: FeedSource = {
    ...ways,
    room,
    label: "Replies",
    view,
    me,
    placeOf: inThread,
    read: readOf(message, follow),
    acts: THREAD_ACTS,
    start: (
      <>
        <AloneRow message={message} me={me} acts={THREAD_ACTS} />
        <p className={styles.count}>
          {message.thread === null ? "No replies yet" : counted(message.thread.reply_count, "reply", "replies")}
        </p>
      </>
    ),
    after: message.created_at,
    few: "above",
  };
  return <Feed source={source} />;
}

/** Only in a thread that is followed something can be new. */
function readOf(message: Message, follow: ThreadFollow | undefined): ReadState {
  const last = follow?.last_position ?? message.thread?.last_position ?? 0;
  return { moves: follow?.followed ?? false, mark: follow?.mark ?? last, last, unreadFrom: null };
}
