/** Random histories of a workspace, and what a browser must show after them: for the laws of `sync/`. */
import type { Message, MessageList, MessagePage } from "../api/wire";
import type { Entities } from "../stores/entities";
import { EMPTY } from "../stores/entities";
import { sidebarRooms, unreadOf } from "../stores/rooms";
import { withUsers } from "../sync/apply";
import { withBootstrap, withMessagePage } from "../sync/merge";
import { withReplyPage, withRoot } from "../sync/replies";
import { ANA, BEN, CARA, DAN } from "./builders";
import { FakeWorkspace } from "./fakeWorkspace";

export const PEOPLE = [ANA, BEN, CARA, DAN];

/** Four people and three rooms; dan is in none of the private ones. */
export function aTown(): FakeWorkspace {
  const town = new FakeWorkspace();
  for (const person of PEOPLE) town.addUser(person);
  const general = town.createRoom(ANA, { name: "general" }).room.id;
  const secret = town.createRoom(BEN, { name: "secret", kind: "private" }).room.id;
  town.createRoom(CARA, { name: "garden" });
  for (const person of PEOPLE) town.addMember(general, person);
  town.addMember(secret, ANA);
  for (let count = 0; count < 60; count += 1) town.send(BEN, general, `before ${count}`, `before-${count}`);
  for (const root of rootsOf(town)) {
    for (let count = 0; count < 8; count += 1)
      town.send(CARA, general, `reply ${count}`, `reply-${root}-${count}`, { replyTo: root });
  }
  return town;
}

export function oneOf<T>(items: readonly T[], random: () => number): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error("nothing to choose from");
  return item;
}

/** Two messages of the town on which threads hang: one that a page of the newest has, and one that it has not. */
export function rootsOf(town: FakeWorkspace): string[] {
  const [general] = [...town.rooms.values()];
  return [general?.messages[2], general?.messages[55]].flatMap((message) => message?.id ?? []);
}

/** One random act of somebody's in the threads of the town. */
export function happenInThread(town: FakeWorkspace, random: () => number, key: string): void {
  const root = oneOf(rootsOf(town), random);
  const room = town.message(root)?.room ?? "";
  const person = oneOf([...town.room(room).members.keys()], random);
  const dice = random();
  if (dice < 0.5) {
    const text = oneOf([`reply ${key}`, `@ana reply ${key}`], random);
    town.send(person, room, text, key, { replyTo: root, alsoInRoom: random() < 0.3 });
  } else if (dice < 0.6) town.acts.remove(oneOf(town.repliesOf(root), random).id);
  else if (dice < 0.7) town.acts.react(person, oneOf(town.repliesOf(root), random).id, "👍", true);
  else if (!town.room(room).members.has(ANA)) town.addMember(room, ANA);
  else if (dice < 0.8) town.threads.follow(ANA, root, random() < 0.7);
  else town.threads.read(ANA, root, Math.ceil(random() * town.repliesOf(root).length));
}

/** One random act of somebody's. */
export function happen(town: FakeWorkspace, random: () => number, key: string): void {
  if (random() < 0.25) {
    happenInThread(town, random, key);
    return;
  }
  const held = oneOf([...town.rooms.values()], random);
  const room = held.room.id;
  const person = oneOf(PEOPLE, random);
  const position = 1 + Math.floor(random() * Math.max(1, held.messages.length));
  const isMember = held.members.has(person);
  const dice = random();
  if (dice < 0.5 && isMember) {
    const text = oneOf([`hello ${key}`, `@ana look ${key}`, `@room all ${key}`], random);
    town.send(person, room, text, key);
  } else if (dice < 0.6 && held.messages.length > 0) town.deleteMessage(room, position);
  else if (dice < 0.7 && held.messages[position - 1]?.deleted_at === null)
    actOn(town, held.messages[position - 1]?.id ?? "", person, random);
  else if (dice < 0.77 && isMember) town.mark(person, room, position);
  else if (dice < 0.8 && isMember && held.messages.length > 0) {
    // A browser counts anew among the messages that it holds.
    const from = held.messages.length - Math.floor(random() * Math.min(40, held.messages.length));
    town.acts.unread(person, room, random() < 0.2 ? null : from);
  } else if (dice < 0.86) town.addMember(room, person);
  else if (dice < 0.9 && held.members.size > 1) town.removeMember(room, person);
  else if (dice < 0.92 && isMember) town.changeRole(room, person, oneOf(["reader", "member", "moderator"], random));
  else if (dice < 0.95) town.renameRoom(room, `room ${key}`);
  else town.renameUser(person, `name ${key}`);
}

function actOn(town: FakeWorkspace, message: string, person: string, random: () => number): void {
  const dice = random();
  if (dice < 0.5) town.acts.react(person, message, oneOf(["👍", "🎉"], random), random() < 0.7);
  else if (dice < 0.7) town.acts.save(person, message, random() < 0.7);
  else town.acts.answer({ name: "PUT messages :id pin", id: message, who: "", user: person, body: null });
}

/** What a browser of this person's would hold if it had just been opened, with the newest messages of these rooms, and these threads. */
export function freshState(
  town: FakeWorkspace,
  person: string,
  rooms: readonly string[],
  roots: readonly string[] = [],
): Entities {
  let state = withBootstrap(EMPTY, structuredClone(town.bootstrap(person)));
  state = withUsers(state, [...town.users.values()]);
  for (const room of rooms) {
    if (room in state.rooms)
      state = withMessagePage(state, room, structuredClone(town.page(room, { limit: 50 }, person)), null);
  }
  for (const root of roots) state = withThread(state, town, root);
  return state;
}

/** The state with the whole list of what mentions somebody. */
export function withMentions(state: Entities, town: FakeWorkspace, person: string): Entities {
  const asked = { name: "GET mentions", id: "", user: person, query: new URLSearchParams("limit=1000"), body: null };
  const { messages, next } = structuredClone(town.lists.answer(asked)) as MessageList;
  return { ...state, lists: { ...state.lists, mentions: { messages, next, stale: false } } };
}

/** The state with the newest replies of a thread, as a panel loads them. */
export function withThread(state: Entities, town: FakeWorkspace, root: string): Entities {
  const message = town.message(root);
  if (!message || !(message.room in state.rooms)) return state;
  const asked = { name: "GET messages :id replies", id: root, user: ANA, query: new URLSearchParams(), body: null };
  const page = structuredClone(town.threads.answer(asked)) as MessagePage;
  return withRoot(withReplyPage(state, { room: message.room, root }, page, null), structuredClone(message));
}

/** What a person sees of a state: what the law compares. */
export function seenIn(state: Entities, rooms: readonly string[], people: readonly string[]) {
  return {
    rooms: sidebarRooms(state.rooms).map((entry) => ({
      room: entry.room,
      role: entry.role,
      abilities: entry.abilities,
      mark: entry.mark,
      unreadFrom: entry.unreadFrom,
      unread: unreadOf(entry),
      gaps: entry.gaps,
      mentions: entry.mentions,
      head: state.heads[`room:${entry.room.id}`],
    })),
    users: people.map((person) => state.users[person]),
    messages: rooms.map((room) => presentMessages(state, room)),
    threads: Object.values(state.replies).map((thread) => ({
      ids: thread.windows.at(-1)?.ids.slice(-40),
      messages: thread.windows
        .at(-1)
        ?.ids.slice(-40)
        .map((id) => thread.messages[id]),
    })),
    roots: Object.keys(state.replies).map((root) => state.replies[root]?.messages[root]),
    follows: Object.values(state.threads)
      .filter((follow) => follow.followed)
      .sort((a, b) => (a.root < b.root ? -1 : 1)),
    own: rooms.flatMap((room) => presentMessages(state, room).map((message) => ownPart(state, message))),
  };
}

/** What is the reader's own of a message; nothing of a deleted one, whenever that is forgotten. */
function ownPart(state: Entities, message: Message | undefined) {
  if (message === undefined || message.deleted_at !== null) return null;
  return [state.ownReactions[message.id], message.id in state.saved];
}

/** The newest messages of a room as a timeline shows them at the present. */
export function presentMessages(state: Entities, room: string, count = 40) {
  const timeline = state.timelines[room];
  const window = timeline?.windows.find((run) => run.newer === null);
  return window?.ids.slice(-count).map((id) => timeline?.messages[id]) ?? [];
}
