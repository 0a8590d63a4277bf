import { createEvent, fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ANA, BEN, idOf } from "../testing/builders";
import { FakeServer } from "../testing/fakeServer";
import { closeApp, renderApp } from "../testing/renderApp";

const GENERAL = idOf(0x501);
let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
  for (const user of [ANA, BEN]) server.workspace.addUser(user);
  server.workspace.createRoom(ANA, { id: GENERAL, name: "general" });
});
afterEach(closeApp);

async function opened(): Promise<HTMLTextAreaElement> {
  renderApp(server, ANA, `/rooms/${GENERAL}`);
  return screen.findByRole("textbox", { name: /^Message/ });
}

const file = (name: string, text = "0123456789", type = "text/plain") => new File([text], name, { type });
const choice = () => screen.getByLabelText<HTMLInputElement>("Files to attach");
const cards = () => within(screen.getByRole("list", { name: "Attached files" })).getAllByRole("listitem");
const said = () => server.workspace.room(GENERAL).messages;
/** A clipboard, or what is dragged; jsdom has none. */
function data(files: File[], text = "", types: string[] = []) {
  return {
    types: [...types, ...(files.length > 0 ? ["Files"] : [])],
    items: files.map((one) => ({ kind: "file", getAsFile: () => one })),
    files,
    getData: () => text,
  };
}

test("chosen files are uploaded, shown, and go with the message", async () => {
  const field = await opened();
  await userEvent.upload(choice(), [file("a.txt"), file("b.txt")]);
  expect(cards()).toHaveLength(2);
  await userEvent.type(field, "two files{Enter}");
  await waitFor(() => expect(said().map((one) => one.files.map(({ name }) => name))).toEqual([["a.txt", "b.txt"]]));
  expect(said()[0]?.text).toBe("two files");
  expect(screen.queryByRole("list", { name: "Attached files" })).toBeNull();
  expect(field.value).toBe("");
  expect(await within(screen.getByRole("feed")).findByText("b.txt")).toBeTruthy();
});

test("a message waits for its files, says so, and can be kept back", async () => {
  const field = await opened();
  server.faults = { ...server.faults, delayMs: 400 };
  server.uploads.chunkBytes = 4;
  await userEvent.upload(choice(), file("long.txt", "0123456789".repeat(20)));
  await userEvent.type(field, "soon{Enter}");
  expect(await screen.findByText(/Uploading… \d+ %/)).toBeTruthy();
  expect(screen.getByRole("progressbar", { name: "Uploading long.txt" })).toBeTruthy();
  expect(field.readOnly).toBe(true);
  await userEvent.click(screen.getByRole("button", { name: "Keep back" }));
  expect(field.readOnly).toBe(false);
  expect(field.value).toBe("soon");
  await userEvent.click(screen.getByRole("button", { name: "Cancel long.txt" }));
  expect(screen.queryByRole("progressbar")).toBeNull();
  expect(said()).toEqual([]);
});

test("a file that the server refuses says why, holds the message back and can be tried again", async () => {
  const field = await opened();
  server.refuse = { match: /POST .*uploads/, status: 422, code: "invalid", times: 1 };
  await userEvent.upload(choice(), file("a.txt"));
  expect((await screen.findByRole("alert")).textContent).toBe("invalid.");
  await userEvent.type(field, "with a file{Enter}");
  expect(await screen.findByText(/A file did not come through/)).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Try a.txt again" }));
  await waitFor(() => expect(screen.queryByText("invalid.")).toBeNull());
  await userEvent.type(field, "{Enter}");
  await waitFor(() => expect(said()).toHaveLength(1));
});

test("too large, empty and too many files are told in a sentence", async () => {
  server.workspace.workspace = { ...server.workspace.workspace, upload_bytes: 2048 };
  await opened();
  await userEvent.upload(choice(), file("huge.txt", "x".repeat(4096)));
  // Shown, and read aloud.
  expect(await screen.findAllByText("“huge.txt” has 4 KB. Files have at most 2 KB here.")).toBeTruthy();
  await userEvent.upload(choice(), file("nothing", ""));
  expect(await screen.findAllByText(/“nothing” is empty, or a folder/)).toBeTruthy();
  await userEvent.upload(
    choice(),
    Array.from({ length: 12 }, (_, at) => file(`${at}.txt`)),
  );
  expect(await screen.findAllByText("A message has at most 10 files: 2 files left out.")).toBeTruthy();
  expect(cards()).toHaveLength(10);
});

test("files that are dropped anywhere on the room are attached", async () => {
  await opened();
  const feed = await screen.findByRole("heading", { level: 1, name: "general" });
  const dataTransfer = data([file("dropped.txt")]);
  fireEvent.dragEnter(feed, { dataTransfer });
  expect(await screen.findByText("Drop to attach to #general")).toBeTruthy();
  const drop = createEvent.drop(feed, { dataTransfer });
  fireEvent(feed, drop);
  expect(drop.defaultPrevented).toBe(true);
  expect(screen.queryByText("Drop to attach to #general")).toBeNull();
  await waitFor(() => expect(cards()).toHaveLength(1));
});

test("a picture that is pasted is attached; a table's picture is not", async () => {
  const field = await opened();
  fireEvent.paste(field, { clipboardData: data([file("image.png", "png", "image/png")], "cells") });
  expect(screen.queryByRole("list", { name: "Attached files" })).toBeNull();
  fireEvent.paste(field, { clipboardData: data([file("image.png", "png", "image/png")]) });
  expect(cards()[0]?.textContent).toContain("image.png");
  expect(cards()[0]?.querySelector("img")).toBeTruthy();
});

test("pasted code becomes a block, a long text may become a file, a longer one does", async () => {
  const field = await opened();
  fireEvent.paste(field, { clipboardData: data([], "let a = 1;\nlet b = 2;") });
  expect(field.value).toBe("```\nlet a = 1;\nlet b = 2;\n```\n");
  await userEvent.clear(field);
  fireEvent.paste(field, { clipboardData: data([], "word ".repeat(1_000)) });
  expect(field.value).toHaveLength(5_000);
  await userEvent.click(await screen.findByRole("button", { name: "Send it as a file" }));
  expect(field.value).toBe("");
  expect(cards()[0]?.textContent).toContain("pasted.txt");
  fireEvent.paste(field, { clipboardData: data([], "é".repeat(9_000)) });
  expect(field.value).toBe("");
  expect(cards()).toHaveLength(2);
});

test("Ctrl U opens the choice of files, also from outside of the field", async () => {
  const field = await opened();
  const open = vi.spyOn(choice(), "click");
  await userEvent.type(field, "{Control>}u{/Control}");
  field.blur();
  await userEvent.keyboard("{Control>}u{/Control}");
  expect(open).toHaveBeenCalledTimes(2);
});

test("leaving the page while a file is on its way is asked about", async () => {
  await opened();
  const leave = () => window.dispatchEvent(new Event("beforeunload", { cancelable: true }));
  expect(leave()).toBe(true);
  server.down = true;
  await userEvent.upload(choice(), file("a.txt"));
  expect(leave()).toBe(false);
  server.down = false;
});
