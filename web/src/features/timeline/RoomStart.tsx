import { Hash, Lock, MessagesSquare } from "lucide-react";
import type { Room } from "../../api/wire";
import { fullTime } from "../../lib/time";
import { useUser } from "../../stores/users";
import styles from "./RoomStart.module.css";

/** Stands above the first message of a room and says what the room is for. */
export function RoomStart({ room, title }: { room: Room; title: string }) {
  const maker = useUser(room.created_by ?? "");
  const Icon = room.kind === "direct" ? MessagesSquare : room.kind === "private" ? Lock : Hash;
  return (
    <article className={styles.start}>
      <span className={styles.icon}>
        <Icon />
      </span>
      <h2 className={styles.title}>
        <bdi>{title}</bdi>
      </h2>
      <p className={styles.text}>
        {room.kind === "direct" ? (
          <>This is the beginning of your conversation with {title}. Only the people in it can read it.</>
        ) : (
          <>
            {maker ? `${maker.display_name} made this room` : "This room was made"} on {fullTime(room.created_at)}.{" "}
            {room.kind === "private"
              ? "Only people who were invited can read it."
              : "Everybody in the workspace can find and read it."}
          </>
        )}
      </p>
      {room.topic !== "" && (
        <p className={styles.text} dir="auto">
          {room.topic}
        </p>
      )}
    </article>
  );
}
