import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import type { Bootstrap, EmojiList, EventFrame, MessagePage, RoomPage, Stream, UserPage } from "../api/wire";
import { EMPTY, type Entities } from "../stores/entities";
import { ANA, aMessage, aRoom, aSidebarRoom, aUser, aWorkspace, BEN, idOf, seeded } from "../testing/builders";
import type { FakeWorkspace } from "../testing/fakeWorkspace";
import {
  aTown,
  freshState,
  happen,
  happenInThread,
  oneOf,
  PEOPLE,
  rootsOf,
  seenIn,
  withMentions,
} from "../testing/history";
import { applyEvent, roomOfStream, withUsers } from "./apply";
import { replayed, withBootstrap, withMessagePage, withRoomPage } from "./merge";

/** Applies events in this order, each if it is the next of its stream, as the live connection does. */
function lived(state: Entities, frames: readonly EventFrame[]): Entities {
  return frames.reduce((held, frame) => {
    if (held.heads[frame.stream] !== frame.seq - 1) return held;
    const next = applyEvent(held, frame.seq, frame.event);
    return frame.stream in next.heads ? { ...next, heads: { ...next.heads, [frame.stream]: frame.seq } } : next;
  }, state);
}

/** The same events in another order: each stream keeps its own, and a room waits for being added. */
function interleaved(frames: readonly EventFrame[], random: () => number): EventFrame[] {
  const queues = new Map<Stream, EventFrame[]>();
  for (const frame of frames) queues.set(frame.stream, [...(queues.get(frame.stream) ?? []), frame]);
  const mixed: EventFrame[] = [];
  while (queues.size > 0) {
    const stream = oneOf([...queues.keys()], random);
    const queue = queues.get(stream) ?? [];
    const [first, ...rest] = queue;
    if (first) mixed.push(first);
    if (rest.length > 0) queues.set(stream, rest);
    else queues.delete(stream);
  }
  return mixed;
}

function history(seed: number, length: number, also = (state: Entities, _town: FakeWorkspace) => state) {
  const random = seeded(seed);
  const town = aTown();
  const rooms = [...town.rooms.keys()];
  const before = also(freshState(town, ANA, rooms, rootsOf(town)), town);
  const frames: EventFrame[] = [];
  town.onEvent = (frame) => {
    const room = roomOfStream(frame.stream);
    if (room !== null || frame.stream === "workspace" || frame.stream === `user:${ANA}`) frames.push(frame);
  };
  for (let count = 0; count < length; count += 1) happen(town, random, `${seed}-${count}`);
  return { random, town, rooms, before, frames };
}

describe("the law: state ⊕ events == fresh state", () => {
  it("holds for random histories, applied as they come", () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const { town, rooms, before, frames } = history(seed, 80);
      const fresh = freshState(town, ANA, rooms, rootsOf(town));
      const state = withTimelinesOf(lived(before, frames), fresh);
      expect(seenIn(state, rooms, PEOPLE), `seed ${seed}`).toEqual(seenIn(fresh, rooms, PEOPLE));
    }
  });

  it("holds when every event comes twice", () => {
    const { town, rooms, before, frames } = history(7, 120);
    const fresh = freshState(town, ANA, rooms, rootsOf(town));
    let state = before;
    for (const frame of frames) {
      state = lived(state, [frame]);
      const head = state.heads[frame.stream];
      if (head !== undefined && roomOfStream(frame.stream) !== null) state = applyEvent(state, frame.seq, frame.event);
    }
    expect(seenIn(withTimelinesOf(state, fresh), rooms, PEOPLE)).toEqual(seenIn(fresh, rooms, PEOPLE));
  });

  it("holds for the list of what mentions somebody, as long as it is not stale", () => {
    let told = 0;
    for (let seed = 1; seed <= 60; seed += 1) {
      const { town, rooms, before, frames } = history(seed, 40, (state, at) => withMentions(state, at, ANA));
      const state = lived(before, frames);
      const fresh = withMentions(freshState(town, ANA, rooms), town, ANA);
      if (state.lists.mentions?.stale) continue;
      told += 1;
      const ids = (one: Entities) => one.lists.mentions?.messages.map((message) => message.id).sort();
      expect(ids(state), `seed ${seed}`).toEqual(ids(fresh));
    }
    expect(told).toBeGreaterThan(10);
  });

  it("holds with the streams interleaved in any order", () => {
    for (let seed = 1; seed <= 60; seed += 1) {
      const random = seeded(seed);
      const town = aTown();
      const rooms = [...town.rooms.keys()].slice(0, 2);
      const before = freshState(town, ANA, rooms, rootsOf(town));
      const frames: EventFrame[] = [];
      town.onEvent = (frame) => frames.push(frame);
      // Nobody is added or removed here: a room's stream is on the connection only between those two.
      for (let count = 0; count < 80; count += 1) {
        const room = oneOf(rooms, random);
        const person = oneOf([...town.room(room).members.keys()], random);
        const position = 1 + Math.floor(random() * town.room(room).messages.length);
        if (random() < 0.4) happenInThread(town, random, `t${count}`);
        else if (random() < 0.6) town.send(person, room, oneOf(["hi", "@ana hi", "@room hi"], random), `k${count}`);
        else if (random() < 0.5 && town.room(room).messages.length > 0) town.deleteMessage(room, position);
        else if (random() < 0.45) town.mark(person, room, position);
        else town.renameUser(person, `name ${count}`);
      }
      const state = lived(before, interleaved(frames, random));
      expect(seenIn(state, rooms, PEOPLE), `seed ${seed}`).toEqual(
        seenIn(freshState(town, ANA, rooms, rootsOf(town)), rooms, PEOPLE),
      );
    }
  });

  it("holds when a page comes in late and the events of its flight are laid over it", () => {
    for (let seed = 1; seed <= 40; seed += 1) {
      const random = seeded(seed);
      const town = aTown();
      const [room = ""] = town.rooms.keys();
      let state = freshState(town, ANA, []);
      const frames: EventFrame[] = [];
      const tape: EventFrame[] = [];
      town.onEvent = (frame) => frames.push(frame);
      const live = (count: number) => {
        for (let each = 0; each < count; each += 1) {
          if (random() < 0.7) town.send(BEN, room, `new ${frames.length}`, `k${frames.length}`);
          else town.deleteMessage(room, 1 + Math.floor(random() * town.room(room).messages.length));
        }
        tape.push(...frames);
        state = lived(state, frames.splice(0));
      };
      live(5);
      tape.length = 0;
      live(Math.floor(random() * 5));
      const page = structuredClone(town.page(room, { limit: 50 }));
      live(Math.floor(random() * 5));
      // The server may have answered with what the socket has not brought yet.
      state = replayed(withMessagePage(state, room, page, null), tape);
      live(3);
      const fresh = freshState(town, ANA, [room]);
      expect(seenIn(state, [room], PEOPLE), `seed ${seed}`).toEqual(seenIn(fresh, [room], PEOPLE));
    }
  });
});

/** A room that was added on the way holds no messages yet: the law is about those that are held. */
function withTimelinesOf(state: Entities, fresh: Entities): Entities {
  const timelines = { ...state.timelines };
  for (const [room, timeline] of Object.entries(fresh.timelines)) timelines[room] ??= timeline;
  return { ...state, timelines, replies: { ...fresh.replies, ...state.replies } };
}

describe("an event", () => {
  const room = idOf(1);
  const boot: Bootstrap = {
    epoch: "e",
    workspace: aWorkspace(),
    user: aUser(ANA),
    users: [],
    threads: [],
    abilities: [],
    rooms: [aSidebarRoom(aRoom(room, { last_position: 2 }), { head: 2, mark: 2 })],
    heads: [{ stream: "workspace", seq: 0 }],
  };
  const page: MessagePage = {
    messages: [aMessage(room, 1), aMessage(room, 2)],
    older: null,
    newer: null,
    own_reactions: [],
    saved: [],
    as_of: { stream: `room:${room}`, seq: 2 },
  };
  const state = withMessagePage(withBootstrap(EMPTY, boot), room, page, null);

  it("never overwrites a newer version of its message", () => {
    const newer = aMessage(room, 2, { text: "edited", changed_seq: 9 });
    const ahead = applyEvent(state, 9, { type: "message_updated", data: newer });
    const old = applyEvent(ahead, 3, {
      type: "message_updated",
      data: aMessage(room, 2, { text: "old", changed_seq: 3 }),
    });
    expect(old.timelines[room]?.messages[newer.id]?.text).toBe("edited");
  });

  it("about a room that is not held changes nothing", () => {
    const other = aMessage(idOf(9), 1);
    expect(applyEvent(state, 1, { type: "message_created", data: other })).toBe(state);
  });

  it("of a kind that this build does not know changes nothing", () => {
    const unknown = { type: "poll_closed", data: {} } as unknown as Parameters<typeof applyEvent>[2];
    expect(applyEvent(state, 3, unknown)).toBe(state);
  });

  it("counts a mention for the one who is meant, and no more once it is deleted", () => {
    const mention = aMessage(room, 3, { mentions: { users: [ANA], room: false, here: [] } });
    const told = applyEvent(state, 3, { type: "message_created", data: mention });
    expect(told.rooms[room]?.mentions).toEqual([3]);
    const gone = { ...mention, deleted_at: "2026-03-01T10:00:00Z", changed_seq: 4 };
    expect(applyEvent(told, 4, { type: "message_updated", data: gone }).rooms[room]).toMatchObject({
      mentions: [],
      gaps: [3],
    });
  });
});

/** Recorded on the server: what it was, what happened, what it is. Both sides run the same files. */
interface Recording {
  name: string;
  before: Snapshot;
  events: EventFrame[];
  after: Snapshot;
}

/** All that the viewer can fetch at one moment. */
interface Snapshot {
  bootstrap: Bootstrap;
  /** The newest messages of each room of the sidebar. */
  pages: MessagePage[];
  /** Everybody. */
  users: UserPage;
  public_rooms: RoomPage;
  /** The workspace's own. */
  emoji: EmojiList;
}

const RECORDINGS = join(import.meta.dirname, "../../../server/tests/golden/sync");

describe("the server's recordings", () => {
  const files = readdirSync(RECORDINGS).filter((file) => file.endsWith(".json"));

  it("are there", () => expect(files).not.toEqual([]));

  it.each(files)("%s", (file) => {
    const recording = JSON.parse(readFileSync(join(RECORDINGS, file), "utf8")) as Recording;
    const state = lived(opened(recording.before), recording.events);
    const fresh = opened(recording.after);
    const rooms = Object.keys(fresh.rooms);
    const people = Object.keys(fresh.users);
    expect(seenIn(withTimelinesOf(state, fresh), rooms, people)).toEqual(seenIn(fresh, rooms, people));
    expect(state.workspace).toEqual(fresh.workspace);
    expect(state.emoji).toEqual(fresh.emoji);
    expect(listed(state)).toEqual(listed(fresh));
  });
});

function opened({ bootstrap, pages, users, public_rooms, emoji }: Snapshot): Entities {
  const people = withUsers(withRoomPage(withBootstrap(EMPTY, bootstrap), public_rooms), users.users);
  const known: Entities = { ...people, emoji: Object.fromEntries(emoji.emoji.map((one) => [one.name, one])) };
  return pages.reduce((state, page) => {
    const room = roomOfStream(page.as_of.stream);
    return room === null ? state : withMessagePage(state, room, page, null);
  }, known);
}

/** The public rooms by id; their counts are as of the list's fetching. */
function listed(state: Entities) {
  const rooms = Object.values(state.publicRooms).map(({ id, name, topic, archived }) => ({
    id,
    name,
    topic,
    archived,
  }));
  return rooms.sort((a, b) => (a.id < b.id ? -1 : 1));
}
