import { Hash, Lock, Search, Users, Zap } from "lucide-react";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import type { User } from "../../api/wire";
import { best } from "../../lib/fuzzy";
import { type RoomEntry, useEntities } from "../../stores/entities";
import { useSidebarRooms } from "../../stores/rooms";
import { Avatar } from "../../ui/Avatar";
import { ChoiceSearch } from "../../ui/ChoiceSearch";
import { ChoiceList, type ChoiceLook, useChoices } from "../../ui/Choices";
import { Dialog } from "../../ui/Dialog";
import { Kbd } from "../../ui/Kbd";
import { findPeople, openDirect } from "./actions";
import { type Choice, choicesOf } from "./choices";
import styles from "./Switcher.module.css";

/** An act that the switcher offers beside rooms and people. */
export interface SwitcherCommand {
  id: string;
  title: string;
  keys?: string | undefined;
  run: () => void;
}

interface SwitcherProps {
  commands: readonly SwitcherCommand[];
  onSearch: (words: string) => void;
  onClose: () => void;
}

/** Wait so long after a key before people are looked up on the server, in milliseconds. */
const PAUSE_MS = 120;
const MOST = 12;

/** Goes to a room, a person or an act by a few letters of its name. */
export function Switcher({ commands, onSearch, onClose }: SwitcherProps) {
  const [query, setQuery] = useState("");
  const [, go] = useLocation();
  const field = useRef<HTMLInputElement>(null);
  const choices = useOffers(query, commands);

  const take = async (choice: Choice | undefined) => {
    if (choice === undefined) return;
    onClose();
    if (choice.kind === "room") go(`/rooms/${choice.entry.room.id}`);
    else if (choice.kind === "command") choice.command.run();
    else if (choice.kind === "search") onSearch(choice.words);
    else {
      const room = await openDirect(choice.user.id);
      if (room !== null) go(`/rooms/${room}`);
    }
  };

  const takeAt = (at: number) => void take(choices[at]);
  const state = useChoices(choices.length, takeAt);

  return (
    <Dialog open bare width="wide" title="Search or jump to" onClose={onClose} initialFocus={field}>
      <ChoiceSearch
        icon={<Search />}
        label="Room, person or action"
        placeholder="Search or jump to…"
        state={state}
        field={field}
        value={query}
        onChange={setQuery}
      >
        <Kbd>Esc</Kbd>
      </ChoiceSearch>
      <ChoiceList label="Results" state={state} choices={choices.map(lookOf)} onTake={takeAt} className={styles.list} />
      {choices.length === 0 && <p className={styles.none}>You are in no room yet.</p>}
    </Dialog>
  );
}

/** Rooms and commands of this browser at once, people as the server finds them. */
function useOffers(query: string, commands: readonly SwitcherCommand[]): Choice[] {
  const rooms = useSidebarRooms();
  const users = useEntities((state) => state.users);
  const me = useEntities((state) => state.me);
  const found = useFoundPeople(query);
  return useMemo(() => {
    const people = Object.values(users).filter((user) => user.id !== me && !user.deactivated);
    const named = best(query, people, nameOf, MOST).map((user) => user.id);
    const ids = query.trim() === "" ? [] : [...new Set([...named, ...found])].filter((id) => id !== me);
    return choicesOf({ query, rooms, users, me, people: ids, commands, most: MOST });
  }, [query, rooms, users, me, found, commands]);
}

function nameOf(user: User): string {
  return `${user.display_name} ${user.username}`;
}

function useFoundPeople(query: string): string[] {
  const [found, setFound] = useState<string[]>([]);
  const asked = query.trim();
  useEffect(() => {
    if (asked === "") return setFound([]);
    let current = true;
    const timer = setTimeout(async () => {
      const people = await findPeople(asked);
      if (current) setFound(people);
    }, PAUSE_MS);
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [asked]);
  return found;
}

function lookOf(choice: Choice): ChoiceLook {
  return { key: choice.key, mark: markOf(choice), title: choice.title, about: choice.about };
}

function markOf(choice: Choice): ReactNode {
  if (choice.kind === "command") return <Zap />;
  if (choice.kind === "search") return <Search />;
  if (choice.kind === "person") return <Avatar name={choice.title} seed={choice.user.id} size="tiny" />;
  return roomMark(choice.entry);
}

function roomMark({ room }: RoomEntry): ReactNode {
  if (room.kind === "public") return <Hash />;
  return room.kind === "private" ? <Lock /> : <Users />;
}
