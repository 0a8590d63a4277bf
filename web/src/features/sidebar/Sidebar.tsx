import { ChevronDown, Compass, Plus, Search } from "lucide-react";
import { type ReactNode, useEffect, useMemo } from "react";
import { Link, useLocation } from "wouter";
import type { RoomEntry } from "../../stores/entities";
import { directPartners, useSidebarRooms, useWorkspace, useWorkspaceAbilities } from "../../stores/rooms";
import { useMe } from "../../stores/users";
import { classes } from "../../ui/classes";
import { IconButton } from "../../ui/IconButton";
import { Kbd } from "../../ui/Kbd";
import { Logo } from "../../ui/Logo";
import { Menu } from "../../ui/Menu";
import { watchUsers } from "./actions";
import { OwnLine } from "./OwnLine";
import { OwnViews } from "./OwnViews";
import { sections } from "./order";
import { RoomLine } from "./RoomLine";
import styles from "./Sidebar.module.css";

export interface SidebarActs {
  find: () => void;
  createRoom: () => void;
  newDirect: () => void;
}

interface SidebarProps {
  /** Stands at the edge of the column. */
  edge: ReactNode;
  acts: SidebarActs;
  /** Items of the workspace's menu. */
  menu: () => ReactNode;
}

/** Presence is watched for so many direct partners. */
const WATCHED = 60;

/** The first column: the workspace, the rooms, the people, oneself. */
export function Sidebar({ acts, menu, edge }: SidebarProps) {
  const rooms = useSidebarRooms();
  const abilities = useWorkspaceAbilities();
  const me = useMe();
  const { named, direct } = useMemo(() => sections(rooms), [rooms]);
  useWatchedPartners(direct, me?.id ?? "");
  return (
    <nav className={styles.side} aria-label="Rooms and people">
      <WorkspaceHead menu={menu} />
      <button type="button" className={styles.find} onClick={acts.find}>
        <Search /> <span>Search or jump to…</span> <Kbd>Ctrl K</Kbd>
      </button>
      <div className={styles.scroll}>
        <OwnViews />
        <Section
          title="Rooms"
          action={
            abilities.includes("create_rooms") && (
              <IconButton label="Create a room" icon={<Plus />} className={styles.add} onClick={acts.createRoom} />
            )
          }
        >
          {named.map((entry) => (
            <RoomLine key={entry.room.id} entry={entry} />
          ))}
          {abilities.includes("browse_rooms") && <BrowseLine />}
        </Section>
        <Section
          title="Direct messages"
          action={
            abilities.includes("message") && (
              <IconButton label="New direct message" icon={<Plus />} className={styles.add} onClick={acts.newDirect} />
            )
          }
        >
          {direct.map((entry) => (
            <RoomLine key={entry.room.id} entry={entry} />
          ))}
          {direct.length === 0 && abilities.includes("message") && (
            <li>
              <button type="button" className={styles.line} onClick={acts.newDirect}>
                <Plus /> <span className={styles.name}>Write to somebody</span>
              </button>
            </li>
          )}
        </Section>
      </div>
      {me && <OwnLine me={me} />}
      {edge}
    </nav>
  );
}

function useWatchedPartners(direct: readonly RoomEntry[], me: string): void {
  const partners = [...new Set(direct.flatMap((entry) => directPartners(entry.room, me)))].slice(0, WATCHED);
  const watched = partners.sort().join(",");
  useEffect(() => (watched === "" ? undefined : watchUsers(watched.split(","))), [watched]);
}

function WorkspaceHead({ menu }: { menu: () => ReactNode }) {
  const workspace = useWorkspace();
  return (
    <div className={styles.workspace}>
      <Menu
        trigger={
          <button type="button" className={styles.workspaceButton}>
            <Logo />
            <bdi className={styles.workspaceName}>{workspace?.name ?? ""}</bdi>
            <ChevronDown />
          </button>
        }
      >
        {menu}
      </Menu>
    </div>
  );
}

function Section({ title, action, children }: { title: string; action: ReactNode; children: ReactNode }) {
  const id = `section-${title.replace(/\W/g, "")}`;
  return (
    <section aria-labelledby={id}>
      <div className={styles.heading}>
        <h2 id={id}>{title}</h2>
        {action}
      </div>
      <ul role="list" className={styles.list}>
        {children}
      </ul>
    </section>
  );
}

function BrowseLine() {
  const [path] = useLocation();
  const here = path === "/rooms";
  return (
    <li>
      <Link
        href="/rooms"
        className={classes(styles.line, here && styles.here)}
        aria-current={here ? "page" : undefined}
      >
        <Compass /> <span className={styles.name}>Browse rooms</span>
      </Link>
    </li>
  );
}
