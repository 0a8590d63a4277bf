import { render, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { useRef } from "react";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { chooseTone, emojiAtHand, noteEmojiUsed } from "./choice";
import { EmojiPicker } from "./EmojiPicker";

const PARROT = { name: "party_parrot", url: "/parrot" };
const onPick = vi.fn();
const onClose = vi.fn();

beforeEach(() => {
  onPick.mockReset();
  onClose.mockReset();
  // jsdom lays nothing out: a board that shows ten rows.
  vi.spyOn(Element.prototype, "clientHeight", "get").mockReturnValue(360);
});
afterEach(() => {
  chooseTone(0);
  vi.restoreAllMocks();
});

function Page() {
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <button ref={button} type="button">
        Emoji
      </button>
      <EmojiPicker anchor={button} custom={[PARROT]} onPick={onPick} onClose={onClose} />
    </>
  );
}

async function picker() {
  render(<Page />);
  const search = await screen.findByRole("combobox", { name: "Search emoji" });
  await waitFor(() => expect(screen.getByRole("grid").getAttribute("aria-busy")).toBe("false"), { timeout: 20_000 });
  return search;
}

const active = () => screen.getByRole("gridcell", { selected: true }).getAttribute("aria-label");

test("a word finds emoji by name, words and tags; Enter takes the first and closes", async () => {
  await userEvent.type(await picker(), "tada");
  expect(active()).toBe("party popper");
  expect(screen.getByText(":tada:")).toBeTruthy();
  await userEvent.keyboard("{Enter}");
  expect(onPick).toHaveBeenCalledExactlyOnceWith("🎉");
  expect(onClose).toHaveBeenCalledOnce();
});

test("arrow keys walk over the emoji while the search keeps the focus", async () => {
  const search = await picker();
  await userEvent.type(search, "heart");
  const first = active();
  await userEvent.keyboard("{ArrowRight}{ArrowRight}{ArrowLeft}");
  const second = active();
  expect(second).not.toBe(first);
  await userEvent.keyboard("{ArrowDown}{ArrowUp}");
  expect(active()).toBe(second);
  expect(document.activeElement).toBe(search);
});

test("the workspace's own emoji stand in a section and are found by name", async () => {
  const search = await picker();
  expect(screen.getByRole("button", { name: "Of this workspace" })).toBeTruthy();
  await userEvent.type(search, ":party_p");
  await userEvent.keyboard("{Enter}");
  expect(onPick).toHaveBeenCalledExactlyOnceWith(":party_parrot:");
});

test("a skin tone is chosen once and shows on every hand", async () => {
  const search = await picker();
  await userEvent.click(screen.getByRole("button", { name: "Choose a skin tone" }));
  await userEvent.click(screen.getByRole("button", { name: "Medium skin tone" }));
  await userEvent.type(search, "wave");
  await userEvent.keyboard("{Enter}");
  expect(onPick).toHaveBeenCalledExactlyOnceWith("👋🏽");
});

test("what was used comes first, and the three at hand keep their places", async () => {
  noteEmojiUsed("🦀");
  expect(emojiAtHand()[0]).toBe("🦀");
  const before = emojiAtHand();
  for (const emoji of before) noteEmojiUsed(emoji);
  const after = emojiAtHand();
  noteEmojiUsed("🦀");
  expect(emojiAtHand()).toEqual(after);
  await picker();
  const grid = screen.getByRole("grid");
  expect(within(grid).getByText("Recently used")).toBeTruthy();
  expect(within(grid).getAllByRole("gridcell", { name: "crab" }).length).toBeGreaterThan(0);
});

test("Shift and Enter pick without closing", async () => {
  await userEvent.type(await picker(), "rocket");
  await userEvent.keyboard("{Shift>}{Enter}{/Shift}");
  expect(onPick).toHaveBeenCalledExactlyOnceWith("🚀");
  expect(onClose).not.toHaveBeenCalled();
});

test("what nobody called anything is told", async () => {
  await userEvent.type(await picker(), "qqzz");
  expect(screen.getByText("No emoji is called “qqzz”.")).toBeTruthy();
});
