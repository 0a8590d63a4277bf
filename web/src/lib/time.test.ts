import { expect, test } from "vitest";
import { dayKey, dayLabel, recently } from "./time";

const now = new Date(2026, 2, 10, 0, 5).getTime();
const at = (day: number, hour: number, minute = 0) => new Date(2026, 2, day, hour, minute).toISOString();

test("days begin at local midnight, not 24 hours ago", () => {
  expect(dayLabel(at(10, 0, 1), now)).toBe("Today");
  expect(dayLabel(at(9, 23, 59), now)).toBe("Yesterday");
  expect(dayLabel(at(9, 0, 1), now)).toBe("Yesterday");
});

test("older days have a weekday, and after half a year a year", () => {
  expect(dayLabel(at(3, 12), now)).toContain("Tuesday");
  expect(dayLabel("2024-05-04T12:00:00Z", now)).toContain("2024");
});

test("two moments share a key only on the same local day", () => {
  expect(dayKey(at(9, 0, 1))).toBe(dayKey(at(9, 23, 59)));
  expect(dayKey(at(9, 23, 59))).not.toBe(dayKey(at(10, 0, 1)));
});

test("what was lately says today and yesterday", () => {
  expect(recently(at(10, 0, 1), now)).toMatch(/^today /);
  expect(recently(at(9, 17, 42), now)).toMatch(/^yesterday /);
  expect(recently("2025-01-02T12:00:00Z", now)).toContain("2025");
});
