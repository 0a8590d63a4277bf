/** One connection of the server in memory: the protocol of `GET /api/v1/socket`, with the faults of a bad network. */
import type { AsOf, ClientFrame, EventFrame, ServerFrame, Stream } from "../api/wire";
import type { Wire, WireListener } from "../sync/socket";
import type { FakeServer } from "./fakeServer";

/** Events that a resume replays for one stream. */
const REPLAYED = 500;

export class FakeSocket implements Wire {
  readonly #server: FakeServer;
  readonly #listener: WireListener;
  /** Last seq that went out, of each stream that is followed. */
  readonly #sent = new Map<Stream, number>();
  /** What is on its way, so that frames arrive in order whatever their delay. */
  #arrival = 0;
  #closed = false;
  #watched = new Set<string>();
  user: string | null = null;
  focus: string | null = null;

  constructor(server: FakeServer, listener: WireListener) {
    this.#server = server;
    this.#listener = listener;
    this.push({ type: "hello", data: { version: "0.1.0" } });
  }

  /** From the browser; it takes its time, in order. */
  send(text: string): void {
    const frame = JSON.parse(text) as ClientFrame;
    this.#server.later(this, () => {
      if (!this.#closed) this.#heard(frame);
    });
  }

  close(): void {
    this.#closed = true;
    this.#server.sockets.delete(this);
  }

  /** The connection breaks: what was on its way is lost. */
  cut(code = 1006): void {
    if (this.#closed) return;
    this.close();
    this.#listener.closed(code);
  }

  push(frame: ServerFrame): void {
    const { faults, random } = this.#server;
    const copies = random() < faults.duplicate ? 2 : 1;
    const text = JSON.stringify(frame);
    const isEntry = frame.type === "event";
    if (isEntry && random() < faults.dropFrame) return;
    for (let copy = 0; copy < copies; copy += 1) {
      this.#arrival = this.#server.after(this.#arrival, () => {
        if (!this.#closed) this.#listener.message(text);
      });
    }
    if (isEntry && random() < faults.cut) this.cut();
  }

  /** A new entry of some stream. */
  published(frame: EventFrame): void {
    if (this.#sent.get(frame.stream) !== frame.seq - 1) return;
    const { event } = frame;
    if (event.type === "member_left" && event.data.user === this.user) {
      this.#sent.delete(frame.stream);
      this.push({ type: "gone", data: { stream: frame.stream } });
      return;
    }
    this.#entry(frame);
    if (event.type === "room_added" && frame.stream === `user:${this.user}`) {
      const stream: Stream = `room:${event.data.room.id}`;
      if (!this.#sent.has(stream)) this.#replay({ stream, seq: event.data.head });
    }
  }

  presence(user: string): void {
    if (!this.#watched.has(user)) return;
    const presence = this.#server.isOnline(user) ? "online" : "offline";
    this.push({ type: "ephemeral", data: { type: "presence", data: { users: [{ user, presence }] } } });
  }

  #heard(frame: ClientFrame): void {
    if (frame.type === "auth" || frame.type === "reauth") {
      this.#auth(frame.data.token, frame.type === "auth");
      return;
    }
    if (this.user === null) {
      this.cut(4009);
      return;
    }
    switch (frame.type) {
      case "heartbeat":
        this.push({ type: "heartbeat" });
        break;
      case "resume":
        this.#resume(frame.data.epoch, frame.data.heads);
        break;
      case "focus":
        this.#focused(frame.data.room ?? null);
        break;
      case "watch":
        this.#watched = new Set(frame.data.users);
        for (const user of this.#watched) this.presence(user);
        break;
      case "typing":
        this.#server.typing(frame.data.room, this.user, this);
        break;
      default:
        frame satisfies never;
    }
  }

  #auth(token: string, isFirst: boolean): void {
    const session = this.#server.sessionOf(token);
    if (!session) {
      this.cut(isFirst ? 4401 : 4403);
      return;
    }
    if (!isFirst) return;
    this.user = session.user;
    const { epoch } = this.#server.workspace;
    this.push({ type: "ready", data: { session: session.id, epoch, heartbeat_ms: 25_000 } });
    this.#server.presenceChanged(session.user);
  }

  #resume(epoch: string, heads: AsOf[]): void {
    const { workspace } = this.#server;
    for (const head of heads) {
      // Streams that are followed already are left as they are.
      if (this.#sent.has(head.stream)) continue;
      if (!this.#maySee(head.stream)) this.push({ type: "gone", data: { stream: head.stream } });
      else if (epoch !== workspace.epoch) this.#startAfresh(head.stream);
      else this.#replay(head);
    }
  }

  #replay({ stream, seq }: AsOf): void {
    const { workspace } = this.#server;
    const head = workspace.head(stream);
    if (seq > head || head - seq > REPLAYED || seq < (workspace.floors.get(stream) ?? 0)) {
      this.#startAfresh(stream);
      return;
    }
    this.#sent.set(stream, head);
    for (const frame of (workspace.log.get(stream) ?? []).slice(seq)) this.#replayed(frame);
    this.push({ type: "resumed", data: { stream, seq: head } });
  }

  /** A room that was added meanwhile starts here; one that was left since is gone already. */
  #replayed(frame: EventFrame): void {
    const { event, stream } = frame;
    this.push({ type: "event", data: frame });
    if (event.type !== "room_added") return;
    const room: Stream = `room:${event.data.room.id}`;
    if (stream === `user:${this.user}` && !this.#sent.has(room) && this.#maySee(room)) {
      this.#replay({ stream: room, seq: event.data.head });
    }
  }

  #startAfresh(stream: Stream): void {
    const seq = this.#server.workspace.head(stream);
    this.#sent.set(stream, seq);
    this.push({ type: "refetch", data: { stream, seq } });
  }

  #entry(frame: EventFrame): void {
    this.#sent.set(frame.stream, frame.seq);
    this.push({ type: "event", data: frame });
  }

  #focused(room: string | null): void {
    const { workspace } = this.#server;
    const isMember = (id: string) => this.user !== null && workspace.rooms.get(id)?.members.has(this.user) === true;
    if (this.focus !== null && this.focus !== room && !isMember(this.focus)) this.#sent.delete(`room:${this.focus}`);
    this.focus = room;
  }

  #maySee(stream: Stream): boolean {
    if (stream === "workspace" || stream === `user:${this.user}`) return true;
    const room = stream.slice("room:".length);
    const { workspace } = this.#server;
    if (this.user === null) return false;
    if (workspace.rooms.get(room)?.members.has(this.user)) return true;
    return this.focus === room && workspace.mayRead(this.user, room);
  }
}
