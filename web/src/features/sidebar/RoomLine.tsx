import { Hash, Lock, Users } from "lucide-react";
import { memo } from "react";
import { Link, useRoute } from "wouter";
import { useHasDraft } from "../../stores/drafts";
import { type RoomEntry, useEntities } from "../../stores/entities";
import { useUnsent } from "../../stores/messages";
import { usePresence } from "../../stores/presence";
import { directPartners, mentionsOf, unreadOf } from "../../stores/rooms";
import { useRoomTitle } from "../../stores/titles";
import { Avatar } from "../../ui/Avatar";
import { Badge } from "../../ui/Badge";
import { classes } from "../../ui/classes";
import { VisuallyHidden } from "../../ui/VisuallyHidden";
import styles from "./Sidebar.module.css";

/** One room of the sidebar, with what is new in it. */
export const RoomLine = memo(function RoomLine({ entry }: { entry: RoomEntry }) {
  const { room } = entry;
  const title = useRoomTitle(room);
  const draft = useHasDraft(room.id);
  const unsent = useUnsent(room.id);
  const [under] = useRoute(`/rooms/${room.id}/*?`);
  const unread = unreadOf(entry);
  // In a direct room every message is meant for you.
  const concerning = room.kind === "direct" ? unread : mentionsOf(entry);
  return (
    <li>
      <Link
        href={`/rooms/${room.id}`}
        className={classes(styles.line, unread > 0 && styles.unread, under && styles.here)}
        aria-current={under ? "page" : undefined}
        data-room={room.id}
        data-unread={unread > 0 || undefined}
      >
        <Mark entry={entry} title={title} />
        <bdi className={styles.name}>{title}</bdi>
        {unsent === "thread" || (unsent === "room" && !under) ? (
          <span className={styles.unsent}>Not sent</span>
        ) : (
          draft && !under && <span className={styles.draft}>Draft</span>
        )}
        {concerning > 0 ? (
          <Badge count={concerning} label={room.kind === "direct" ? "unread" : "mentions"} />
        ) : (
          unread > 0 && (
            <>
              <span className={styles.dot} />
              <VisuallyHidden>unread</VisuallyHidden>
            </>
          )
        )}
      </Link>
    </li>
  );
});

function Mark({ entry, title }: { entry: RoomEntry; title: string }) {
  const { room } = entry;
  const me = useEntities((state) => state.me);
  if (room.kind === "public") return <Hash />;
  if (room.kind === "private") return <Lock />;
  const partners = directPartners(room, me);
  if (partners.length > 1) return <Users />;
  return <Person id={partners[0] ?? room.id} name={title} />;
}

function Person({ id, name }: { id: string; name: string }) {
  return <Avatar name={name} seed={id} size="tiny" dot={usePresence(id)} />;
}
