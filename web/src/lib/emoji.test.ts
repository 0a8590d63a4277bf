import { expect, test } from "vitest";
import { emojiOf, onEmojiLoaded } from "./emoji";

test("a name finds its emoji once the names are loaded", async () => {
  expect(emojiOf("tada")).toBeNull();
  await new Promise<void>((loaded) => onEmojiLoaded(loaded));
  expect([emojiOf("tada"), emojiOf("+1"), emojiOf("thumbsup"), emojiOf("flag-fr")]).toEqual(["🎉", "👍", "👍", "🇫🇷"]);
  expect(emojiOf("+1::skin-tone-4")).toBe("👍🏽");
  expect(emojiOf("no_such_emoji")).toBeNull();
});
