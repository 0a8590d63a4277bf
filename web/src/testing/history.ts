/** Random histories of a workspace, and what a browser must show after them: for the laws of `sync/`. */
import type { Entities } from "../stores/entities";
import { EMPTY } from "../stores/entities";
import { sidebarRooms, unreadOf } from "../stores/rooms";
import { withUsers } from "../sync/apply";
import { withBootstrap, withMessagePage } from "../sync/merge";
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
  return town;
}

export function oneOf<T>(items: readonly T[], random: () => number): T {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error("nothing to choose from");
  return item;
}

/** One random act of somebody's. */
export function happen(town: FakeWorkspace, random: () => number, key: string): void {
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
    town.updateMessage(room, position, { reactions: [{ emoji: "👍", count: 1, users: [person] }] });
  else if (dice < 0.8 && isMember) town.mark(person, room, position);
  else if (dice < 0.86) town.addMember(room, person);
  else if (dice < 0.9 && held.members.size > 1) town.removeMember(room, person);
  else if (dice < 0.92 && isMember) town.changeRole(room, person, oneOf(["reader", "member", "moderator"], random));
  else if (dice < 0.95) town.renameRoom(room, `room ${key}`);
  else town.renameUser(person, `name ${key}`);
}

/** What a browser of this person's would hold if it had just been opened, with the newest messages of these rooms. */
export function freshState(town: FakeWorkspace, person: string, rooms: readonly string[], limit = 50): Entities {
  let state = withBootstrap(EMPTY, structuredClone(town.bootstrap(person)));
  state = withUsers(state, [...town.users.values()]);
  for (const room of rooms) {
    if (room in state.rooms) state = withMessagePage(state, room, structuredClone(town.page(room, { limit })), null);
  }
  return state;
}

/** What a person sees of a state: what the law compares. */
export function seenIn(state: Entities, rooms: readonly string[], people: readonly string[]) {
  return {
    rooms: sidebarRooms(state.rooms).map((entry) => ({
      room: entry.room,
      role: entry.role,
      abilities: entry.abilities,
      mark: entry.mark,
      unread: unreadOf(entry),
      gaps: entry.gaps,
      mentions: entry.mentions,
      head: state.heads[`room:${entry.room.id}`],
    })),
    users: people.map((person) => state.users[person]),
    messages: rooms.map((room) => presentMessages(state, room)),
  };
}

/** The newest messages of a room as a timeline shows them at the present. */
export function presentMessages(state: Entities, room: string, count = 40) {
  const timeline = state.timelines[room];
  const window = timeline?.windows.find((run) => run.newer === null);
  return window?.ids.slice(-count).map((id) => timeline?.messages[id]) ?? [];
}
