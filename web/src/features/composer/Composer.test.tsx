import { fireEvent, render, screen, waitFor } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { beforeEach, expect, test, vi } from "vitest";
import { keepDraft } from "../../stores/drafts";
import type { Place } from "../../stores/places";
import { Composer } from "./Composer";

const actions = vi.hoisted(() => ({
  detach: vi.fn(),
  retryUpload: vi.fn(),
  resumeUpload: vi.fn(),
  keepBack: vi.fn(),
  sendMessage: vi.fn(),
  tellTyping: vi.fn(),
  needEmoji: vi.fn(),
  findUsers: vi.fn(),
  browseRooms: vi.fn(),
  listMembers: vi.fn(),
  invite: vi.fn(),
  updateRoom: vi.fn(),
  joinRoom: vi.fn(),
  openDirect: vi.fn(),
}));
vi.mock("../../sync/actions", () => actions);

const acts = {
  openShortcuts: vi.fn(),
  goToRoom: vi.fn(),
  leaveRoom: vi.fn(),
  editLast: vi.fn(),
};
const ROOM: Place = { room: "r", root: null };

beforeEach(() => {
  actions.sendMessage.mockReset().mockResolvedValue(undefined);
  actions.tellTyping.mockReset();
  keepDraft(ROOM, "");
});

function composer(place: Place = ROOM): HTMLTextAreaElement {
  render(<Composer place={place} title="#general" prompt="Message #general" acts={acts} />);
  return screen.getByRole("textbox", { name: "Message #general" });
}

test("Enter sends the text and clears the field", async () => {
  const field = composer();
  await userEvent.type(field, "hello{Enter}");
  expect(actions.sendMessage).toHaveBeenCalledExactlyOnceWith(ROOM, "hello", { alsoInRoom: false });
  await waitFor(() => expect(field.value).toBe(""));
});

test("Shift and Enter break the line", async () => {
  const field = composer();
  await userEvent.type(field, "one{Shift>}{Enter}{/Shift}two");
  expect(field.value).toBe("one\ntwo");
  expect(actions.sendMessage).not.toHaveBeenCalled();
});

test("Enter that ends a composition of an input method never sends", async () => {
  const field = composer();
  await userEvent.type(field, "かな");
  fireEvent.keyDown(field, { key: "Enter", isComposing: true });
  fireEvent.keyDown(field, { key: "Enter", keyCode: 229 });
  expect(actions.sendMessage).not.toHaveBeenCalled();
  expect(field.value).toBe("かな");
});

test("the text stays until it is kept on this machine, and what is typed meanwhile stays too", async () => {
  let kept = () => {};
  actions.sendMessage.mockReturnValue(new Promise<void>((resolve) => (kept = resolve)));
  const field = composer();
  await userEvent.type(field, "first{Enter}");
  expect(field.value).toBe("first");
  await userEvent.type(field, " and more");
  kept();
  await waitFor(() => expect(field.value).toBe(" and more"));
});

test("a text that could not be kept is not lost", async () => {
  actions.sendMessage.mockRejectedValue(new Error("the disk is full"));
  const field = composer();
  await userEvent.type(field, "precious{Enter}");
  await waitFor(() => expect(actions.sendMessage).toHaveBeenCalled());
  expect(field.value).toBe("precious");
});

test("nothing but white space is not sent", async () => {
  const field = composer();
  await userEvent.type(field, "   {Enter}");
  expect(actions.sendMessage).not.toHaveBeenCalled();
  expect((screen.getByRole("button", { name: "Send" }) as HTMLButtonElement).disabled).toBe(true);
});

test("a text beyond the limit says by how much, and waits", () => {
  const field = composer();
  fireEvent.change(field, { target: { value: "é".repeat(8_200) } });
  expect(screen.getByText("16 too many")).toBeTruthy();
  expect((screen.getByRole("button", { name: "Send" }) as HTMLButtonElement).disabled).toBe(true);
});

test("the toolbar and its keys mark the selection", async () => {
  const field = composer();
  await userEvent.type(field, "big");
  field.setSelectionRange(0, 3);
  await userEvent.click(screen.getByRole("button", { name: "Bold" }));
  expect(field.value).toBe("**big**");
  fireEvent.keyDown(field, { key: "b", ctrlKey: true });
  expect(field.value).toBe("big");
});

test("typing is told, an empty field is not", async () => {
  const field = composer();
  await userEvent.type(field, "a");
  expect(actions.tellTyping).toHaveBeenCalledWith("r");
  actions.tellTyping.mockClear();
  await userEvent.clear(field);
  expect(actions.tellTyping).not.toHaveBeenCalled();
});

test("a reply may go to the room too, once", async () => {
  const thread: Place = { room: "r", root: "m" };
  const field = composer(thread);
  await userEvent.click(screen.getByRole("checkbox", { name: "Also send to #general" }));
  await userEvent.type(field, "done{Enter}");
  expect(actions.sendMessage).toHaveBeenCalledExactlyOnceWith(thread, "done", { alsoInRoom: true });
  await waitFor(() => expect((screen.getByRole("checkbox") as HTMLInputElement).checked).toBe(false));
});
