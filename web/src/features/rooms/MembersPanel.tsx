import { KeyRound, Search, UserPlus } from "lucide-react";
import { useEffect, useMemo, useRef, useState } from "react";
import type { Member, User } from "../../api/wire";
import { fitOf } from "../../lib/fuzzy";
import { counted } from "../../lib/text";
import { type RoomEntry, useEntities } from "../../stores/entities";
import { usePresence } from "../../stores/presence";
import { useMembers, useWorkspaceAbilities } from "../../stores/rooms";
import { Avatar } from "../../ui/Avatar";
import { Button } from "../../ui/Button";
import { IconButton } from "../../ui/IconButton";
import { Panel, PanelBody, PanelFoot, PanelNote } from "../../ui/Panel";
import { SkeletonRows } from "../../ui/Skeleton";
import { VisuallyHidden } from "../../ui/VisuallyHidden";
import { copyClaimLink, listMembers, needUsers, watchUsers } from "./actions";
import styles from "./MembersPanel.module.css";

interface MembersPanelProps {
  entry: RoomEntry;
  onClose: () => void;
  onInvite: () => void;
  onMessage: (user: string) => void;
}

/** Presence is watched for so many members of the list. */
const WATCHED = 120;

/** Who is in the room. */
export function MembersPanel({ entry, onClose, onInvite, onMessage }: MembersPanelProps) {
  const { room, abilities } = entry;
  const held = useMembers(room.id);
  const [query, setQuery] = useState("");
  const { failed, more } = usePages(room.id);
  const mayClaim = useWorkspaceAbilities().includes("manage_users");
  const shown = useShown(held?.members ?? [], query);
  useWatched(shown.map(({ member }) => member.user));
  return (
    <Panel
      title="Members"
      about={room.member_count.toLocaleString()}
      actions={
        abilities.includes("invite") &&
        room.kind !== "direct" && <IconButton label="Add people" icon={<UserPlus />} onClick={onInvite} />
      }
      onClose={onClose}
    >
      <label className={styles.search}>
        <Search />
        <input
          type="search"
          placeholder="Find a member"
          aria-label="Find a member"
          value={query}
          onChange={(event) => setQuery(event.target.value)}
        />
      </label>
      <PanelBody>
        {held === undefined && failed === null && <SkeletonRows count={8} />}
        <ul role="list" className={styles.list}>
          {shown.map(({ member, user }) => (
            <li key={member.user} className={styles.member}>
              <MemberLine member={member} user={user} onMessage={onMessage} />
              {user?.unclaimed && mayClaim && (
                <IconButton
                  label={`Copy claim link for ${user.display_name}`}
                  icon={<KeyRound />}
                  onClick={() => void copyClaimLink(user.id, user.display_name)}
                />
              )}
            </li>
          ))}
        </ul>
        {held !== undefined && query !== "" && shown.length === 0 && (
          <PanelNote>No member is called “{query}”.</PanelNote>
        )}
        {failed !== null && <PanelNote>{failed}</PanelNote>}
        {(held?.hasMore || failed !== null) && (
          <PanelFoot>
            <Button onClick={more}>{failed === null ? "Show more" : "Try again"}</Button>
          </PanelFoot>
        )}
        {query !== "" && held?.hasMore && (
          <PanelNote>Only {counted(held.members.length, "member")} of this room are loaded yet.</PanelNote>
        )}
      </PanelBody>
    </Panel>
  );
}

function usePages(room: string): { failed: string | null; more: () => void } {
  const [failed, setFailed] = useState<string | null>(null);
  const more = useRef(() => {});
  more.current = async () => {
    const done = await listMembers(room);
    setFailed(done.ok ? null : done.failure.message);
  };
  const loaded = useMembers(room) !== undefined;
  useEffect(() => {
    if (!loaded) more.current();
  }, [loaded]);
  return { failed, more: () => more.current() };
}

const RANK: Record<Member["role"], number> = { owner: 0, moderator: 1, member: 2, reader: 3 };

function useShown(members: readonly Member[], query: string): { member: Member; user: User | undefined }[] {
  const users = useEntities((state) => state.users);
  useEffect(() => needUsers(members.map((member) => member.user)), [members]);
  return useMemo(
    () =>
      members
        .map((member) => ({ member, user: users[member.user] }))
        .filter(
          ({ user }) =>
            query.trim() === "" || (user !== undefined && fitOf(query, `${user.display_name} ${user.username}`) > 0),
        )
        .sort(
          (a, b) =>
            RANK[a.member.role] - RANK[b.member.role] ||
            (a.user?.display_name ?? "").localeCompare(b.user?.display_name ?? ""),
        ),
    [members, users, query],
  );
}

function useWatched(ids: readonly string[]): void {
  const watched = ids.slice(0, WATCHED).join(",");
  useEffect(() => (watched === "" ? undefined : watchUsers(watched.split(","))), [watched]);
}

interface MemberLineProps {
  member: Member;
  user: User | undefined;
  onMessage: (user: string) => void;
}

function MemberLine({ member, user, onMessage }: MemberLineProps) {
  const presence = usePresence(member.user);
  const name = user?.display_name ?? "…";
  return (
    <button type="button" className={styles.line} onClick={() => onMessage(member.user)} title={`Message ${name}`}>
      <Avatar name={name} seed={member.user} dot={presence} />
      <span className={styles.words}>
        <bdi className={styles.name}>{name}</bdi>
        <small>
          @{user?.username}
          {presence !== undefined && <VisuallyHidden>, {presence}</VisuallyHidden>}
        </small>
      </span>
      {member.role !== "member" && <span className={styles.role}>{member.role}</span>}
      {user?.unclaimed && <span className={styles.role}>not joined</span>}
      {user?.kind === "bot" && <span className={styles.role}>bot</span>}
    </button>
  );
}
