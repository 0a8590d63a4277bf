import { Forward, Hash, Lock, Users } from "lucide-react";
import { useMemo, useRef, useState } from "react";
import { useLocation } from "wouter";
import type { Message } from "../../../api/wire";
import { pathOfMessage } from "../../../lib/addresses";
import { best } from "../../../lib/fuzzy";
import { insertQuote } from "../../../stores/composing";
import { type RoomEntry, useEntities } from "../../../stores/entities";
import { useSidebarRooms } from "../../../stores/rooms";
import { roomTitle } from "../../../stores/titles";
import { ChoiceSearch } from "../../../ui/ChoiceSearch";
import { ChoiceList, useChoices } from "../../../ui/Choices";
import { Dialog } from "../../../ui/Dialog";
import styles from "./ForwardDialog.module.css";
import { forwarded } from "./forwarded";

const MOST = 12;

/** Chooses where a message goes; it waits there in the composer as a quotation with a link, for words of one's own. */
export function ForwardDialog({ message, onClose }: { message: Message; onClose: () => void }) {
  const [query, setQuery] = useState("");
  const [, go] = useLocation();
  const field = useRef<HTMLInputElement>(null);
  const users = useEntities((state) => state.users);
  const me = useEntities((state) => state.me);
  const source = useEntities((state) => state.rooms[message.room]);
  const rooms = useSidebarRooms();
  const titled = useMemo(() => {
    const open = rooms.filter((entry) => entry.role !== null && entry.abilities.includes("post"));
    const all = open.map((entry) => ({ entry, title: roomTitle(entry.room, users, me) }));
    return query.trim() === "" ? all.slice(0, MOST) : best(query, all, (one) => one.title, MOST);
  }, [rooms, users, me, query]);

  const take = (at: number) => {
    const target = titled[at]?.entry.room.id;
    if (target === undefined) return;
    const title = source ? roomTitle(source.room, users, me) : "";
    const words = forwarded(message, {
      author: users[message.author]?.display_name ?? "",
      // Whom a conversation is with is not for others.
      room: source === undefined || source.room.kind === "direct" ? null : `#${title}`,
      url: `${location.origin}${pathOfMessage(message)}`,
    });
    insertQuote({ room: target, root: null }, words);
    onClose();
    go(`/rooms/${target}`);
  };
  const state = useChoices(titled.length, take);

  return (
    <Dialog open bare title="Forward to" onClose={onClose} initialFocus={field}>
      <ChoiceSearch
        icon={<Forward />}
        label="Room or person to forward to"
        placeholder="Forward to…"
        state={state}
        field={field}
        value={query}
        onChange={setQuery}
      />
      <ChoiceList
        label="Rooms"
        state={state}
        choices={titled.map(({ entry, title }) => ({ key: entry.room.id, mark: markOf(entry), title, about: "" }))}
        onTake={take}
        className={styles.list}
      />
      {titled.length === 0 && <p className={styles.none}>No room of yours is called so.</p>}
    </Dialog>
  );
}

function markOf({ room }: RoomEntry) {
  if (room.kind === "direct") return <Users />;
  return room.kind === "private" ? <Lock /> : <Hash />;
}
