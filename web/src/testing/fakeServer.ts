/**
 * A server in memory for tests: REST and sockets over `FakeWorkspace`, typed by the generated schema, with the faults of
 * a bad network on demand.
 *
 * `server.browser(user)` is one signed-in browser: give its `fetch` to `createApi` and its `open` to the socket. With no
 * faults set, answers come at once and nothing is lost.
 */
import type { NewDraft, NewEmoji, NewMessage, NewUpload, SignedIn } from "../api/wire";
import type { Wire, WireListener } from "../sync/socket";
import { FakeDrafts } from "./fakeDrafts";
import { FakeSocket } from "./fakeSocket";
import { FakeUploads } from "./fakeUploads";
import { FakeWorkspace, type PageAsk, Refusal } from "./fakeWorkspace";

/** Chances between 0 and 1, and the longest delay of anything that travels. */
export interface Faults {
  delayMs: number;
  /** A request that never arrives. */
  loseRequest: number;
  /** A request that was done, but whose answer is lost. */
  loseAnswer: number;
  /** A request that is refused for now. */
  busy: number;
  /** An event after which the connection breaks. */
  cut: number;
  /** A frame that arrives twice. */
  duplicate: number;
  /** An event that is skipped on an open connection. */
  dropFrame: number;
}

export const NO_FAULTS: Faults = {
  delayMs: 0,
  loseRequest: 0,
  loseAnswer: 0,
  busy: 0,
  cut: 0,
  duplicate: 0,
  dropFrame: 0,
};

interface FakeSession {
  id: string;
  user: string;
  ended: boolean;
}

export interface FakeBrowser {
  session: FakeSession | null;
  fetch: (request: Request) => Promise<Response>;
  open: (listener: WireListener) => Wire;
}

type Call = {
  method: string;
  path: string[];
  query: URLSearchParams;
  body: unknown;
  /** Length of the body. */
  bytes: number;
  user: string;
};

export class FakeServer {
  readonly workspace = new FakeWorkspace();
  readonly drafts = new FakeDrafts(this.workspace);
  readonly uploads = new FakeUploads(this.workspace);
  readonly sockets = new Set<FakeSocket>();
  readonly random: () => number;
  faults: Faults = NO_FAULTS;
  /** Requests that arrived, as `METHOD /path`, for tests that count. */
  readonly seen: string[] = [];
  /** Answers the next requests that match with this problem instead. */
  refuse: { match: RegExp; status: number; code: string; retryAfterMs?: number; times: number } | null = null;
  down = false;
  readonly #tokens = new Map<string, FakeSession>();
  readonly #passwords = new Map<string, { user: string; password: string }>();

  constructor(random: () => number = () => 0.5) {
    this.random = random;
    this.workspace.onEvent = (frame) => {
      for (const socket of [...this.sockets]) socket.published(frame);
    };
  }

  browser(user: string | null): FakeBrowser {
    const browser: FakeBrowser = {
      session: user === null ? null : { id: this.workspace.newId(), user, ended: false },
      fetch: (request) => this.#fetch(browser, request),
      open: (listener) => this.#open(listener),
    };
    return browser;
  }

  /** Ends a session: tokens and sockets of its user stop at once. */
  end(browser: FakeBrowser): void {
    if (!browser.session) return;
    browser.session.ended = true;
    for (const socket of [...this.sockets]) if (socket.user === browser.session.user) socket.cut(4403);
  }

  cutAll(code = 1006): void {
    for (const socket of [...this.sockets]) socket.cut(code);
  }

  isOnline(user: string): boolean {
    return [...this.sockets].some((socket) => socket.user === user);
  }

  presenceChanged(user: string): void {
    for (const socket of this.sockets) socket.presence(user);
  }

  typing(room: string, user: string, from: FakeSocket): void {
    for (const socket of this.sockets) {
      if (socket === from || socket.focus !== room) continue;
      socket.push({ type: "ephemeral", data: { type: "typing", data: { room, user } } });
    }
  }

  sessionOf(token: string): FakeSession | null {
    const session = this.#tokens.get(token);
    return session && !session.ended ? session : null;
  }

  /** Runs after the network's delay, in order after `notBefore`; gives the time of arrival. */
  after(notBefore: number, act: () => void): number {
    const arrival = Math.max(notBefore, Date.now() + this.random() * this.faults.delayMs);
    setTimeout(act, arrival - Date.now());
    return arrival;
  }

  readonly #upstream = new WeakMap<FakeSocket, number>();

  later(socket: FakeSocket, act: () => void): void {
    this.#upstream.set(socket, this.after(this.#upstream.get(socket) ?? 0, act));
  }

  signedIn(session: FakeSession): SignedIn {
    const token = `token-${this.workspace.newId()}`;
    this.#tokens.set(token, session);
    const user = this.workspace.users.get(session.user);
    if (!user) throw new Refusal(401, "not_signed_in");
    const expires_at = new Date(Date.now() + 600_000).toISOString();
    return { user, session: session.id, access_token: { token, expires_at } };
  }

  #open(listener: WireListener): Wire {
    const socket = new FakeSocket(this, listener);
    if (this.down) setTimeout(() => socket.cut(), 0);
    else this.sockets.add(socket);
    return socket;
  }

  async #fetch(browser: FakeBrowser, request: Request): Promise<Response> {
    const { faults, random } = this;
    const text = await request.text();
    await this.#delay();
    if (this.down || random() < faults.loseRequest) throw new TypeError("the network is gone");
    const url = new URL(request.url);
    this.seen.push(`${request.method} ${url.pathname}`);
    const response = this.#answer(browser, request, url, text);
    await this.#delay();
    if (random() < faults.loseAnswer) throw new TypeError("the answer is lost");
    return response;
  }

  #delay(): Promise<void> {
    if (this.faults.delayMs === 0) return Promise.resolve();
    return new Promise((resolve) => setTimeout(resolve, this.random() * this.faults.delayMs));
  }

  #answer(browser: FakeBrowser, request: Request, url: URL, text: string): Response {
    try {
      this.#refuseOnDemand(request, url);
      const path = url.pathname.replace("/api/v1/", "").split("/");
      const isJson = text !== "" && request.headers.get("Content-Type")?.includes("json") === true;
      const body: unknown = isJson ? JSON.parse(text) : null;
      const bytes = new TextEncoder().encode(text).length;
      const open = this.#openRoute(browser, `${request.method} ${path.join("/")}`, body);
      if (open) return open;
      const token = request.headers.get("Authorization")?.replace("Bearer ", "") ?? "";
      const session = this.sessionOf(token);
      if (!session) throw new Refusal(401, "not_signed_in");
      return this.#route({ method: request.method, path, query: url.searchParams, body, bytes, user: session.user });
    } catch (thrown) {
      if (thrown instanceof Refusal) return problem(thrown.status, thrown.code, null);
      throw thrown;
    }
  }

  #refuseOnDemand(request: Request, url: URL): void {
    const { refuse } = this;
    if (refuse && refuse.times > 0 && refuse.match.test(`${request.method} ${url.pathname}`)) {
      refuse.times -= 1;
      throw new Refusal(refuse.status, refuse.code);
    }
    if (this.random() < this.faults.busy) throw new Refusal(503, "busy");
  }

  #openRoute(browser: FakeBrowser, name: string, body: unknown): Response | null {
    switch (name) {
      case "GET workspace":
        return json(this.workspace.workspace);
      case "POST access-tokens":
        if (!browser.session || browser.session.ended) throw new Refusal(401, "not_signed_in");
        return json(this.signedIn(browser.session));
      case "POST setup": {
        const asked = body as { name: string; owner: { username: string; password: string } };
        this.workspace.workspace = { ...this.workspace.workspace, name: asked.name, needs_setup: false };
        return this.#register(browser, asked.owner);
      }
      case "POST users":
        return this.#register(browser, body as { username: string; password: string });
      case "POST sessions": {
        const asked = body as { login: string; password: string };
        const held = this.#passwords.get(asked.login);
        if (!held || held.password !== asked.password) throw new Refusal(401, "wrong_credentials");
        browser.session = { id: this.workspace.newId(), user: held.user, ended: false };
        return json(this.signedIn(browser.session), 201);
      }
      case "DELETE sessions/current":
        if (browser.session) this.end(browser);
        return new Response(null, { status: 204 });
      default:
        return null;
    }
  }

  #register(browser: FakeBrowser, asked: { username: string; password: string }): Response {
    if (this.#passwords.has(asked.username)) throw new Refusal(409, "name_taken");
    const { id } = this.workspace.addUser(this.workspace.newId(), { username: asked.username });
    this.#passwords.set(asked.username, { user: id, password: asked.password });
    browser.session = { id: this.workspace.newId(), user: id, ended: false };
    return json(this.signedIn(browser.session), 201);
  }

  #route(call: Call): Response {
    const { method, path, user } = call;
    const [noun = "", id = "", part = "", who = ""] = path;
    const name = [method, noun, id && (id === "me" ? "me" : ":id"), part, who && ":who"].filter(Boolean).join(" ");
    const done = this.#room(name, id, who, call) ?? this.#message(name, id, call);
    if (done) return done;
    const { threads, lists } = this.workspace;
    const listed = threads.answer({ name, ...call, id }) ?? lists.answer({ name, ...call, id });
    if (listed !== undefined) return json(listed);
    const acted = this.workspace.acts.answer({ name, id, who: decodeURIComponent(who), user, body: call.body });
    if (acted !== undefined) return json(acted);
    switch (name) {
      case "POST uploads":
        return json(this.uploads.begin(user, call.body as NewUpload), 201);
      case "GET uploads :id":
        return json(this.uploads.of(user, id));
      case "PATCH uploads :id":
        return json(this.uploads.take(user, id, Number(call.query.get("offset")), call.bytes));
      case "DELETE uploads :id":
        this.uploads.held.delete(id);
        return new Response(null, { status: 204 });
      case "GET drafts":
        return json(this.drafts.list(user));
      case "PUT rooms :id draft":
        return json(this.drafts.put(user, id, call.body as NewDraft));
      case "POST emoji": {
        const { name } = call.body as NewEmoji;
        if (this.workspace.emoji.has(name)) throw new Refusal(409, "name_taken");
        return json(this.workspace.addEmoji(name, user), 201);
      }
      case "DELETE emoji :id":
        this.workspace.removeEmoji(id);
        return new Response(null, { status: 204 });
      case "GET emoji":
        return json({ emoji: [...this.workspace.emoji.values()], as_of: this.workspace.asOf("workspace") });
      case "GET bootstrap":
        return json(this.workspace.bootstrap(user));
      case "GET users":
        return json({ users: this.#users(call.query), next: null, as_of: this.workspace.asOf("workspace") });
      case "GET sessions":
        return json({ sessions: [] });
      case "PATCH users me":
        this.workspace.renameUser(user, (call.body as { display_name: string }).display_name);
        return json({ user: this.workspace.users.get(user), as_of: this.workspace.asOf("workspace") });
      default:
        throw new Refusal(404, "not_found");
    }
  }

  #users(query: URLSearchParams) {
    const ids = query.get("ids")?.split(",");
    const all = [...this.workspace.users.values()];
    return all.filter((user) => (ids ? ids.includes(user.id) : user.username.includes(query.get("query") ?? "")));
  }

  #room(name: string, id: string, who: string, { user, body, query }: Call): Response | null {
    const { workspace } = this;
    const answer = (room: string, status = 200) => json(workspace.answer(room, user), status);
    const members = () => json({ member_count: workspace.room(id).members.size, as_of: workspace.asOf(`room:${id}`) });
    if (name.includes("rooms :id") && !workspace.mayRead(user, id)) throw new Refusal(404, "not_found");
    switch (name) {
      case "GET rooms": {
        const all = [...workspace.rooms.values()].map(({ room }) => room);
        const rooms = all.filter((room) => room.kind === "public" && room.name.includes(query.get("query") ?? ""));
        return json({ rooms, next: null, as_of: workspace.asOf("workspace") });
      }
      case "POST rooms":
        return answer(workspace.createRoom(user, body as { name: string }).room.id, 201);
      case "POST direct-rooms":
        return answer(this.#direct(user, (body as { users: string[] }).users));
      case "GET rooms :id":
        return answer(id);
      case "PATCH rooms :id":
        workspace.renameRoom(id, (body as { name: string }).name);
        return answer(id);
      case "POST rooms :id join":
        workspace.addMember(id, user);
        return answer(id);
      case "POST rooms :id leave":
        workspace.removeMember(id, user);
        return new Response(null, { status: 204 });
      case "GET rooms :id members": {
        const listed = [...workspace.room(id).members.values()];
        return json({ members: listed, next: null, as_of: workspace.asOf(`room:${id}`) });
      }
      case "POST rooms :id members":
        for (const invited of (body as { users: string[] }).users) workspace.addMember(id, invited);
        return members();
      case "PATCH rooms :id members :who":
        workspace.changeRole(id, who, (body as { role: "member" }).role);
        return members();
      case "DELETE rooms :id members :who":
        workspace.removeMember(id, who);
        return members();
      default:
        return null;
    }
  }

  #direct(user: string, others: string[]): string {
    const people = [...new Set([user, ...others])].sort();
    const all = [...this.workspace.rooms.values()];
    const held = all.find(({ room }) => room.kind === "direct" && room.direct_users.join() === people.join());
    if (held) return held.room.id;
    const { room } = this.workspace.createRoom(user, { kind: "direct", name: "", direct_users: people });
    for (const other of people) this.workspace.addMember(room.id, other);
    return room.id;
  }

  #message(name: string, id: string, { user, body, query }: Call): Response | null {
    const { workspace } = this;
    switch (name) {
      case "GET rooms :id messages":
        return json(workspace.page(id, askOf(query), user));
      case "POST rooms :id messages": {
        const asked = body as NewMessage;
        const sent = { replyTo: asked.reply_to, alsoInRoom: asked.also_in_room, files: asked.files };
        const { isNew, answer } = workspace.send(user, id, asked.text, asked.client_key, sent);
        return json(answer, isNew ? 201 : 200);
      }
      case "PUT rooms :id read-mark": {
        const position = workspace.mark(user, id, (body as { position: number }).position);
        return json({ room: id, position });
      }
      case "GET messages :id": {
        const message = workspace.message(id);
        if (!message || !workspace.mayRead(user, message.room)) throw new Refusal(404, "not_found");
        return json({ message, as_of: workspace.asOf(`room:${message.room}`) });
      }
      default:
        return null;
    }
  }
}

function askOf(query: URLSearchParams): PageAsk {
  const number = (name: string) => (query.has(name) ? Number(query.get(name)) : undefined);
  const text = (name: string) => query.get(name) ?? undefined;
  return {
    before: text("before"),
    after: text("after"),
    around: text("around"),
    position: number("position"),
    limit: number("limit"),
  };
}

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });
}

function problem(status: number, code: string, retry_after_ms: number | null): Response {
  const told = status === 503 || status === 429 ? { retry_after_ms: retry_after_ms ?? 200 } : {};
  const body = { type: `/problems/${code}`, title: code, status, detail: `${code}.`, code, request_id: "r", ...told };
  const headers = { "Content-Type": "application/problem+json" };
  return new Response(JSON.stringify(body), { status, headers });
}
