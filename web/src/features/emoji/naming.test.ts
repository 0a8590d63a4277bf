import { expect, it } from "vitest";
import { nameFrom, wrongName, wrongPicture } from "./naming";

it.each([
  ["Party Parrot.gif", "party-parrot"],
  ["Café (2).PNG", "cafe-2"],
  ["+1_own.webp", "+1_own"],
  ["日本.png", ""],
  [`${"a".repeat(40)}.png`, "a".repeat(32)],
])("a file %s is offered as %s", (file, name) => expect(nameFrom(file)).toBe(name));

it("a wrong name is told in a sentence, a missing one not yet", () => {
  expect(wrongName("")).toBeNull();
  expect(wrongName("ship-it_2+")).toBeNull();
  expect(wrongName("Ship it")).toContain("small letters");
  expect(wrongName("x".repeat(33))).toContain("32");
});

it("only small pictures of known kinds are taken", () => {
  expect(wrongPicture({ size: 1024 * 1024, type: "image/png" })).toBeNull();
  expect(wrongPicture({ size: 1024 * 1024 + 1, type: "image/png" })).toContain("1 MB");
  expect(wrongPicture({ size: 9, type: "image/svg+xml" })).toContain("PNG");
});
