import { ArrowLeft, EllipsisVertical, Files, Hash, Lock, Pin, Search, UserPlus, Users } from "lucide-react";
import { type RoomEntry, useEntities } from "../../stores/entities";
import { usePresence } from "../../stores/presence";
import { directPartners, useMembers } from "../../stores/rooms";
import { Avatar, AvatarStack } from "../../ui/Avatar";
import { IconButton } from "../../ui/IconButton";
import { lazily } from "../../ui/lazily";
import { Menu } from "../../ui/Menu";
import { Tooltip } from "../../ui/Tooltip";
import { VisuallyHidden } from "../../ui/VisuallyHidden";
import styles from "./RoomHeader.module.css";

const RoomMenuItems = lazily(async () => (await import("./RoomMenuItems")).RoomMenuItems);

export interface RoomHeaderActs {
  back: () => void;
  toggleMembers: () => void;
  togglePins: () => void;
  toggleFiles: () => void;
  search: () => void;
  invite: () => void;
  edit: () => void;
}

interface RoomHeaderProps {
  entry: RoomEntry;
  title: string;
  /** The panel that is open. */
  panel: string | null;
  acts: RoomHeaderActs;
}

/** The line above a room: what it is called, what it is for, who is in it. */
export function RoomHeader({ entry, title, panel, acts }: RoomHeaderProps) {
  const { room, abilities } = entry;
  return (
    <header className={styles.head}>
      <IconButton label="Back to the list of rooms" icon={<ArrowLeft />} className={styles.back} onClick={acts.back} />
      <RoomMark entry={entry} title={title} />
      <h1 className={styles.title}>
        <bdi>{title}</bdi>
      </h1>
      <p className={styles.topic} dir="auto" title={room.topic}>
        {room.topic}
      </p>
      <MembersButton entry={entry} shown={panel === "members"} onToggle={acts.toggleMembers} />
      <IconButton
        label="Pinned messages"
        icon={<Pin />}
        pressed={panel === "pins"}
        className={styles.wide}
        onClick={acts.togglePins}
      />
      <IconButton
        label="Files"
        icon={<Files />}
        pressed={panel === "files"}
        className={styles.wide}
        onClick={acts.toggleFiles}
      />
      <IconButton
        label="Search in this room"
        keys="Ctrl F"
        icon={<Search />}
        pressed={panel === "search"}
        onClick={acts.search}
      />
      {abilities.includes("invite") && room.kind !== "direct" && (
        <IconButton label="Add people" icon={<UserPlus />} className={styles.wide} onClick={acts.invite} />
      )}
      <RoomMenu entry={entry} title={title} acts={acts} />
    </header>
  );
}

function RoomMark({ entry, title }: { entry: RoomEntry; title: string }) {
  const { room } = entry;
  const me = useEntities((state) => state.me);
  const partners = directPartners(room, me);
  const partner = partners.length === 1 ? (partners[0] ?? "") : "";
  const presence = usePresence(partner);
  if (room.kind === "public") return <Hash className={styles.mark} aria-label="Public room" />;
  if (room.kind === "private") return <Lock className={styles.mark} aria-label="Private room" />;
  if (partner === "") return <Users className={styles.mark} aria-label="Direct messages" />;
  return <Avatar name={title} seed={partner} size="small" dot={presence} className={styles.avatar} />;
}

function MembersButton({ entry, shown, onToggle }: { entry: RoomEntry; shown: boolean; onToggle: () => void }) {
  const { room } = entry;
  const members = useMembers(room.id);
  const users = useEntities((state) => state.users);
  const ids = room.kind === "direct" ? room.direct_users : (members?.members.map((member) => member.user) ?? []);
  const people = ids.slice(0, 3).map((id) => ({ id, name: users[id]?.display_name ?? "…" }));
  return (
    <Tooltip text={shown ? "Hide members" : "Show members"} keys="Ctrl .">
      <button type="button" className={styles.members} aria-pressed={shown} onClick={onToggle}>
        {people.length > 0 ? <AvatarStack people={people} /> : <Users />}
        <span className={styles.count}>
          {room.member_count.toLocaleString()}
          <VisuallyHidden> {room.member_count === 1 ? "member" : "members"}</VisuallyHidden>
        </span>
      </button>
    </Tooltip>
  );
}

function RoomMenu({ entry, title, acts }: { entry: RoomEntry; title: string; acts: RoomHeaderActs }) {
  return (
    <Menu align="end" trigger={<IconButton label="More about this room" icon={<EllipsisVertical />} />}>
      {() => <RoomMenuItems entry={entry} title={title} acts={acts} />}
    </Menu>
  );
}
