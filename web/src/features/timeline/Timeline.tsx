/** A room's messages. */
import { useMemo, useRef } from "react";
import type { RoomEntry } from "../../stores/entities";
import { inRoom, type TimelineView, useTimeline } from "../../stores/messages";
import { useMe } from "../../stores/users";
import { SkeletonRows } from "../../ui/Skeleton";
import { discardSend, loadNewer, loadOlder, markRead, retrySend, toPresent } from "./actions";
import { Feed } from "./Feed";
import styles from "./Feed.module.css";
import type { FeedSource, ReadState } from "./feed";
import type { RowActs } from "./MessageRow";
import { RoomStart } from "./RoomStart";

interface TimelineProps {
  entry: RoomEntry;
  /** What the room is called here; a direct room has no name of its own. */
  title: string;
  onOpenThread: RowActs["openThread"];
}

/** Mount it anew for each room: `key={room.id}`. */
export function Timeline(props: TimelineProps) {
  const view = useTimeline(props.entry.room.id);
  const me = useMe();
  if (view === undefined || me === undefined) {
    return (
      <div className={styles.loading} aria-busy="true">
        <SkeletonRows count={9} />
      </div>
    );
  }
  return <RoomFeed {...props} view={view} me={me.id} />;
}

interface RoomFeedProps extends TimelineProps {
  view: TimelineView;
  me: string;
}

function RoomFeed({ entry, title, view, me, onOpenThread }: RoomFeedProps) {
  const room = entry.room.id;
  const acts = useActs(onOpenThread);
  const ways = useMemo(
    () => ({
      onRead: (position: number) => markRead(room, position),
      loadOlder: () => loadOlder(room),
      loadNewer: () => loadNewer(room),
      toPresent: () => toPresent(room),
    }),
    [room],
  );
  const source: FeedSource = {
    ...ways,
    room,
    label: `Messages in ${title}`,
    view,
    me,
    placeOf: inRoom,
    read: readOf(entry),
    acts,
    start: <RoomStart room={entry.room} title={title} />,
    after: null,
    few: "below",
  };
  return <Feed source={source} />;
}

function readOf({ role, mark, room, unreadFrom }: RoomEntry): ReadState {
  return { moves: role !== null, mark, last: room.last_position, unreadFrom };
}

function useActs(onOpenThread: RowActs["openThread"]): RowActs {
  const open = useRef(onOpenThread);
  open.current = onOpenThread;
  return useMemo(
    () => ({
      retry: retrySend,
      discard: discardSend,
      openThread: (thread) => open.current(thread),
      shownIn: "room",
    }),
    [],
  );
}
