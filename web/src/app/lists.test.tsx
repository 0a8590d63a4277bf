/** Mentions, saved messages and the files of a room as people see them: the app on a server in memory. */
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test } from "vitest";
import type { File } from "../api/wire";
import { ANA, BEN, CARA, idOf } from "../testing/builders";
import { FakeServer } from "../testing/fakeServer";
import { closeApp, renderApp } from "../testing/renderApp";

const GENERAL = idOf(0x501);
const HARBOUR = idOf(0x502);
let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
  for (const user of [ANA, BEN, CARA]) server.workspace.addUser(user);
  for (const [id, name] of [
    [GENERAL, "general"],
    [HARBOUR, "harbour"],
  ] as const) {
    server.workspace.createRoom(ANA, { id, name });
    server.workspace.addMember(id, BEN);
  }
});
afterEach(closeApp);

let keys = 0;
function say(room: string, text: string, sent = {}): string {
  keys += 1;
  return server.workspace.send(BEN, room, text, `k${keys}`, sent).answer.message.id;
}

function aFile(id: number, name: string, change: Partial<File> = {}): string {
  const file: File = { id: idOf(id), name, media_type: "text/plain", size: 20, kind: "other", image: null, url: null };
  server.workspace.files.set(file.id, { ...file, ...change });
  return file.id;
}

const IMAGE = { kind: "image", image: { width: 40, height: 30, placeholder: "data:image/png;base64,AA==" } } as const;

test("mentions are counted in the sidebar, listed from all rooms, and lead to their place", async () => {
  say(GENERAL, "@ana are you there?");
  say(HARBOUR, "@room the tide is out");
  say(HARBOUR, "nothing for her");
  renderApp(server, ANA, `/rooms/${GENERAL}`);
  await within(await screen.findByRole("link", { name: /Mentions/ })).findByText("1");
  await userEvent.keyboard("{Control>}{Shift>}m{/Shift}{/Control}");
  const list = await screen.findByRole("list", { name: "Mentions" });
  expect(await within(list).findByText("@ana are you there?")).toBeTruthy();
  expect(within(list).getByText("harbour")).toBeTruthy();
  expect(within(list).queryByText("nothing for her")).toBeNull();
  say(GENERAL, "@ana once more");
  expect(await within(list).findByText("@ana once more")).toBeTruthy();
  const [first] = within(list).getAllByRole("link", { name: "Go to the message" });
  if (first) await userEvent.click(first);
  expect(await screen.findByRole("feed", { name: "Messages in #general" })).toBeTruthy();
});

test("a mention that is deleted leaves the list", async () => {
  const id = say(GENERAL, "@ana a mistake");
  renderApp(server, ANA, "/mentions");
  await screen.findByText("@ana a mistake");
  server.workspace.acts.remove(id);
  expect(await screen.findByRole("heading", { name: "Nobody has mentioned you yet" })).toBeTruthy();
});

test("a long list of mentions comes page by page", async () => {
  for (let each = 1; each <= 45; each += 1) say(GENERAL, `@ana number ${each}`);
  renderApp(server, ANA, "/mentions");
  await screen.findByText("@ana number 45");
  expect(screen.queryByText("@ana number 1")).toBeNull();
  await userEvent.click(screen.getByRole("button", { name: "Show more" }));
  expect(await screen.findByText("@ana number 1")).toBeTruthy();
  expect(screen.queryByRole("button", { name: "Show more" })).toBeNull();
});

test("what was saved is listed, the last saved first, and goes when it is saved no more", async () => {
  const early = say(GENERAL, "keep this");
  const late = say(HARBOUR, "and this");
  server.workspace.acts.save(ANA, late, true);
  server.workspace.acts.save(ANA, early, true);
  renderApp(server, ANA, "/saved");
  const list = await screen.findByRole("list", { name: "Saved" });
  const rows = within(list).getAllByRole("article");
  expect(rows[0]?.textContent).toContain("keep this");
  server.workspace.acts.save(ANA, early, false);
  await waitFor(() => expect(within(list).queryByText("keep this")).toBeNull());
  const other = say(HARBOUR, "from another device");
  server.workspace.acts.save(ANA, other, true);
  expect(await within(list).findByText("from another device")).toBeTruthy();
});

test("a saved message is taken off the list there, and Undo brings it back", async () => {
  for (const text of ["keep this", "and this"]) server.workspace.acts.save(ANA, say(GENERAL, text), true);
  renderApp(server, ANA, "/saved");
  const list = await screen.findByRole("list", { name: "Saved" });
  await userEvent.click(within(list).getAllByRole("button", { name: "Remove from saved" })[0] as HTMLElement);
  await waitFor(() => expect(within(list).queryByText("and this")).toBeNull());
  expect(document.activeElement?.textContent).toContain("keep this");
  await userEvent.click(await screen.findByRole("button", { name: "Undo" }));
  expect(await within(list).findByText("and this")).toBeTruthy();
});

test("a saved reply leads to its thread", async () => {
  const root = say(GENERAL, "the question");
  const reply = say(GENERAL, "the answer", { replyTo: root });
  server.workspace.acts.save(ANA, reply, true);
  renderApp(server, ANA, "/saved");
  await userEvent.click(await screen.findByRole("link", { name: "Go to the message" }));
  const thread = await screen.findByRole("region", { name: "Thread" });
  expect(await within(thread).findByText("the answer")).toBeTruthy();
});

test("a list that cannot be loaded says why, and is tried again", async () => {
  say(GENERAL, "@ana hello");
  server.refuse = { match: /GET .*mentions/, status: 503, code: "busy", times: 1 };
  renderApp(server, ANA, "/mentions");
  expect(await screen.findByRole("alert")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Try again" }));
  expect(await screen.findByText("@ana hello")).toBeTruthy();
});

test("a file that was sent in a thread leads to its thread, which takes the place of the files", async () => {
  const root = say(GENERAL, "the question");
  say(GENERAL, "the answer", { replyTo: root, files: [aFile(7, "answer.txt")] });
  renderApp(server, ANA, `/rooms/${GENERAL}`);
  await userEvent.click(await screen.findByRole("button", { name: "Files" }));
  const panel = await screen.findByRole("region", { name: "Files" });
  await within(panel).findByText("answer.txt");
  await userEvent.click(within(panel).getByRole("link", { name: "Go to the message" }));
  const thread = await screen.findByRole("region", { name: "Thread" });
  expect(await within(thread).findByText("the answer")).toBeTruthy();
  expect(screen.queryByRole("region", { name: "Files" })).toBeNull();
});

test("the files of a room are listed by kind, and new ones come in", async () => {
  say(GENERAL, "a picture", { files: [aFile(1, "harbour.png", IMAGE)] });
  say(GENERAL, "a text", { files: [aFile(2, "notes.txt")] });
  renderApp(server, ANA, `/rooms/${GENERAL}`);
  await userEvent.click(await screen.findByRole("button", { name: "Files" }));
  const panel = await screen.findByRole("region", { name: "Files" });
  expect(await within(panel).findByText("notes.txt")).toBeTruthy();
  expect(within(panel).getByRole("button", { name: "Open harbour.png" })).toBeTruthy();
  say(GENERAL, "another", { files: [aFile(3, "plan.md")] });
  expect(await within(panel).findByText("plan.md")).toBeTruthy();
  await userEvent.click(within(panel).getByRole("radio", { name: "Images" }));
  await within(panel).findByRole("button", { name: "Open harbour.png" });
  expect(within(panel).queryByText("notes.txt")).toBeNull();
  await userEvent.click(within(panel).getByRole("radio", { name: "Audio" }));
  expect(await within(panel).findByRole("heading", { name: "None of this kind" })).toBeTruthy();
});
