import { expect, test } from "vitest";
import { AVATAR_COLOURS, avatarColour, initialsOf } from "./avatarLook";
import { contrast } from "./contrast.test-kit";

test.each([
  ["Ada Bell", "AB"],
  ["ada", "AD"],
  ["Ana María de la Cruz", "AC"],
  ["mia.okoye", "MO"],
  ["李小龙", "李"],
  ["محمد علي", "مع"],
  ["🚀", "🚀"],
  ["  (ops)  ", "OP"],
  ["", "?"],
])("the initials of %j are %j", (name, initials) => {
  expect(initialsOf(name)).toBe(initials);
});

test("the same seed always gives the same colour, and seeds spread over the colours", () => {
  const seeds = Array.from({ length: 200 }, (_, i) => `0199aaaa-0000-7000-8000-${String(i).padStart(12, "0")}`);
  expect(avatarColour("x")).toBe(avatarColour("x"));
  expect(new Set(seeds.map(avatarColour)).size).toBe(AVATAR_COLOURS.length);
});

test.each(AVATAR_COLOURS)("white initials keep AA contrast on %s", (colour) => {
  expect(contrast("#ffffff", colour)).toBeGreaterThanOrEqual(4.5);
});
