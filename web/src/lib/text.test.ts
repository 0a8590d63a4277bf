import { expect, test } from "vitest";
import { counted, extensionOf, fileSize, listed, onlyEmoji } from "./text";

test("one is one and more are many", () => {
  expect([counted(1, "reply", "replies"), counted(2, "reply", "replies"), counted(0, "message")]).toEqual([
    "1 reply",
    "2 replies",
    "0 messages",
  ]);
});

test.each([
  [[], ""],
  [["Ana"], "Ana"],
  [["Ana", "Ben"], "Ana and Ben"],
  [["Ana", "Ben", "Cara"], "Ana, Ben and Cara"],
  [["Ana", "Ben", "Cara", "Dan"], "Ana, Ben and 2 others"],
])("%j reads %j", (names, told) => {
  expect(listed(names)).toBe(told);
});

test.each([
  [0, "0 bytes"],
  [1023, "1,023 bytes"],
  [1536, "1.5 KB"],
  [14 * 1024, "14 KB"],
  [5 * 1024 ** 3, "5 GB"],
])("%d bytes read %j", (bytes, told) => {
  expect(fileSize(bytes)).toBe(told);
});

test("the ending of a name is its kind", () => {
  expect([extensionOf("a.tar.gz"), extensionOf("notes"), extensionOf("b.JPEG"), extensionOf("x.verylong")]).toEqual([
    "GZ",
    "FILE",
    "JPEG",
    "FILE",
  ]);
});

test.each([
  ["🚀", true],
  ["👩‍💻 👍🏽", true],
  ["🇫🇷", true],
  ["ok 👍", false],
  ["123", false],
  ["", false],
])("%j alone is emoji: %s", (text, told) => {
  expect(onlyEmoji(text)).toBe(told);
});
