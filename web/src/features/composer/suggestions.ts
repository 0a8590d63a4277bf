/** What completes a name: people, rooms, emoji and commands, the likeliest first. Pure: where they come from is in `useSuggestions.ts`. */
import type { Room, User, UserId } from "../../api/wire";
import { fitOf } from "../../lib/fuzzy";
import type { CustomGlyph } from "../../ui/emoji/board";
import type { Tone } from "../../ui/emoji/choice";
import { found, type Glyph } from "../../ui/emoji/table";
import type { SlashCommand } from "./slash";

/** What stands before a suggestion. */
export type Mark =
  | { type: "person"; user: User }
  | { type: "everybody" }
  | { type: "room" }
  | { type: "emoji"; emoji: string }
  | { type: "picture"; source: string }
  | { type: "command" };

export interface Suggestion {
  key: string;
  mark: Mark;
  name: string;
  about: string;
  /** What takes the place of what was typed. */
  insert: string;
}

/** So many are shown at once. */
const MOST = 8;
/** From here on a name begins with what was typed, or a word of it does; below, it only has some of its letters. */
const GOOD_FIT = 60;

export interface PeopleInput {
  query: string;
  users: readonly User[];
  /** Who is in the room, as far as known. */
  members: ReadonlySet<UserId>;
  /** All members are known: who is not among them is outside. */
  allKnown: boolean;
  /** Who spoke here last, the latest first. */
  recent: readonly UserId[];
  mayMentionEverybody: boolean;
  /** Of members, for the words about `@room`. */
  memberCount: number;
}

/** People: members of the room first, then who spoke here, then others; `@here` and `@room` at the end. */
export function peopleFor(input: PeopleInput): Suggestion[] {
  const { query, users, members, recent } = input;
  const order = (user: User) => (members.has(user.id) ? 0 : recent.includes(user.id) ? 1 : 2);
  const lately = (user: User) => (recent.includes(user.id) ? recent.indexOf(user.id) : recent.length);
  const ranked = users
    .filter((user) => !user.deactivated)
    .map((user) => ({ user, fit: Math.max(fitOf(query, user.username), fitOf(query, user.display_name)) }))
    .filter(({ fit }) => fit > 0)
    .sort(
      (a, b) =>
        Number(b.fit >= GOOD_FIT) - Number(a.fit >= GOOD_FIT) ||
        order(a.user) - order(b.user) ||
        b.fit - a.fit ||
        lately(a.user) - lately(b.user) ||
        (a.user.username < b.user.username ? -1 : 1),
    );
  const everybody = input.mayMentionEverybody ? everybodyFor(query, input.memberCount) : [];
  const people = ranked.slice(0, MOST - everybody.length).map(({ user }): Suggestion => {
    const outside = input.allKnown && !members.has(user.id);
    return {
      key: user.id,
      mark: { type: "person", user },
      name: user.display_name,
      about: outside ? `@${user.username} · not here` : `@${user.username}`,
      insert: `@${user.username} `,
    };
  });
  return [...people, ...everybody];
}

function everybodyFor(query: string, memberCount: number): Suggestion[] {
  const words = [
    { word: "here", about: "Everybody here who is online" },
    { word: "room", about: `All ${memberCount.toLocaleString()} people of this room` },
  ];
  return words
    .filter(({ word }) => word.startsWith(query.toLowerCase()))
    .map(({ word, about }) => ({
      key: `@${word}`,
      mark: { type: "everybody" },
      name: `@${word}`,
      about,
      insert: `@${word} `,
    }));
}

/** A room whose name has a space cannot be written behind `#`. */
const LINKABLE = /^[\p{L}\p{N}][\p{L}\p{N}._-]*$/u;

/** Public rooms: only those become links. */
export function roomsFor(query: string, rooms: readonly Room[], mine: ReadonlySet<string>): Suggestion[] {
  return rooms
    .filter((room) => room.kind === "public" && !room.archived && LINKABLE.test(room.name))
    .map((room) => ({ room, fit: fitOf(query, room.name) }))
    .filter(({ fit }) => fit > 0)
    .sort(
      (a, b) =>
        Number(b.fit >= GOOD_FIT) - Number(a.fit >= GOOD_FIT) ||
        Number(mine.has(b.room.id)) - Number(mine.has(a.room.id)) ||
        b.fit - a.fit ||
        a.room.name.localeCompare(b.room.name),
    )
    .slice(0, MOST)
    .map(({ room }) => ({
      key: room.id,
      mark: { type: "room" },
      name: room.name,
      about: room.topic,
      insert: `#${room.name} `,
    }));
}

/** Emoji by their names; the workspace's own before others that fit as well. */
export function emojiFor(
  query: string,
  glyphs: readonly Glyph[],
  custom: readonly CustomGlyph[],
  tone: Tone,
): Suggestion[] {
  const own = custom.map((one) => ({ ...one, names: [one.name], label: one.name.replaceAll("_", " "), tags: [] }));
  return found<(typeof own)[number] | Glyph>(query, [...own, ...glyphs])
    .slice(0, MOST)
    .map((one): Suggestion => {
      const name = `:${one.names[0]}:`;
      if (!("emoji" in one))
        return { key: name, mark: { type: "picture", source: one.url }, name, about: "", insert: `${name} ` };
      const emoji = one.tones?.[tone - 1] ?? one.emoji;
      return { key: one.emoji, mark: { type: "emoji", emoji }, name, about: "", insert: `${emoji} ` };
    });
}

export function commandsFor(query: string, offered: readonly SlashCommand[]): Suggestion[] {
  const typed = query.toLowerCase();
  return offered
    .filter(({ name }) => name.startsWith(typed))
    .map(({ name, params, about }) => ({
      key: name,
      mark: { type: "command" },
      name: params === "" ? `/${name}` : `/${name} ${params}`,
      about,
      insert: `/${name} `,
    }));
}
