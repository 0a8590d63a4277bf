import { Hash, Lock, MessagesSquare } from "lucide-react";
import { useEntities } from "../../../stores/entities";
import { useRoom } from "../../../stores/rooms";
import { roomTitle } from "../../../stores/titles";
import styles from "./RoomName.module.css";

/** The name of a room with its mark, in a list of things from many rooms. */
export function RoomName({ room }: { room: string }) {
  const entry = useRoom(room);
  const known = useEntities((state) => state.publicRooms[room]);
  const title = useEntities((state) => {
    const about = state.rooms[room]?.room ?? state.publicRooms[room];
    return about ? roomTitle(about, state.users, state.me) : "a room";
  });
  const kind = (entry?.room ?? known)?.kind;
  const Icon = kind === "direct" ? MessagesSquare : kind === "private" ? Lock : Hash;
  return (
    <span className={styles.room}>
      <Icon aria-hidden />
      <bdi>{title}</bdi>
    </span>
  );
}
