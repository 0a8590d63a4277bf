import { expect, test } from "vitest";
import { keysOf } from "./shortcuts";

const pressed = (key: string, held: KeyboardEventInit = {}) => keysOf(new KeyboardEvent("keydown", { key, ...held }));

test("letters keep their Shift, signs are what they are wherever a keyboard has them", () => {
  expect(pressed("M", { ctrlKey: true, shiftKey: true })).toBe("Ctrl Shift M");
  expect(pressed("k", { metaKey: true })).toBe("Ctrl K");
  expect(pressed("/", { ctrlKey: true, shiftKey: true })).toBe("Ctrl /");
  expect(pressed(".", { ctrlKey: true, shiftKey: true })).toBe("Ctrl .");
  expect(pressed("ArrowUp", { altKey: true, shiftKey: true })).toBe("Alt Shift ArrowUp");
});

test("a keyboard without a Delete key has Backspace", () => {
  expect(pressed("Backspace")).toBe("Delete");
});
