/** What the switcher offers for what was typed: rooms, then people, then acts; without a word, what is unread first. */
import type { User, UserId } from "../../api/wire";
import { best, fitOf } from "../../lib/fuzzy";
import type { RoomEntry } from "../../stores/entities";
import { directPartners, mentionsOf, unreadOf } from "../../stores/rooms";
import { roomTitle } from "../../stores/titles";
import type { SwitcherCommand } from "./Switcher";

export type Choice = { key: string; title: string; about: string } & (
  | { kind: "room"; entry: RoomEntry }
  | { kind: "person"; user: User }
  | { kind: "command"; command: SwitcherCommand }
  | { kind: "search"; words: string }
);

interface ChoicesInput {
  query: string;
  rooms: readonly RoomEntry[];
  users: Record<UserId, User>;
  me: UserId;
  /** Ids of people that fit. */
  people: readonly UserId[];
  commands: readonly SwitcherCommand[];
  most: number;
}

export function choicesOf(input: ChoicesInput): Choice[] {
  const { query, rooms, users, me, people, commands, most } = input;
  const titled = rooms.map((entry) => ({ entry, title: roomTitle(entry.room, users, me) }));
  const fitting =
    query.trim() === ""
      ? titled.sort((a, b) => urgency(b.entry) - urgency(a.entry))
      : best(query, titled, (one) => one.title, most);
  const roomChoices = fitting.slice(0, most).map<Choice>(({ entry, title }) => ({
    kind: "room",
    key: entry.room.id,
    title,
    about: aboutRoom(entry),
    entry,
  }));
  const talkedTo = new Set(
    fitting.filter((one) => one.entry.room.kind === "direct").flatMap((one) => onlyPartner(one.entry, me)),
  );
  const personChoices = people.flatMap<Choice>((id) => {
    const user = users[id];
    if (user === undefined || talkedTo.has(id)) return [];
    return [{ kind: "person", key: id, title: user.display_name, about: aboutPerson(user), user }];
  });
  const commandChoices = commands
    .filter((command) => query.trim().length > 1 && fitOf(query, command.title) >= 60)
    .map<Choice>((command) => ({
      kind: "command",
      key: command.id,
      title: command.title,
      about: command.keys ?? "",
      command,
    }));
  const words = query.trim();
  const search: Choice[] =
    words === "" ? [] : [{ kind: "search", key: "search", title: `Search messages for “${words}”`, about: "", words }];
  return [...roomChoices, ...personChoices.slice(0, most), ...commandChoices, ...search];
}

function aboutPerson({ username, unclaimed }: User): string {
  return unclaimed ? `@${username} · not joined` : `@${username}`;
}

/** What is unread comes before what was lately said, mentions before all. */
function urgency(entry: RoomEntry): number {
  const lately = Date.parse(entry.room.last_message_at ?? entry.room.created_at);
  const concerning = entry.room.kind === "direct" ? unreadOf(entry) : mentionsOf(entry);
  return lately + (unreadOf(entry) > 0 ? 1e14 : 0) + (concerning > 0 ? 1e15 : 0);
}

function onlyPartner(entry: RoomEntry, me: UserId): UserId[] {
  const partners = directPartners(entry.room, me);
  return partners.length === 1 ? partners : [];
}

function aboutRoom(entry: RoomEntry): string {
  const concerning = entry.room.kind === "direct" ? unreadOf(entry) : mentionsOf(entry);
  if (concerning > 0) return `${concerning} for you`;
  return unreadOf(entry) > 0 ? "unread" : "";
}
