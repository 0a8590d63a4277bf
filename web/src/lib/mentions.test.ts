import { expect, test } from "vitest";
import { mentionedNames } from "./mentions";

test("the names of a quotation are called by nobody", () => {
  expect(mentionedNames("> @ana and\n > @room\n\n@ben > @cara")).toEqual(["ben", "cara"]);
});

test("the names of a text are those outside of code", () => {
  expect(mentionedNames("@ana, @Ben. `@cara` ```\n@dan\n``` mail@eve.org")).toEqual(["ana", "ben.", "ben"]);
});
