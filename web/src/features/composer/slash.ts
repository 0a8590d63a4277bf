/** Commands that are typed: `/invite @ben`. Which there are and how a line is read; what they do is in `actions.ts`. */
import type { RoomEntry } from "../../stores/entities";

export type SlashName =
  | "help"
  | "invite"
  | "join"
  | "leave"
  | "me"
  | "msg"
  | "search"
  | "shortcuts"
  | "shrug"
  | "topic";

export interface SlashCommand {
  name: SlashName;
  /** What is written behind it, as the list shows it; empty for nothing. */
  params: string;
  /** Without what is written behind it, it means nothing. */
  needsRest: boolean;
  about: string;
}

const of = (name: SlashName, params: string, about: string): SlashCommand => ({
  name,
  params,
  needsRest: params !== "" && !params.startsWith("["),
  about,
});

export const SLASH_COMMANDS: readonly SlashCommand[] = [
  of("help", "", "Show these commands and all shortcuts"),
  of("invite", "@user…", "Add people to this room"),
  of("join", "#room", "Join a public room"),
  of("leave", "", "Leave this room"),
  of("me", "text", "Say what you do, in italics"),
  of("msg", "@user [text]", "Write somebody a direct message"),
  of("search", "words", "Search messages"),
  of("shortcuts", "", "Show all shortcuts"),
  of("shrug", "[text]", "End a message with ¯\\_(ツ)_/¯"),
  of("topic", "text", "Change the topic of this room"),
];

/** What this person can do in this room now. `canSearch`: the app has a search. */
export function offeredCommands(
  entry: RoomEntry | undefined,
  abilities: readonly string[],
  canSearch: boolean,
): SlashCommand[] {
  const may = (ability: RoomEntry["abilities"][number]) => entry?.abilities.includes(ability) ?? false;
  const named = entry !== undefined && entry.room.kind !== "direct";
  const conditions: Partial<Record<SlashName, boolean>> = {
    invite: named && may("invite"),
    leave: named && may("leave"),
    topic: named && may("manage_room"),
    join: abilities.includes("browse_rooms"),
    msg: abilities.includes("message"),
    search: canSearch,
  };
  return SLASH_COMMANDS.filter(({ name }) => conditions[name] ?? true);
}

/** What a text is: words to be sent, a command with what stands behind it, or a word that is no command. */
export type Said =
  | { type: "words"; text: string }
  | { type: "command"; command: SlashCommand; rest: string }
  | { type: "unknown"; name: string };

/** Reads a text that is about to be sent. `//` at its start means the slash itself. */
export function readSaid(text: string, offered: readonly SlashCommand[]): Said {
  if (text.startsWith("//")) return { type: "words", text: text.slice(1) };
  // `/etc/hosts` is a path and no command.
  const found = /^\/(\p{L}+)(?:\s+([\s\S]*))?$/u.exec(text);
  if (found === null) return { type: "words", text };
  const [, name = "", rest = ""] = found;
  const command = offered.find((one) => one.name === name.toLowerCase());
  return command ? { type: "command", command, rest: rest.trim() } : { type: "unknown", name };
}

/** The words that a command makes of others; null for one that does something instead. */
export function wordsOf(name: SlashName, rest: string): string | null {
  // The signs of Markdown in the face are escaped.
  if (name === "shrug") return `${rest} ¯\\\\\\_(ツ)\\_/¯`.trim();
  return name === "me" ? inItalics(rest) : null;
}

function inItalics(text: string): string {
  return text
    .split("\n")
    .map((line) => (line.trim() === "" ? line : `_${line.trim()}_`))
    .join("\n");
}

/** The names behind a sign: `@ana, @ben` gives `ana` and `ben`. */
export function namesIn(rest: string, sign: "@" | "#"): string[] {
  return rest
    .split(/[\s,]+/)
    .map((word) => (word.startsWith(sign) ? word.slice(1) : word))
    .filter((word) => word !== "");
}
