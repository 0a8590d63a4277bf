import { expect, test } from "vitest";
import { ANA, aUser, BEN, CARA } from "../../testing/builders";
import { isWhole, type Known, partAt, suggestionsFor, withoutPart, withSuggestion } from "./suggest";

const KNOWN: Known = {
  people: [ANA, BEN, CARA].map((id) => aUser(id)),
  rooms: [
    { name: "launch", title: "launch" },
    { name: "book club", title: "book club" },
    { name: "@ben", title: "Ben" },
  ],
  me: ANA,
};
const NOW = new Date(2026, 2, 1, 12);

/** What is offered at the end of a text. */
function offered(words: string): string[] {
  return suggestionsFor(partAt(words, words.length), KNOWN, NOW).map((one) => one.text);
}

test("an empty field offers every operator", () => {
  expect(offered("")).toEqual(["from:", "in:", "has:", "is:", "before:", "after:", "on:"]);
});

test("the beginning of an operator offers it, also to leave something out", () => {
  expect(offered("tide fr")).toEqual(["from:"]);
  expect(offered("tide -h")).toEqual(["-has:"]);
  expect(offered("tide")).toEqual([]);
});

test("people are offered by a part of their name, oneself as me", () => {
  expect(offered("from:be")).toEqual(["from:ben"]);
  expect(offered("from:m")).toEqual(["from:me"]);
  expect(offered("from:ben")).toEqual([]);
});

test("rooms are offered, in quotation marks where their name has a space", () => {
  expect(offered("in:bo")).toEqual(['in:"book club"']);
  expect(offered("in:#lau")).toEqual(["in:launch"]);
});

test("days are offered as they are written", () => {
  expect(offered("after:2026-02")).toEqual(["after:2026-02-22"]);
  expect(offered("on:y")).toEqual(["on:yesterday"]);
});

test("what is taken stands in the place of what was typed, and the cursor after it", () => {
  const words = "tide fr low";
  const part = partAt(words, 7);
  const [taken] = suggestionsFor(part, KNOWN, NOW);
  expect(taken && withSuggestion(words, part, taken)).toEqual({ words: "tide from:low", cursor: 10 });
});

test("words in quotation marks are one part", () => {
  expect(partAt('a "two words" b', 8).text).toBe('"two words"');
  expect(partAt('in:"book cl', 11).text).toBe('in:"book cl');
});

test("a part is taken out without leaving a gap", () => {
  expect(withoutPart("tide from:ben low", "from:ben")).toBe("tide low");
  expect(withoutPart("in:dev-ops in:dev", "in:dev")).toBe("in:dev-ops");
});

test("an operator without its value is not worth asking for", () => {
  expect(isWhole("tide from:")).toBe(false);
  expect(isWhole("  ")).toBe(false);
  expect(isWhole("tide from:ben")).toBe(true);
  expect(isWhole("fatal error:")).toBe(true);
});
