import { useEffect, useRef, useState } from "react";
import { useLocation } from "wouter";
import { asFailure, type Failure } from "../api/problems";
import { Composer } from "../features/composer/Composer";
import { JoinBar } from "../features/rooms/JoinBar";
import { RoomHeader } from "../features/rooms/RoomHeader";
import { Timeline } from "../features/timeline/Timeline";
import { TypingLine } from "../features/timeline/TypingLine";
import { threadPath } from "../lib/addresses";
import { entities, type RoomEntry, useEntities } from "../stores/entities";
import { useRoom } from "../stores/rooms";
import { useRoomTitle } from "../stores/titles";
import { fetchMessage, listMembers, needUsers, openRoom } from "../sync/actions";
import { Button } from "../ui/Button";
import { EmptyState } from "../ui/EmptyState";
import { SkeletonRows } from "../ui/Skeleton";
import { COMPOSER_ACTS } from "./composing";
import { goToThread, openSearch } from "./places";
import styles from "./RoomPage.module.css";
import { ROUTES } from "./routes";
import { openDialog, toggleFiles, toggleMembers, togglePins, useView } from "./view";

interface RoomPageProps {
  room: string;
  /** A link to one message of the room. */
  message: string | null;
  /** The message whose thread is open beside the room. */
  root: string | null;
}

/** One room: what is said in it, and where to say something. */
export function RoomPage({ room, message, root }: RoomPageProps) {
  const entry = useRoom(room);
  const { failure, retry } = useOpenRoom(room, message, root);
  if (failure !== null && (entry === undefined || failure.code === "not_found")) {
    return <NotShown failure={failure} aboutMessage={message !== null} onRetry={retry} />;
  }
  if (entry === undefined) {
    return (
      <main className={styles.page} aria-busy="true" aria-label="Loading the room">
        <div className={styles.blankHead} />
        <div className={styles.blank}>
          <SkeletonRows count={9} />
        </div>
      </main>
    );
  }
  return <OpenRoom key={room} entry={entry} />;
}

function OpenRoom({ entry }: { entry: RoomEntry }) {
  const { room, abilities } = entry;
  const title = useRoomTitle(room);
  const { panel } = useView();
  const [, go] = useLocation();
  const me = useEntities((state) => state.me);
  useFirstMembers(entry);
  useEffect(() => needUsers([...room.direct_users, room.created_by ?? me]), [room.direct_users, room.created_by, me]);
  const name = room.kind === "direct" ? title : `#${title}`;
  return (
    <main className={styles.page} aria-label={name}>
      <RoomHeader
        entry={entry}
        title={title}
        panel={panel?.name ?? null}
        acts={{
          back: () => go(ROUTES.home),
          toggleMembers,
          togglePins,
          toggleFiles,
          search: () => void openSearch({ room: room.id }),
          invite: () => openDialog({ name: "invite", room: room.id }),
          edit: () => openDialog({ name: "edit_room", room: room.id }),
        }}
      />
      <Timeline entry={entry} title={name} onOpenThread={goToThread} />
      <TypingLine room={room.id} />
      {entry.role !== null && abilities.includes("post") ? (
        <Composer place={{ room: room.id, root: null }} title={name} prompt={`Message ${name}`} acts={COMPOSER_ACTS} />
      ) : (
        <JoinBar entry={entry} title={name} />
      )}
    </main>
  );
}

/** Opens the room where its address says. A thread that is opened or closed beside it leaves it where it is. */
function useOpenRoom(room: string, message: string | null, root: string | null) {
  const [failure, setFailure] = useState<Failure | null>(null);
  const [tries, setTries] = useState(0);
  const [, go] = useLocation();
  const opened = useRef<{ room: string; message: string | null; tries: number } | null>(null);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `go` does not change.
  useEffect(() => {
    const before = opened.current?.room === room && opened.current.tries === tries ? opened.current : null;
    if (before !== null && (root !== null || before.message === message)) return;
    opened.current = { room, message, tries };
    const isCurrent = () => opened.current?.room === room && opened.current.message === message;
    setFailure(null);
    open(room, message, root).then(
      (thread) => {
        if (thread === null || !isCurrent()) return;
        opened.current = null;
        go(threadPath(room, thread, message), { replace: true });
      },
      (thrown) => isCurrent() && setFailure(asFailure(thrown)),
    );
  }, [room, message, root, tries]);
  return { failure, retry: () => setTries(tries + 1) };
}

/**
 * Around the message that the address names, or around the root of its thread, as long as that is there. Gives the root of
 * the thread in which the message is a reply that the room does not show; null for all else.
 */
async function open(room: string, message: string | null, root: string | null): Promise<string | null> {
  if (message !== null) {
    await openRoom(room, { message });
    const shown = entities.getState().timelines[room]?.messages[message]?.position ?? null;
    return shown === null ? ((await fetchMessage(message)).reply?.root ?? null) : null;
  }
  try {
    await openRoom(room, root === null ? undefined : { message: root });
  } catch (thrown) {
    if (root === null || asFailure(thrown).code !== "not_found") throw thrown;
    await openRoom(room);
  }
  return null;
}

/** The first page of members, for the pictures in the header. */
function useFirstMembers({ room }: RoomEntry): void {
  const held = useEntities((state) => room.id in state.members);
  useEffect(() => {
    // A failure shows when the members are asked for; the header does without.
    if (!held && room.kind !== "direct") listMembers(room.id).catch(() => {});
  }, [held, room.id, room.kind]);
}

function NotShown({
  failure,
  aboutMessage,
  onRetry,
}: {
  failure: Failure;
  aboutMessage: boolean;
  onRetry: () => void;
}) {
  const [, go] = useLocation();
  const gone = failure.code === "not_found";
  const what = aboutMessage ? "message" : "room";
  return (
    <main className={styles.page}>
      <EmptyState
        title={gone ? `This ${what} is not here` : "This room could not be loaded"}
        actions={
          <>
            {!gone && (
              <Button look="primary" onClick={onRetry}>
                Try again
              </Button>
            )}
            <Button onClick={() => go(ROUTES.home)}>To your rooms</Button>
          </>
        }
      >
        {gone ? "It was deleted, or only people who were invited may see it." : failure.message}
      </EmptyState>
    </main>
  );
}
