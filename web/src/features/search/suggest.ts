/** What the search field offers while one types: operators, and what may stand after each. Pure. */
import type { User } from "../../api/wire";
import { best, fitOf } from "../../lib/fuzzy";

export interface Suggestion {
  key: string;
  kind: "operator" | "person" | "room" | "value";
  title: string;
  about: string;
  /** Stands in the place of the part that is typed. */
  text: string;
  /** More has to come after it, so no space follows. */
  open: boolean;
  /** The person that is meant. */
  user?: string;
}

/** The part of a search that the cursor stands in. */
export interface Part {
  text: string;
  from: number;
  to: number;
}

export interface Known {
  people: readonly User[];
  /** Names of rooms; direct rooms by their one partner's user name, as `@name`. */
  rooms: readonly { name: string; title: string }[];
  me: string;
}

const MOST = 7;

const OPERATORS = [
  { name: "from", about: "a person" },
  { name: "in", about: "a room" },
  { name: "has", about: "a link, a file, an image or a reaction" },
  { name: "is", about: "in a thread, pinned or saved" },
  { name: "before", about: "a day" },
  { name: "after", about: "a day" },
  { name: "on", about: "a day" },
] as const;

type Operator = (typeof OPERATORS)[number]["name"];

const VALUES: Record<Exclude<Operator, "from" | "in">, readonly { value: string; about: string }[]> = {
  has: [
    { value: "link", about: "with a link" },
    { value: "file", about: "with a file" },
    { value: "image", about: "with an image" },
    { value: "reaction", about: "somebody reacted to" },
  ],
  is: [
    { value: "thread", about: "in threads" },
    { value: "pinned", about: "pinned to their room" },
    { value: "saved", about: "saved for later" },
  ],
  before: [],
  after: [],
  on: [],
};

/** Filters stand in the text as operators; all else is looked for. */
export function isFilter(operator: string): boolean {
  return OPERATORS.some((one) => one.name === operator);
}

/** The words around the cursor, up to the spaces; quotation marks hold words together. */
export function partAt(words: string, cursor: number): Part {
  for (const match of words.matchAll(/[^\s"]*"[^"]*"?|\S+/g)) {
    const to = match.index + match[0].length;
    if (match.index <= cursor && cursor <= to) return { text: match[0], from: match.index, to };
  }
  return { text: "", from: cursor, to: cursor };
}

interface Asked {
  minus: string;
  operator: Operator;
  value: string;
}

/** The operator of a part and what follows it; null when there is none. */
function operatorOf(part: string): Asked | null {
  const [, minus = "", name = "", value = ""] = /^(-?)([a-z]+):(.*)$/is.exec(part) ?? [];
  const known = OPERATORS.find((one) => one.name === name.toLowerCase());
  return known ? { minus, operator: known.name, value: value.replaceAll('"', "") } : null;
}

/** What may come in the place of a part. Nothing for plain words that are no beginning of an operator. */
export function suggestionsFor({ text }: Part, known: Known, now: Date): Suggestion[] {
  const asked = operatorOf(text);
  const all = asked === null ? operators(text) : values(asked, known, now);
  return all.filter((one) => one.text !== text);
}

/** Whether a part waits for one of its values: then Enter takes what is offered, where it would search otherwise. */
export function awaitsValue({ text }: Part): boolean {
  return operatorOf(text) !== null;
}

function values({ minus, operator, value }: Asked, known: Known, now: Date): Suggestion[] {
  const before = `${minus}${operator}:`;
  if (operator === "from") return people(before, value, known);
  if (operator === "in") return rooms(before, value, known);
  const fixed = VALUES[operator].length > 0 ? VALUES[operator] : days(now);
  return fixed
    .filter((one) => one.value.startsWith(value.toLowerCase()))
    .map((one) => suggestion("value", `${before}${one.value}`, one.value, one.about));
}

/** What is asked for in a name after `from:`, so that more people can be looked up; null for all else. */
export function askedPerson({ text }: Part): string | null {
  const asked = operatorOf(text);
  return asked?.operator === "from" && asked.value !== "" ? asked.value.replace(/^@/, "") : null;
}

function operators(text: string): Suggestion[] {
  const minus = text.startsWith("-") ? "-" : "";
  const begun = text.slice(minus.length).toLowerCase();
  return OPERATORS.filter(({ name }) => name.startsWith(begun)).map(({ name, about }) => ({
    ...suggestion("operator", `${minus}${name}:`, `${name}:`, about),
    open: true,
  }));
}

function people(before: string, value: string, { people: users, me }: Known): Suggestion[] {
  const asked = value.replace(/^@/, "");
  const names = (user: User) => `${user.display_name} ${user.username}`;
  const self = users.find((user) => user.id === me);
  const asMe = self !== undefined && "me".startsWith(asked);
  const others = asMe ? users.filter((user) => user !== self) : [...users];
  const fitting = best(asked, others, names, MOST).map((user) => person(`${before}${user.username}`, user));
  if (asMe) fitting.unshift({ ...person(`${before}me`, self), about: "you" });
  return fitting.slice(0, MOST);
}

function person(text: string, { id, display_name, username }: User): Suggestion {
  return { ...suggestion("person", text, display_name, `@${username}`), user: id };
}

function rooms(before: string, value: string, { rooms: all }: Known): Suggestion[] {
  const asked = value.replace(/^#/, "");
  const fitting = all.filter((room) => asked === "" || fitOf(asked, room.title) > 0);
  fitting.sort((a, b) => fitOf(asked, b.title) - fitOf(asked, a.title));
  return fitting.slice(0, MOST).map((room) => suggestion("room", `${before}${quoted(room.name)}`, room.title, ""));
}

function days(now: Date): { value: string; about: string }[] {
  const day = (back: number) => {
    const date = new Date(now.getFullYear(), now.getMonth(), now.getDate() - back);
    const two = (part: number) => String(part).padStart(2, "0");
    return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
  };
  return [
    { value: "today", about: "" },
    { value: "yesterday", about: "" },
    { value: day(7), about: "a week ago" },
    { value: day(30), about: "thirty days ago" },
    { value: String(now.getFullYear()), about: "this year" },
  ];
}

function quoted(name: string): string {
  return /\s/.test(name) ? `"${name}"` : name;
}

function suggestion(kind: Suggestion["kind"], text: string, title: string, about: string): Suggestion {
  return { key: `${kind} ${text}`, kind, title, about, text, open: false };
}

/** Puts a suggestion in the place of a part; gives the words and where the cursor goes. */
export function withSuggestion(
  words: string,
  part: Part,
  { text, open }: Suggestion,
): { words: string; cursor: number } {
  const after = words.slice(part.to).trimStart();
  const put = open ? text : `${text} `;
  return { words: words.slice(0, part.from) + put + after, cursor: part.from + put.length };
}

/** A search without one of its parts. */
export function withoutPart(words: string, written: string): string {
  const parts = words.split(written);
  // The part itself, not where it stands within a longer one.
  const at = parts.findIndex((before, index) => {
    const after = parts[index + 1];
    return after !== undefined && /(^|\s)$/.test(before) && /^(\s|$)/.test(after);
  });
  if (at < 0) return words;
  const [before, after] = [parts.slice(0, at + 1), parts.slice(at + 1)].map((some) => some.join(written));
  return `${before} ${after}`.replace(/\s+/g, " ").trim();
}

const WAITING = new RegExp(`(^|\\s)-?(?:${OPERATORS.map(({ name }) => name).join("|")}):"?$`, "i");

/** Whether a search is worth asking for: an operator that waits for its value is not. */
export function isWhole(words: string): boolean {
  return words.trim() !== "" && !WAITING.test(words);
}
