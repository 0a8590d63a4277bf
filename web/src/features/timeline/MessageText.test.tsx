import { render, screen } from "@testing-library/react";
import { beforeEach, expect, test } from "vitest";
import type { Block, Inline } from "../../api/wire";
import { EMPTY, entities } from "../../stores/entities";
import { ANA, aUser, BEN, idOf } from "../../testing/builders";
import { MessageText } from "./MessageText";

beforeEach(() =>
  entities.setState({ ...EMPTY, me: ANA, users: { [BEN]: aUser(BEN, { display_name: "Ben Böse" }) } }, true),
);

function shown(...blocks: Block[]) {
  return render(<MessageText text="source" document={{ grammar: 1, blocks }} me={ANA} />).container;
}

const text = (data: string) => ({ type: "text", data }) as const;
const paragraph = (...data: Extract<Block, { type: "paragraph" }>["data"]): Block => ({ type: "paragraph", data });

test("plain text keeps its lines and is never read as anything else", () => {
  const { container } = render(<MessageText text={"<b>one</b>\ntwo"} document={null} me={ANA} />);
  expect(container.textContent).toBe("<b>one</b>\ntwo");
  expect(container.querySelector("b")).toBeNull();
});

test("marks become elements, also inside each other", () => {
  const inner: Inline = { type: "emphasis", data: [text("deep")] };
  const container = shown(
    paragraph({ type: "strong", data: [text("very "), inner] }, { type: "strike", data: [text("no")] }),
  );
  expect(container.querySelector("strong em")?.textContent).toBe("deep");
  expect(container.querySelector("s")?.textContent).toBe("no");
});

test("a link to a message of this workspace stays in this window", () => {
  const url = `${location.origin}/rooms/r/messages/m`;
  shown(paragraph({ type: "link", data: { url, content: [text("above")] } }));
  const link = screen.getByRole("link", { name: "above" });
  expect([link.getAttribute("href"), link.getAttribute("target")]).toEqual(["/rooms/r/messages/m", null]);
});

test("a link opens elsewhere and tells the other side nothing", () => {
  shown(paragraph({ type: "link", data: { url: "https://example.org/", content: [text("there")] } }));
  const link = screen.getByRole("link", { name: "there" });
  expect([link.getAttribute("href"), link.getAttribute("target"), link.getAttribute("rel")]).toEqual([
    "https://example.org/",
    "_blank",
    "noopener noreferrer nofollow",
  ]);
});

test("a mention shows the name that the person has now, or the one that was written", () => {
  const container = shown(
    paragraph(
      { type: "mention", data: { user: BEN, username: "ben" } },
      { type: "mention", data: { user: idOf(99), username: "gone" } },
      { type: "mention_room" },
    ),
  );
  expect(container.textContent).toBe("@Ben Böse@gone@room");
});

test("a room link leads into the room", () => {
  shown(paragraph({ type: "room_link", data: { room: idOf(7), name: "general" } }));
  expect(screen.getByRole("link", { name: "#general" }).getAttribute("href")).toBe(`/rooms/${idOf(7)}`);
});

test("code keeps every space and says its language", () => {
  shown({ type: "code", data: { language: "rust", text: "  let x;\n" } });
  expect(screen.getByRole("group", { name: "Code, rust" }).textContent).toBe("  let x;");
});

test("lists count from where they start, and tasks show whether they are done", () => {
  const item = (done: boolean | null, words: string) => ({ done, blocks: [paragraph(text(words))] });
  const container = shown(
    { type: "list", data: { start: 4, items: [item(null, "four")] } },
    { type: "list", data: { start: null, items: [item(true, "ship"), item(false, "rest")] } },
  );
  expect(container.querySelector("ol")?.getAttribute("start")).toBe("4");
  expect((screen.getByRole("checkbox", { name: "Done" }) as HTMLInputElement).checked).toBe(true);
  expect((screen.getByRole("checkbox", { name: "To do" }) as HTMLInputElement).checked).toBe(false);
});

test("tables keep their columns' sides, headings, quotes and rules are there", () => {
  const cell = (words: string) => ({ content: [text(words)] });
  const container = shown(
    { type: "heading", data: { level: 1, content: [text("Title")] } },
    { type: "quote", data: [paragraph(text("said"))] },
    { type: "rule" },
    {
      type: "table",
      data: { columns: ["none", "right"], head: [cell("a"), cell("b")], rows: [{ cells: [cell("1"), cell("2")] }] },
    },
    paragraph(text("a"), { type: "break" }, { type: "code", data: "b" }),
  );
  expect(screen.getByRole("heading", { name: "Title" })).toBeTruthy();
  expect(container.querySelector("blockquote")?.textContent).toBe("said");
  expect(container.querySelector("hr")).toBeTruthy();
  expect(screen.getByRole("cell", { name: "2" }).style.textAlign).toBe("right");
  expect(container.querySelector("br + code")?.textContent).toBe("b");
});
