import { expect, test } from "vitest";
import { entryOf } from "../../sync/apply";
import { aRoom, aSidebarRoom, idOf } from "../../testing/builders";
import { namesIn, offeredCommands, readSaid, SLASH_COMMANDS, wordsOf } from "./slash";

const said = (text: string) => readSaid(text, SLASH_COMMANDS);

test("a command has a name and what stands behind it", () => {
  expect(said("/topic  Ship on Friday ")).toMatchObject({
    type: "command",
    command: { name: "topic" },
    rest: "Ship on Friday",
  });
  expect(said("/LEAVE")).toMatchObject({ type: "command", command: { name: "leave" }, rest: "" });
});

test("two slashes are one, and a path is none", () => {
  expect(said("//leave")).toEqual({ type: "words", text: "/leave" });
  expect(said("/etc/hosts is wrong")).toEqual({ type: "words", text: "/etc/hosts is wrong" });
  expect(said("either /leave or not")).toEqual({ type: "words", text: "either /leave or not" });
});

test("a word that is no command is told", () => {
  expect(said("/foo bar")).toEqual({ type: "unknown", name: "foo" });
  expect(readSaid("/topic x", [])).toEqual({ type: "unknown", name: "topic" });
});

test("some commands are words", () => {
  expect(wordsOf("me", "waves\n\ntwice")).toBe("_waves_\n\n_twice_");
  expect(wordsOf("shrug", "who knows")).toBe("who knows ¯\\\\\\_(ツ)\\_/¯");
  expect(wordsOf("leave", "")).toBeNull();
});

test("names are found with and without their sign", () => {
  expect(namesIn("@ana, ben  @cara", "@")).toEqual(["ana", "ben", "cara"]);
});

test("only what can be done is offered", () => {
  const entry = entryOf(aSidebarRoom(aRoom(idOf(1)), { abilities: ["read", "post", "invite"] }));
  const names = offeredCommands(entry, ["message"], false).map((command) => command.name);
  expect(names).toEqual(["help", "invite", "me", "msg", "shortcuts", "shrug"]);
  const direct = entryOf(aSidebarRoom(aRoom(idOf(1), { kind: "direct" }), { abilities: ["invite", "leave"] }));
  expect(offeredCommands(direct, [], true).map((command) => command.name)).not.toContain("invite");
});
