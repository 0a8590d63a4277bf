import { expect, test } from "vitest";
import { type Change, type MarkName, markChange, nextItem, type Selected } from "./marks";

/** `a [b] c`: the brackets are the selection; `|` alone is the caret. */
function selected(text: string): Selected {
  const caret = text.indexOf("|");
  if (caret >= 0) return { text: text.replace("|", ""), start: caret, end: caret };
  return { text: text.replace("«", "").replace("»", ""), start: text.indexOf("«"), end: text.indexOf("»") - 1 };
}

function done(from: Selected, change: Change): string {
  const text = from.text.slice(0, change.from) + change.insert + from.text.slice(change.to);
  if (change.selectFrom === change.selectTo)
    return `${text.slice(0, change.selectFrom)}|${text.slice(change.selectFrom)}`;
  return `${text.slice(0, change.selectFrom)}«${text.slice(change.selectFrom, change.selectTo)}»${text.slice(change.selectTo)}`;
}

test.each<[MarkName, string, string]>([
  ["bold", "a «b» c", "a **«b»** c"],
  ["bold", "a **«b»** c", "a «b» c"],
  ["italic", "|", "_|_"],
  ["code", "run «ls»", "run `«ls»`"],
  ["code", "«one\ntwo»", "```\none\ntwo\n```\n|"],
  ["link", "see «docs»", "see [docs](https://|)"],
  ["link", "see |", "see [|](https://)"],
  ["quote", "a\nb «c\nd»", "a\n> b c\n> d|"],
  ["bullets", "«a\nb»", "- a\n- b|"],
  ["numbers", "«a\nb»", "1. a\n2. b|"],
])("%s makes %j into %j", (name, from, to) => {
  const before = selected(from);
  expect(done(before, markChange(name, before))).toBe(to);
});

test.each([
  ["- milk|", "- milk\n- |"],
  ["  2) milk|", "  2) milk\n  3) |"],
  ["- milk\n- |", "- milk\n|"],
])("a break in the list %j gives %j", (from, to) => {
  const before = selected(from);
  const change = nextItem(before);
  expect(change && done(before, change)).toBe(to);
});

test("a break outside a list is a plain break", () => {
  expect(nextItem(selected("no list|"))).toBeNull();
});
