import { expect, test } from "vitest";
import { insideCode, triggerAt } from "./trigger";

/** `|` is the caret. */
function at(marked: string) {
  const caret = marked.indexOf("|");
  return triggerAt(marked.replace("|", ""), caret);
}

test.each([
  ["@|", "person", ""],
  ["hello @an|", "person", "an"],
  ["(@an|", "person", "an"],
  ["see #gen|", "room", "gen"],
  ["nice :ta|", "emoji", "ta"],
  ["/inv|", "command", "inv"],
  ["/|", "command", ""],
  ["早上好@李|", "person", "李"],
])("%j asks for a %s called %j", (marked, kind, query) => {
  expect(at(marked)).toMatchObject({ kind, query });
});

test.each([
  "ana@exam|",
  "at 10:30|",
  "https://exam|",
  "smile :)|",
  ":D|",
  "a/b|",
  "text /inv|",
  "//inv|",
  "# title|",
  "a ` @an|",
  "```\n@an|",
  "&#12|",
  "@ana |",
])("%j asks for nothing", (marked) => {
  expect(at(marked)).toBeNull();
});

test("a name in the middle of which the caret stands is replaced as a whole", () => {
  expect(at("hi @an|na!")).toEqual({ kind: "person", query: "an", from: 3, to: 8 });
  expect(at(":ta|da: now")).toEqual({ kind: "emoji", query: "ta", from: 0, to: 6 });
});

test("code ends where it ends", () => {
  expect(insideCode("```\ncode\n```\nafter ")).toBe(false);
  expect(insideCode("`code` and ")).toBe(false);
  expect(insideCode("an open ` on the line before\n")).toBe(false);
});
