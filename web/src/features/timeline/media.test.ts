import { expect, test } from "vitest";
import { fitted } from "./media";

const BOX = { width: 400, height: 320 };

test("a large picture shrinks into its box and keeps its shape", () => {
  expect(fitted({ width: 4000, height: 2000 }, BOX)).toEqual({ width: 400, height: 200 });
  expect(fitted({ width: 2000, height: 4000 }, BOX)).toEqual({ width: 160, height: 320 });
});

test("a small picture stays as it is", () => {
  expect(fitted({ width: 120, height: 90 }, BOX)).toEqual({ width: 120, height: 90 });
});

test("a line of pixels can still be clicked", () => {
  expect(fitted({ width: 16_000, height: 10 }, BOX)).toEqual({ width: 400, height: 48 });
  expect(fitted({ width: 1, height: 1 }, BOX)).toEqual({ width: 48, height: 48 });
});
