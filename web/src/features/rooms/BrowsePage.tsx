import { Hash, Plus, Search } from "lucide-react";
import { useCallback, useEffect, useRef, useState } from "react";
import { Link, useLocation } from "wouter";
import type { Room } from "../../api/wire";
import { counted } from "../../lib/text";
import { usePublicRoom, useRoom, useWorkspaceAbilities } from "../../stores/rooms";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { Page } from "../../ui/Page";
import { SkeletonRows } from "../../ui/Skeleton";
import { TextField } from "../../ui/TextField";
import { browseRooms, join } from "./actions";
import styles from "./BrowsePage.module.css";

interface BrowsePageProps {
  onBack: () => void;
  onCreate: () => void;
}

const PAUSE_MS = 150;

/** All public rooms: to look into and to join. */
export function BrowsePage({ onBack, onCreate }: BrowsePageProps) {
  const [query, setQuery] = useState("");
  const abilities = useWorkspaceAbilities();
  const { rooms, next, failed, more } = usePublicRooms(query.trim());
  return (
    <Page
      title="Browse rooms"
      onBack={onBack}
      actions={
        abilities.includes("create_rooms") && (
          <Button icon={<Plus size={16} />} onClick={onCreate}>
            Create a room
          </Button>
        )
      }
    >
      <TextField
        label="Find a room"
        type="search"
        before={<Search size={16} />}
        placeholder="By name or topic"
        value={query}
        onChange={(event) => setQuery(event.target.value)}
      />
      {rooms === null && failed === null && <SkeletonRows count={6} />}
      {rooms !== null && rooms.length > 0 && (
        <ul role="list" className={styles.list}>
          {rooms.map((room) => (
            <RoomCard key={room.id} room={room} />
          ))}
        </ul>
      )}
      {rooms?.length === 0 && <NothingFound query={query.trim()} onCreate={onCreate} />}
      {failed !== null && <p className={styles.note}>{failed}</p>}
      {(next !== null || failed !== null) && (
        <div className={styles.more}>
          <Button onClick={more}>{failed === null ? "Show more" : "Try again"}</Button>
        </div>
      )}
    </Page>
  );
}

function NothingFound({ query, onCreate }: { query: string; onCreate: () => void }) {
  if (query !== "") return <p className={styles.note}>No public room is called “{query}”.</p>;
  return (
    <EmptyState icon={<Hash />} title="No public rooms yet" actions={<Button onClick={onCreate}>Create a room</Button>}>
      Public rooms are for everybody in the workspace. Make the first one.
    </EmptyState>
  );
}

interface PublicRooms {
  rooms: Room[] | null;
  next: string | null;
  failed: string | null;
  more: () => void;
}

function usePublicRooms(query: string): PublicRooms {
  const [page, setPage] = useState<{ query: string; rooms: Room[]; next: string | null } | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const asked = useRef(query);
  const load = useCallback(async (words: string, cursor: string | null) => {
    asked.current = words;
    const done = await browseRooms(words, cursor);
    if (asked.current !== words) return;
    setFailed(done.ok ? null : done.failure.message);
    if (!done.ok) return;
    const { rooms, next } = done.value;
    setPage((before) => ({
      query: words,
      rooms: cursor !== null && before ? [...before.rooms, ...rooms] : rooms,
      next,
    }));
  }, []);
  useEffect(() => {
    const timer = setTimeout(() => void load(query, null), query === "" ? 0 : PAUSE_MS);
    return () => clearTimeout(timer);
  }, [query, load]);
  return {
    rooms: page?.rooms ?? null,
    next: page?.next ?? null,
    failed,
    more: () => void load(query, failed === null ? (page?.next ?? null) : null),
  };
}

function RoomCard({ room: listed }: { room: Room }) {
  const room = usePublicRoom(listed.id) ?? listed;
  const joined = useRoom(room.id)?.role != null;
  const [busy, setBusy] = useState(false);
  const [, go] = useLocation();
  const enter = async () => {
    setBusy(true);
    const done = await join(room.id);
    setBusy(false);
    if (done) go(`/rooms/${room.id}`);
  };
  return (
    <li className={styles.card}>
      <span className={styles.mark}>
        <Hash />
      </span>
      <div className={styles.words}>
        <Link href={`/rooms/${room.id}`} className={styles.name}>
          <bdi>{room.name}</bdi>
        </Link>
        <p className={styles.about} dir="auto">
          {[counted(room.member_count, "member"), room.topic].filter(Boolean).join(" · ")}
        </p>
      </div>
      {joined ? (
        <span className={styles.joined}>Joined</span>
      ) : (
        <Button busy={busy} onClick={() => void enter()} aria-label={`Join ${room.name}`}>
          Join
        </Button>
      )}
    </li>
  );
}
