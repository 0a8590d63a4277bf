/** Lists on the server in memory: what mentions a user, what is saved, the files of a room, and a small search. */
import type { ExcerptPart, Message, MessageList, RoomFilePage, SearchPage, SearchTerm } from "../api/wire";
import type { ListCall } from "./fakeThreads";
import { type FakeWorkspace, Refusal } from "./fakeWorkspace";

const OPERATORS = ["from", "in", "has", "is", "before", "after", "on"];

export class FakeLists {
  readonly #workspace: FakeWorkspace;

  constructor(workspace: FakeWorkspace) {
    this.#workspace = workspace;
  }

  /** Undefined for a request about something else. */
  answer({ name, id, user, query }: ListCall): unknown {
    switch (name) {
      case "GET mentions":
        return this.#messages(
          user,
          query,
          this.#readable(user).filter((message) => this.#mentions(message, user)),
        );
      case "GET saved":
        return this.#messages(user, query, this.#workspace.acts.savedOf(user));
      case "GET rooms :id files":
        return this.#files(id, query);
      case "GET search":
        return this.#search(user, query);
      default:
        return undefined;
    }
  }

  #messages(user: string, query: URLSearchParams, all: Message[]): MessageList {
    const { run, next } = paged(all, query);
    const as_of = this.#workspace.asOf(`user:${user}`);
    return { messages: run, ...this.#workspace.acts.ownParts(user, run), next, as_of };
  }

  #files(room: string, query: URLSearchParams): RoomFilePage {
    const { messages, replies } = this.#workspace.room(room);
    const kind = query.get("kind");
    const all = newestFirst([...messages, ...replies]).flatMap(({ id, author, created_at, files }) =>
      files.map((file) => ({ file, message: id, room, author, created_at })),
    );
    const { run, next } = paged(
      all.filter(({ file }) => kind === null || file.kind === kind),
      query,
    );
    return { files: run, next, as_of: this.#workspace.asOf(`room:${room}`) };
  }

  #search(user: string, query: URLSearchParams): SearchPage {
    const understood = termsOf(query.get("q") ?? "").map((written) => this.#understood(written));
    if (understood.length === 0) throw new Refusal(422, "invalid");
    const room = query.get("room");
    const fits = (message: Message) =>
      (room === null || message.room === room) && understood.every((term) => this.#fits(message, term));
    const found = understood.some((term) => term.problem !== null) ? [] : this.#readable(user).filter(fits);
    const words = understood.filter(({ operator }) => !OPERATORS.includes(operator)).map(wordOf);
    const { run, next } = paged(found, query);
    const hits = run.map((message) => ({ message, excerpt: excerpt(message.text, words) }));
    return { hits, ...this.#workspace.acts.ownParts(user, run), next, understood };
  }

  #understood(written: string): SearchTerm {
    const negated = written.startsWith("-");
    const bare = negated ? written.slice(1) : written;
    const operator = OPERATORS.find((one) => bare.startsWith(`${one}:`)) ?? (bare.startsWith('"') ? "phrase" : "word");
    const value = bare.slice(bare.indexOf(":") + 1).replace(/^[@#]/, "");
    const isUser = [...this.#workspace.users.values()].some((one) => one.username === value);
    const problem = operator === "from" && !isUser ? `Nobody is called ${value}.` : null;
    return { written, operator, negated, problem };
  }

  #fits(message: Message, term: SearchTerm): boolean {
    const value = term.written.slice(term.written.indexOf(":") + 1).replace(/^[@#]/, "");
    const is = () => {
      if (term.operator === "from") return this.#workspace.users.get(message.author)?.username === value;
      if (term.operator === "in") return this.#workspace.room(message.room).room.name === value;
      if (term.operator === "has") return value === "file" && message.files.length > 0;
      if (term.operator === "word" || term.operator === "phrase")
        return message.text.toLowerCase().includes(wordOf(term));
      return true;
    };
    return is() !== term.negated;
  }

  #mentions({ author, mentions }: Message, user: string): boolean {
    return author !== user && (mentions.room || mentions.users.includes(user) || mentions.here.includes(user));
  }

  /** All that a user may read, the newest first. */
  #readable(user: string): Message[] {
    const rooms = [...this.#workspace.rooms.values()].filter(({ members }) => members.has(user));
    return newestFirst(
      rooms.flatMap(({ messages, replies }) => [...messages, ...replies.filter((reply) => reply.position === null)]),
    );
  }
}

function newestFirst(messages: Message[]): Message[] {
  const standing = messages.filter((message) => message.deleted_at === null);
  return standing.sort((a, b) => Date.parse(b.created_at) - Date.parse(a.created_at) || (a.id < b.id ? 1 : -1));
}

function paged<T>(all: T[], query: URLSearchParams): { run: T[]; next: string | null } {
  const start = Number(query.get("cursor") ?? 0);
  const end = start + Number(query.get("limit") ?? 50);
  return { run: all.slice(start, end), next: end < all.length ? String(end) : null };
}

function termsOf(words: string): string[] {
  return words.match(/-?"[^"]*"?|\S+/g) ?? [];
}

function wordOf({ written }: SearchTerm): string {
  return written.replace(/^-/, "").replaceAll('"', "").replace(/\*$/, "").toLowerCase();
}

function excerpt(text: string, words: string[]): ExcerptPart[] {
  const wanted = words.filter((word) => word !== "");
  const escaped = wanted.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (escaped.length === 0) return [{ text: text.slice(0, 300), hit: false }];
  const parts = text.slice(0, 300).split(new RegExp(`(${escaped.join("|")})`, "i"));
  return parts.filter((part) => part !== "").map((part) => ({ text: part, hit: wanted.includes(part.toLowerCase()) }));
}
