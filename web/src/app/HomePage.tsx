import { FileArchive, Hash, Plus, UserPlus } from "lucide-react";
import type { ReactNode } from "react";
import { Link, Redirect } from "wouter";
import { useSidebarRooms, useWorkspace, useWorkspaceAbilities } from "../stores/rooms";
import { useMe } from "../stores/users";
import { Logo } from "../ui/Logo";
import { runCommand } from "./commands";
import styles from "./HomePage.module.css";
import { lastRoom, ROUTES, roomPath } from "./routes";
import { openDialog } from "./view";

/** Where the app opens: the room that was open last, or the first steps of a new workspace. */
export function HomePage({ phone }: { phone: boolean }) {
  const rooms = useSidebarRooms();
  const workspace = useWorkspace();
  // On a phone the list of rooms is the screen.
  if (workspace === null || (phone && rooms.length > 0)) return null;
  const last = rooms.find((entry) => entry.room.id === lastRoom()) ?? rooms[0];
  return last ? <Redirect to={roomPath(last.room.id)} replace /> : <Welcome name={workspace.name} />;
}

function Welcome({ name }: { name: string }) {
  const me = useMe();
  const abilities = useWorkspaceAbilities();
  return (
    <main className={styles.page}>
      <div className={styles.column}>
        <Logo size={44} />
        <h1 className={styles.title}>Welcome to {name}</h1>
        <p className={styles.about}>
          {me ? `Hello ${me.display_name}. ` : ""}Nothing has been said here yet. Rooms are where a team talks: one for
          each topic, project or team.
        </p>
        <div className={styles.steps}>
          {abilities.includes("create_rooms") && (
            <Step icon={<Plus />} title="Create a room" onTake={() => openDialog({ name: "create_room" })}>
              For everybody, or only for whom you invite.
            </Step>
          )}
          <Step icon={<UserPlus />} title="Invite people" onTake={() => openDialog({ name: "invite_people" })}>
            Hand out the address of this workspace.
          </Step>
          {abilities.includes("manage_users") && (
            <Step icon={<FileArchive />} title="Import from Slack" onTake={() => openDialog({ name: "import" })}>
              Bring people, rooms and history along.
            </Step>
          )}
          {abilities.includes("browse_rooms") && (
            <Step icon={<Hash />} title="Browse rooms" href={ROUTES.browse}>
              See which rooms there are and join them.
            </Step>
          )}
        </div>
        <p className={styles.foot}>
          <button type="button" onClick={() => runCommand("sign_out")}>
            Sign out
          </button>
        </p>
      </div>
    </main>
  );
}

interface StepProps {
  icon: ReactNode;
  title: string;
  children: ReactNode;
  onTake?: () => void;
  href?: string;
}

function Step({ icon, title, children, onTake, href }: StepProps) {
  const inside = (
    <>
      <span className={styles.icon}>{icon}</span>
      <span>
        <b>{title}</b>
        <small>{children}</small>
      </span>
    </>
  );
  if (href !== undefined)
    return (
      <Link className={styles.step} href={href}>
        {inside}
      </Link>
    );
  return (
    <button type="button" className={styles.step} onClick={onTake}>
      {inside}
    </button>
  );
}
