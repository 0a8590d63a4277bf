import { expect, test } from "vitest";
import { ANA, aRoom, aUser, BEN, CARA, DAN, idOf } from "../../testing/builders";
import type { Glyph } from "../../ui/emoji/table";
import { emojiFor, peopleFor, roomsFor } from "./suggestions";

const users = [ANA, BEN, CARA, DAN].map((id) => aUser(id));
const input = {
  query: "",
  users,
  members: new Set([CARA]),
  allKnown: true,
  recent: [BEN],
  mayMentionEverybody: false,
  memberCount: 42,
};
const names = (of: { name: string }[]) => of.map((one) => one.name);

test("members of the room come first, then who spoke here, then others", () => {
  expect(names(peopleFor(input))).toEqual(["Cara", "Ben", "Ana", "Dan"]);
});

test("a name that begins so comes before a member with some of the letters", () => {
  expect(names(peopleFor({ ...input, query: "an" }))).toEqual(["Ana", "Dan"]);
  expect(names(peopleFor({ ...input, query: "ar" }))[0]).toBe("Cara");
});

test("people who left, and who does not fit, are not offered", () => {
  const gone = users.map((user) => ({ ...user, deactivated: user.id === BEN }));
  expect(names(peopleFor({ ...input, users: gone }))).not.toContain("Ben");
  expect(peopleFor({ ...input, query: "zz" })).toEqual([]);
});

test("who is not in the room is marked, once all members are known", () => {
  const outside = (allKnown: boolean) =>
    peopleFor({ ...input, allKnown }).filter((one) => one.about.includes("not here"));
  expect(names(outside(true))).toEqual(["Ben", "Ana", "Dan"]);
  expect(outside(false)).toEqual([]);
});

test("everybody can be called by those who may", () => {
  const may = { ...input, mayMentionEverybody: true };
  expect(names(peopleFor(may)).slice(-2)).toEqual(["@here", "@room"]);
  expect(names(peopleFor({ ...may, query: "ro" }))).toContain("@room");
  expect(names(peopleFor({ ...input, query: "ro" }))).not.toContain("@room");
});

test("rooms are public ones that can be written behind #, one's own first", () => {
  const rooms = [
    aRoom(idOf(1), { name: "gardening" }),
    aRoom(idOf(2), { name: "general" }),
    aRoom(idOf(3), { name: "gems and stones" }),
    aRoom(idOf(4), { name: "generals", kind: "private" }),
  ];
  const found = roomsFor("g", rooms, new Set([idOf(2)]));
  expect(found.map((one) => one.insert)).toEqual(["#general ", "#gardening "]);
});

test("emoji come in the chosen tone, the workspace's own by name", () => {
  const wave: Glyph = {
    emoji: "👋",
    names: ["wave"],
    label: "waving hand",
    tags: [],
    group: "body",
    tones: ["👋🏻", "👋🏼", "👋🏽", "👋🏾", "👋🏿"],
  };
  const own = [{ name: "wave_off", url: "/x" }];
  expect(emojiFor("wave", [wave], own, 3).map((one) => one.insert)).toEqual(["👋🏽 ", ":wave_off: "]);
  expect(emojiFor("wave", [wave], [], 0)[0]?.insert).toBe("👋 ");
});
