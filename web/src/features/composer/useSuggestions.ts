import { type KeyboardEvent, useEffect, useMemo, useState } from "react";
import type { MessageId, UserId } from "../../api/wire";
import { useCustomEmoji } from "../../stores/emoji";
import { useEntities } from "../../stores/entities";
import type { Place } from "../../stores/places";
import { type ChoiceState, useChoices } from "../../ui/Choices";
import { useEmojiChoice } from "../../ui/emoji/choice";
import { type Glyph, loadGlyphs } from "../../ui/emoji/table";
import { browseRooms, findUsers, needEmoji } from "./actions";
import type { SlashCommand } from "./slash";
import { commandsFor, emojiFor, peopleFor, roomsFor, type Suggestion } from "./suggestions";
import { type Trigger, triggerAt } from "./trigger";

/** Wait so long after a key before the server is asked, in milliseconds. */
const PAUSE_MS = 120;
const NONE: Suggestion[] = [];
const NOBODY: ReadonlySet<UserId> = new Set();

interface SuggestionsInput {
  place: Place;
  text: string;
  /** Where the caret stands; null when something is selected or the field has no focus. */
  caret: number | null;
  commands: readonly SlashCommand[];
  onTake: (suggestion: Suggestion, trigger: Trigger) => void;
}

export interface Suggestions {
  /** Empty: nothing is suggested. */
  items: Suggestion[];
  trigger: Trigger | null;
  choices: ChoiceState;
  take: (at: number) => void;
  /** True when the key was for the list. */
  onKeyDown: (event: KeyboardEvent) => boolean;
}

/** What could complete the name at the caret. */
export function useSuggestions({ place, text, caret, commands, onTake }: SuggestionsInput): Suggestions {
  const trigger = useMemo(() => (caret === null ? null : triggerAt(text, caret)), [text, caret]);
  /** Escape closes the list for the name that is being typed. */
  const [closed, setClosed] = useState<string | null>(null);
  const name = trigger === null ? null : `${trigger.kind} ${trigger.from}`;
  const query = trigger?.query;
  useEffect(() => {
    if (name !== closed) setClosed(null);
  }, [name, closed]);
  const found = useFound(place, trigger, commands);
  const items = name === closed ? NONE : found;

  const take = (index: number) => {
    const item = items[index];
    if (item !== undefined && trigger !== null) onTake(item, trigger);
  };
  const choices = useChoices(items.length, take);
  const { aim } = choices;
  // biome-ignore lint/correctness/useExhaustiveDependencies: other letters, another choice.
  useEffect(() => aim(0), [name, query]);
  const onKeyDown = (event: KeyboardEvent): boolean => {
    if (items.length === 0 || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return false;
    // A command that is written out is meant.
    if (event.key === "Enter" && trigger?.kind === "command" && items.some((item) => item.key === trigger.query))
      return false;
    if (choices.onKey(event)) return true;
    if (event.key === "Tab") take(choices.at);
    else if (event.key === "Escape") setClosed(name);
    else return false;
    event.preventDefault();
    return true;
  };
  return { items, trigger, choices, take, onKeyDown };
}

function useFound(place: Place, trigger: Trigger | null, commands: readonly SlashCommand[]): Suggestion[] {
  const asked = (kind: Trigger["kind"]) => (trigger?.kind === kind ? trigger.query : null);
  const people = usePeople(place, asked("person"));
  const rooms = useRooms(asked("room"));
  const emoji = useEmoji(asked("emoji"));
  const typed = asked("command");
  const matching = useMemo(() => (typed === null ? NONE : commandsFor(typed, commands)), [typed, commands]);
  switch (trigger?.kind) {
    case "person":
      return people;
    case "room":
      return rooms;
    case "emoji":
      return emoji;
    case "command":
      return matching;
    default:
      return NONE;
  }
}

/** Asks the server a moment after the last key; what it finds comes into the stores. */
function useLookUp(query: string | null, ask: (query: string) => Promise<void>): void {
  useEffect(() => {
    if (query === null || query === "") return;
    const timer = setTimeout(() => void ask(query), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [query, ask]);
}

function usePeople({ room }: Place, query: string | null): Suggestion[] {
  useLookUp(query, findUsers);
  const wanted = query !== null;
  const users = useEntities((state) => (wanted ? state.users : null));
  const held = useEntities((state) => (wanted ? state.members[room] : undefined));
  const entry = useEntities((state) => (wanted ? state.rooms[room] : undefined));
  const me = useEntities((state) => state.me);
  const recent = useRecentSpeakers(room, wanted);
  return useMemo(() => {
    if (query === null || users === null || entry === undefined) return NONE;
    const direct = entry.room.kind === "direct";
    const listed = held === undefined ? NOBODY : new Set(Object.keys(held.byUser));
    return peopleFor({
      query,
      users: Object.values(users).filter((user) => user.id !== me),
      members: direct ? new Set(entry.room.direct_users) : listed,
      allKnown: direct || held?.next === null,
      recent,
      mayMentionEverybody: entry.abilities.includes("mention_everyone"),
      memberCount: entry.room.member_count,
    });
  }, [query, users, held, entry, me, recent]);
}

const NO_SPEAKERS: UserId[] = [];

/** Who spoke here last, the latest first; as it was when somebody began to type a name. */
function useRecentSpeakers(room: string, wanted: boolean): UserId[] {
  const messages = useEntities((state) => (wanted ? state.timelines[room]?.messages : undefined));
  return useMemo(() => {
    if (messages === undefined) return NO_SPEAKERS;
    const ids: MessageId[] = Object.keys(messages).sort().reverse();
    return [...new Set(ids.map((id) => messages[id]?.author ?? ""))];
  }, [messages]);
}

function useRooms(query: string | null): Suggestion[] {
  useLookUp(query, browseRooms);
  const wanted = query !== null;
  const mine = useEntities((state) => (wanted ? state.rooms : null));
  const others = useEntities((state) => (wanted ? state.publicRooms : null));
  return useMemo(() => {
    if (query === null || mine === null || others === null) return NONE;
    const own = Object.values(mine).map((entry) => entry.room);
    const rooms = new Map([...Object.values(others), ...own].map((room) => [room.id, room]));
    return roomsFor(query, [...rooms.values()], new Set(own.map((room) => room.id)));
  }, [query, mine, others]);
}

function useEmoji(query: string | null): Suggestion[] {
  const [glyphs, setGlyphs] = useState<readonly Glyph[]>([]);
  const wanted = query !== null;
  useEffect(() => {
    let current = true;
    if (wanted) needEmoji();
    // Offline, there are none to choose from: what was typed stays.
    if (wanted) loadGlyphs().then((all) => current && setGlyphs(all), noEmoji);
    return () => {
      current = false;
    };
  }, [wanted]);
  const custom = useCustomEmoji();
  const { tone } = useEmojiChoice();
  return useMemo(() => (query === null ? NONE : emojiFor(query, glyphs, custom, tone)), [query, glyphs, custom, tone]);
}

function noEmoji(): void {}
