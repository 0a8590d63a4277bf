import { cleanup, render, screen } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, expect, test, vi } from "vitest";
import { EMPTY, entities } from "../../stores/entities";
import { ANA, aMessage, aRoom, BEN, idOf } from "../../testing/builders";
import { Previews } from "./Previews";

const { removePreview } = vi.hoisted(() => ({ removePreview: vi.fn() }));
vi.mock("./actions", () => ({ removePreview }));
afterEach(cleanup);

const ROOM = idOf(0x501);
const preview = {
  id: "p",
  url: "https://example.org/lake",
  site: "example.org",
  title: "The lake",
  text: "",
  image: null,
};

function show(author: string, abilities: ("edit_own" | "delete_any")[]) {
  const message = { ...aMessage(ROOM, 1, { author }), previews: [preview] };
  const entry = {
    room: aRoom(ROOM),
    role: "member" as const,
    mark: 0,
    unreadFrom: null,
    gaps: [],
    mentions: [],
    asOf: 0,
  };
  entities.setState({ ...EMPTY, me: ANA, rooms: { [ROOM]: { ...entry, abilities } } }, true);
  render(<Previews message={message} />);
  return message;
}

test("the author takes a preview away; the link itself leads there", async () => {
  const message = show(ANA, ["edit_own"]);
  expect(screen.getByRole("link", { name: "The lake" }).getAttribute("href")).toBe("https://example.org/lake");
  await userEvent.click(screen.getByRole("button", { name: "Remove the preview of example.org" }));
  expect(removePreview).toHaveBeenCalledWith(message, "p");
});

test.each([
  ["another person", BEN, ["edit_own"] as const, false],
  ["who keeps order", BEN, ["edit_own", "delete_any"] as const, true],
])("%s: may it be removed?", (_, author, abilities, may) => {
  show(author, [...abilities]);
  expect(screen.queryByRole("button") !== null).toBe(may);
});
