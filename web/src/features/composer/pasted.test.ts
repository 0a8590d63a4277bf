import { expect, test } from "vitest";
import { looksLikeCode, readPasted } from "./pasted";

const into = { before: "", selected: "" };

test.each([
  "const a = 1;\nif (a) {\n  go();\n}",
  'fn main() {\n    println!("hi");\n}',
  "def add(a, b):\n    return a + b",
  "SELECT id, name\nFROM users\nWHERE id = 1;",
  "<ul>\n  <li>one</li>\n</ul>",
  "$ cargo build\n$ cargo test --all",
])("%j looks like code", (text) => {
  expect(looksLikeCode(text)).toBe(true);
});

test.each([
  "Hello Ben,\nhere are the numbers that you asked for.\nBest, Ana",
  "- milk\n- bread (the dark one)\n- eggs",
  "1. first\n2. second",
  "> she said\n> no (really)",
  "早上好！\n今天下午把发布说明翻译完。",
  "Roses are red\nViolets are blue",
  "one line();",
  "Dear all,\nplease note the following (it matters):\nwe meet at three",
])("%j does not", (text) => {
  expect(looksLikeCode(text)).toBe(false);
});

test("code becomes a block on lines of its own, but not within one", () => {
  const code = "let a = 1;\nlet b = 2;\n";
  expect(readPasted(code, into, false)).toEqual({ type: "code", block: "```\nlet a = 1;\nlet b = 2;\n```\n" });
  expect(readPasted(code, { ...into, before: "see " }, false)).toMatchObject({
    block: "\n```\nlet a = 1;\nlet b = 2;\n```\n",
  });
  expect(readPasted(code, { ...into, before: "```\n" }, false)).toEqual({ type: "words" });
  expect(readPasted("Roses\nViolets", into, true)).toMatchObject({ type: "code" });
});

test("an address over selected words becomes their link", () => {
  expect(readPasted("https://example.com/a", { before: "", selected: "here" }, false)).toEqual({
    type: "link",
    url: "https://example.com/a",
  });
  expect(readPasted("https://example.com/a", into, false)).toEqual({ type: "words" });
});

test("a long text may be a file, one beyond the limit has to be", () => {
  expect(readPasted("a".repeat(4_000), into, false)).toEqual({ type: "words" });
  expect(readPasted("a".repeat(4_001), into, false)).toEqual({ type: "long" });
  expect(readPasted("é".repeat(8_193), into, false)).toEqual({ type: "file" });
});
