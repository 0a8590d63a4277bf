/**
 * One browser's whole machinery, put together: connection, streams, outbox, marks, pages and the copy on disk.
 *
 * Everything of the outside world comes in through `SyncWorld`, so that a test can run three browsers beside each other
 * against a server in memory. The app's own instance is made in `start.ts`.
 */
import type { SendBytes } from "../api/bytes";
import type { Api } from "../api/client";
import type { Bootstrap, ClientFrame, Message, RoomId, ServerFrame, Signal, UserId } from "../api/wire";
import type { AttachmentsStore } from "../stores/attachments";
import type { ConnectionPhase, ConnectionStore } from "../stores/connection";
import { type TypedStore, takeDraft } from "../stores/drafts";
import { EMPTY, type Entities, type EntityStore } from "../stores/entities";
import type { PresenceStore } from "../stores/presence";
import type { SignsStore } from "../stores/typing";
import { Cache } from "./cache";
import { Drafts } from "./drafts";
import { CustomEmojis } from "./emoji";
import { Inbox } from "./inbox";
import { ListPages } from "./listPages";
import { Marks } from "./marks";
import { Messages } from "./messages";
import { Outbox } from "./outbox";
import { Pages, type Target } from "./pages";
import { People } from "./people";
import { Resume } from "./resume";
import { Rooms } from "./rooms";
import { Socket, type Wire, type WireListener } from "./socket";
import type { Storage } from "./storage";
import type { Tabs } from "./tabs";
import { Tapes } from "./tapes";
import { ThreadMarks } from "./threadMarks";
import { Threads } from "./threads";
import { Typing } from "./typing";
import type { Memory } from "./unfinished";
import { Uploads } from "./uploads";
import { Watch } from "./watch";

export interface SyncStores {
  state: EntityStore;
  presence: PresenceStore;
  signs: SignsStore;
  connection: ConnectionStore;
  typed: TypedStore;
  attachments: AttachmentsStore;
}

export interface SyncWorld {
  api: Api;
  sendBytes: SendBytes;
  stores: SyncStores;
  storage: Storage;
  memory: Memory;
  tabs: Tabs;
  openWire: (listener: WireListener) => Wire;
  now: () => number;
  random: () => number;
  /** A new client key, never used before. */
  newKey: () => string;
  /** The session is over, here or everywhere. Called once. */
  onSignedOut: () => void;
}

export class Sync {
  readonly #world: SyncWorld;
  readonly #socket: Socket;
  readonly #inbox: Inbox;
  readonly #resume: Resume;
  readonly #cache: Cache;
  readonly people: People;
  readonly outbox: Outbox;
  readonly drafts: Drafts;
  readonly uploads: Uploads;
  readonly emoji: CustomEmojis;
  readonly marks: Marks;
  readonly messages: Messages;
  readonly threads: Threads;
  readonly threadMarks: ThreadMarks;
  readonly lists: ListPages;
  readonly pages: Pages;
  readonly rooms: Rooms;
  readonly typing: Typing;
  readonly watch: Watch;

  constructor(world: SyncWorld) {
    const { api, stores, storage, tabs, now, random, newKey } = world;
    const { state } = stores;
    const send = (frame: ClientFrame) => this.#socket.send(frame);
    const onSignedOut = () => this.#signedOut();
    const tapes = new Tapes();
    this.#world = world;
    this.people = new People(api, state);
    const needUsers = (ids: Iterable<UserId>) => this.people.need(ids);
    this.pages = new Pages({
      api,
      state,
      tapes,
      needUsers,
      isOpen: (room) => this.watch.room === room,
      follow: (room) => this.#resume.follow(room),
    });
    this.rooms = new Rooms(api, state, needUsers);
    this.emoji = new CustomEmojis(api, world.sendBytes, state, tapes);
    this.marks = new Marks(api, state);
    this.messages = new Messages(api, state, tapes, needUsers);
    this.threads = new Threads(api, state, tapes, needUsers);
    this.threadMarks = new ThreadMarks(api, state);
    this.lists = new ListPages(api, state, tapes, needUsers);
    this.typing = new Typing(stores.signs, send, now);
    this.watch = new Watch(send);
    this.#cache = new Cache(state, storage);
    const onWaiting = (waiting: number) => stores.connection.setState({ waiting });
    this.outbox = new Outbox({ api, state, storage, tabs, now, random, newKey, onWaiting, onSignedOut });
    this.drafts = new Drafts({ api, state, typed: stores.typed, storage, tapes, random });
    this.uploads = new Uploads({
      api,
      sendBytes: world.sendBytes,
      store: stores.attachments,
      memory: world.memory,
      me: () => state.getState().me,
      random,
      newKey,
      send: (place, text, carried) => this.outbox.add(place, text, carried),
      onSent: (place, written) => takeDraft(place, written, stores.typed, state),
    });
    this.#resume = new Resume({
      api,
      state,
      tapes,
      random,
      send,
      onSignedOut,
      openRoom: () => this.watch.room,
      fetchTimeline: (room, held) => this.pages.refetched(room, held),
      fetchThreads: (room) => this.threads.refetched(room),
      onMessage: (message, created) => this.#messageCame(message, created),
      onDraft: (draft) => this.drafts.heard(draft),
      onBootstrap: (boot) => this.#booted(boot),
      onGone: (room) => void this.outbox.drop(room),
    });
    this.#inbox = new Inbox((frames) => this.#resume.take(frames));
    this.#socket = new Socket(
      {
        open: world.openWire,
        token: () => api.token(),
        mint: () => api.mint(),
        refreshInMs: () => api.refreshInMs(),
        random,
      },
      {
        phase: (phase) => this.#phase(phase),
        ready: (frame) => {
          stores.presence.setState({ byUser: {} });
          // The server follows the room in view only once it knows of it.
          this.watch.ready();
          this.#resume.ready(frame);
          this.outbox.wake();
          this.drafts.wake();
          this.uploads.wake();
        },
        frame: (frame) => this.#frame(frame),
        lost: () => {
          this.#inbox.flush();
          this.#resume.lost();
        },
        signedOut: onSignedOut,
      },
    );
  }

  /** Shows a copy from disk, if there is one, and goes on from it. */
  async start(copy: Entities | null): Promise<void> {
    if (copy) this.#world.stores.state.setState(copy, true);
    this.#world.tabs.listen((note) => {
      if (note.type === "signed_out") this.#signedOut();
      else this.outbox.heard(note);
    });
    this.#cache.start();
    this.#resume.start();
    this.#socket.start();
    this.uploads.start();
    await Promise.all([this.outbox.start(), this.drafts.start()]);
  }

  /** Stops everything; what is on disk stays. The stores are empty afterwards. */
  stop(): void {
    this.#socket.stop();
    this.#resume.stop();
    this.outbox.stop();
    this.drafts.stop();
    this.uploads.stop();
    this.marks.stop();
    this.threadMarks.stop();
    this.people.stop();
    this.typing.stop();
    this.watch.stop();
    this.#cache.stop();
    this.#world.tabs.close();
    const { state, presence, connection } = this.#world.stores;
    state.setState(EMPTY, true);
    presence.setState({ byUser: {} });
    connection.setState({ phase: "connecting", since: 0, waiting: 0, before: false });
  }

  /** Brings a room into view, or none; at a target, at the first unread message, or at the end. */
  async openRoom(room: RoomId | null, at: Target | null): Promise<void> {
    const before = this.watch.room;
    this.watch.open(room);
    if (before !== null && before !== room) this.pages.close(before);
    if (room === null) return;
    // What is known of a room before the sidebar is there would say nothing of what is unread.
    await this.#resume.whenBooted();
    if (this.watch.room === room) await this.pages.open(room, at);
  }

  /** The network, or the person, is back. */
  wake(): void {
    this.#socket.wake();
    this.outbox.wake();
    this.drafts.wake();
    this.uploads.wake();
  }

  networkLost(): void {
    this.#socket.networkLost();
  }

  /** The page is left or hidden: what should not wait for its return. */
  leaving(): void {
    this.marks.flush();
    this.drafts.flush();
    this.threadMarks.flush();
    void this.#cache.save();
  }

  #frame(frame: ServerFrame): void {
    if (frame.type === "ephemeral") this.#signal(frame.data);
    else this.#inbox.put(frame);
  }

  #signal(signal: Signal): void {
    const { state, presence } = this.#world.stores;
    switch (signal.type) {
      case "typing":
        if (signal.data.user === state.getState().me) return;
        this.people.need([signal.data.user]);
        this.typing.heard(signal.data.room, signal.data.user);
        return;
      case "presence": {
        const byUser = { ...presence.getState().byUser };
        for (const { user, presence: word } of signal.data.users) byUser[user] = word;
        presence.setState({ byUser });
        return;
      }
      case "read":
        this.typing.readOn(signal.data.room, signal.data.user, signal.data.position);
        return;
      default:
        signal satisfies never;
    }
  }

  #messageCame(message: Message, created: boolean): void {
    const { state } = this.#world.stores;
    if (message.author === state.getState().me) this.outbox.seen(message);
    if (created) this.typing.forget(message.room, message.author);
    if (message.room in state.getState().timelines || isThreadHeld(state.getState(), message))
      this.people.need([message.author]);
  }

  #booted(boot: Bootstrap): void {
    void this.drafts.fetch();
    void this.emoji.refresh();
    this.people.refresh(new Set([boot.user.id, ...boot.users.map((user) => user.id)]));
    this.people.need(boot.rooms.flatMap((sidebar) => sidebar.room.direct_users));
    const { room } = this.watch;
    const { rooms, timelines } = this.#world.stores.state.getState();
    // After a start over, what is in view has to come again.
    if (room !== null && room in rooms && !(room in timelines)) this.pages.open(room, null).catch(() => {});
  }

  #phase(phase: ConnectionPhase): void {
    const { connection } = this.#world.stores;
    const held = connection.getState();
    if (held.phase === phase && held.since !== 0) return;
    connection.setState({ phase, since: this.#world.now(), before: held.before || phase === "online" });
  }

  #signedOut(): void {
    this.stop();
    this.#world.onSignedOut();
  }
}

function isThreadHeld(state: Entities, message: Message): boolean {
  return message.reply !== null && message.reply.root in state.replies;
}
