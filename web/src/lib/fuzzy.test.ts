import { expect, test } from "vitest";
import { best, fitOf } from "./fuzzy";

const rooms = ["general", "launch-week", "security-review", "deploys", "general-archive", "random"];
const find = (query: string) => best(query, rooms, (name) => name, 10);

test("the exact name comes first, then what starts with it", () => {
  expect(find("general")).toEqual(["general", "general-archive"]);
});

test("words inside a name are found by their beginning", () => {
  expect(find("week")).toEqual(["launch-week"]);
  expect(find("sec rev")).toEqual(["security-review"]);
});

test.each(["lanuch", "launhc", "luanch", "launnch", "lunch"])("the slip %j still finds launch-week", (slip) => {
  expect(find(slip)).toContain("launch-week");
});

test("accents do not matter", () => {
  expect(fitOf("jose", "José Álvarez")).toBeGreaterThan(0);
});

test("what does not fit is left out, and nothing typed fits all", () => {
  expect(find("zzz")).toEqual([]);
  expect(find("")).toEqual(rooms);
});
