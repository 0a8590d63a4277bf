import { expect, it } from "vitest";
import { aMessage, idOf } from "../../../testing/builders";
import { forwarded } from "./forwarded";

const message = aMessage(idOf(0x501), 1, { text: "The plan\nis **set**" });
const url = "https://chat.test/rooms/r/m";

it("the words come with who said them, where, and the way there", () => {
  expect(forwarded(message, { author: "Ana", room: "#general", url })).toBe(
    `The plan\nis **set**\n\n[Ana, #general](${url})`,
  );
});

it("names cannot break out of the link, and a conversation's people are not told", () => {
  expect(forwarded(message, { author: "A]na*", room: null, url })).toContain(`[A\\]na\\*](${url})`);
});

it("files go by their names", () => {
  const file = {
    id: "f",
    name: "plan_2.pdf",
    media_type: "application/pdf",
    size: 9,
    kind: "other" as const,
    image: null,
    url: null,
  };
  const words = forwarded({ text: "", files: [file] }, { author: "Ana", room: null, url });
  expect(words.split("\n\n")[0]).toBe("📎 plan\\_2.pdf");
});
