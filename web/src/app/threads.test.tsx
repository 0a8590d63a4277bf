/** Threads as people see them: the app on a server in memory. */
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ANA, BEN, CARA, idOf } from "../testing/builders";
import { FakeServer } from "../testing/fakeServer";
import { closeApp, renderApp } from "../testing/renderApp";

const GENERAL = idOf(0x501);
let server: FakeServer;
let root: string;

beforeEach(() => {
  server = new FakeServer();
  for (const user of [ANA, BEN, CARA]) server.workspace.addUser(user);
  server.workspace.createRoom(ANA, { id: GENERAL, name: "general" });
  for (const user of [BEN, CARA]) server.workspace.addMember(GENERAL, user);
  root = server.workspace.send(ANA, GENERAL, "shall we meet?", "r").answer.message.id;
  vi.spyOn(document, "hasFocus").mockReturnValue(true);
});
afterEach(closeApp);

function reply(text: string, author = BEN): string {
  return server.workspace.send(author, GENERAL, text, `k ${text}`, { replyTo: root }).answer.message.id;
}

const panel = () => screen.findByRole("region", { name: "Thread" });
const mark = () => server.workspace.threads.followOf(ANA, root).mark;

test("a thread opens at an address of its own, is marked read, and Back closes it", async () => {
  reply("at three");
  renderApp(server, ANA, `/rooms/${GENERAL}`);
  await userEvent.click(await screen.findByRole("button", { name: /1 reply/ }));
  const thread = await panel();
  const replies = await within(thread).findByRole("feed", { name: "Replies" });
  expect(within(replies).getByText("shall we meet?")).toBeTruthy();
  expect(await within(replies).findByText("at three")).toBeTruthy();
  expect(within(replies).getByText("New")).toBeTruthy();
  expect(location.pathname).toBe(`/rooms/${GENERAL}/threads/${root}`);
  await waitFor(() => expect(mark()).toBe(1));
  history.back();
  await waitFor(() => expect(screen.queryByRole("region", { name: "Thread" })).toBeNull());
});

test("what others reply appears by itself", async () => {
  reply("at three");
  renderApp(server, ANA, `/rooms/${GENERAL}/threads/${root}`);
  const thread = await panel();
  await within(thread).findByText("at three");
  reply("or at four", CARA);
  expect(await within(thread).findByText("or at four")).toBeTruthy();
  expect(await within(thread).findByText("2 replies")).toBeTruthy();
});

test("a link to a reply opens the room at the root and the thread at the reply", async () => {
  for (let each = 0; each < 80; each += 1) server.workspace.send(BEN, GENERAL, `later ${each}`, `l${each}`);
  const wanted = reply("at three");
  renderApp(server, ANA, `/rooms/${GENERAL}/messages/${wanted}`);
  const thread = await panel();
  const row = (await within(thread).findByText("at three")).closest("article");
  expect(row?.className).toContain("highlighted");
  expect(location.pathname).toBe(`/rooms/${GENERAL}/threads/${root}/${wanted}`);
  const feed = screen.getByRole("feed", { name: "Messages in #general" });
  expect(await within(feed).findByText("shall we meet?")).toBeTruthy();
});

test("a link to a reply that is gone says so", async () => {
  renderApp(server, ANA, `/rooms/${GENERAL}/messages/${idOf(0xdead)}`);
  expect(await screen.findByRole("heading", { name: "This message is not here" })).toBeTruthy();
});

test("a thread is followed no more, and again", async () => {
  reply("at three");
  renderApp(server, ANA, `/rooms/${GENERAL}/threads/${root}`);
  const thread = await panel();
  await userEvent.click(await within(thread).findByRole("button", { name: "Stop following this thread" }));
  await waitFor(() => expect(server.workspace.threads.followOf(ANA, root).followed).toBe(false));
  await userEvent.click(await within(thread).findByRole("button", { name: "Follow this thread" }));
  await waitFor(() => expect(server.workspace.threads.followOf(ANA, root).followed).toBe(true));
});

test("a thread that cannot be loaded says why, and is tried again", async () => {
  reply("at three");
  server.refuse = { match: /GET .*replies/, status: 503, code: "busy", times: 1 };
  renderApp(server, ANA, `/rooms/${GENERAL}/threads/${root}`);
  const thread = await panel();
  await userEvent.click(await within(thread).findByRole("button", { name: "Try again" }));
  expect(await within(thread).findByText("at three")).toBeTruthy();
});

test("Escape closes what lies over a thread first, then the thread", async () => {
  reply("at three");
  renderApp(server, ANA, `/rooms/${GENERAL}`);
  await userEvent.click(await screen.findByRole("button", { name: /1 reply/ }));
  await panel();
  await userEvent.keyboard("{Control>}.{/Control}");
  await screen.findByRole("region", { name: "Members" });
  await userEvent.keyboard("{Escape}");
  await panel();
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("region", { name: "Thread" })).toBeNull());
});

test("the focus goes from the messages to the thread and round, and back when the thread closes", async () => {
  reply("at three");
  renderApp(server, ANA, `/rooms/${GENERAL}`);
  const composer = await screen.findByRole("textbox", { name: "Message #general" });
  composer.focus();
  await userEvent.keyboard("{F6}");
  const feed = screen.getByRole("feed", { name: "Messages in #general" });
  expect(document.activeElement).toBe(feed);
  await userEvent.click(await screen.findByRole("button", { name: /1 reply/ }));
  const field = await within(await panel()).findByRole("textbox", { name: "Reply…" });
  field.focus();
  await userEvent.keyboard("{F6}");
  expect(document.activeElement).toBe(feed);
  await userEvent.keyboard("{F6}");
  expect(document.activeElement).toBe(composer);
  field.focus();
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("region", { name: "Thread" })).toBeNull());
  expect(document.querySelector("main")?.contains(document.activeElement)).toBe(true);
});

test("all threads are read at once, from their list and by Shift Escape", async () => {
  vi.mocked(document.hasFocus).mockReturnValue(false);
  reply("at three");
  renderApp(server, ANA, "/threads");
  await userEvent.click(await screen.findByRole("button", { name: "Mark all threads as read" }));
  await waitFor(() => expect(mark()).toBe(1));
  expect(screen.queryByRole("button", { name: "Mark all threads as read" })).toBeNull();
  reply("or at four");
  await screen.findByRole("button", { name: "Mark all threads as read" });
  await userEvent.keyboard("{Shift>}{Escape}{/Shift}");
  await waitFor(() => expect(mark()).toBe(2), { timeout: 4_000 });
});

test("followed threads with something new are told in the sidebar, read in their list, and answered there", async () => {
  reply("at three");
  renderApp(server, ANA, `/rooms/${GENERAL}`);
  const entry = await screen.findByRole("link", { name: /Threads/ });
  await within(entry).findByText("unread");
  await userEvent.click(entry);
  const card = await screen.findByRole("region", { name: "Thread in general" });
  expect(await within(card).findByText("at three")).toBeTruthy();
  expect(within(card).getByText("New")).toBeTruthy();
  await waitFor(() => expect(mark()).toBe(1));
  expect(within(entry).queryByText("unread")).toBeNull();
  await userEvent.click(within(card).getByRole("button", { name: "Reply…" }));
  await userEvent.type(await within(card).findByRole("textbox", { name: "Reply…" }), "three is fine{Enter}");
  expect(await within(card).findByText("three is fine")).toBeTruthy();
  await waitFor(() => expect(server.workspace.repliesOf(root)).toHaveLength(2));
  await userEvent.click(within(card).getByRole("link", { name: "Open in the room" }));
  await panel();
});

test("the list shows the newest replies, and the earlier ones when asked", async () => {
  for (let each = 1; each <= 9; each += 1) reply(`reply ${each}`);
  server.workspace.threads.read(ANA, root, 9);
  renderApp(server, ANA, "/threads");
  const card = await screen.findByRole("region", { name: "Thread in general" });
  await within(card).findByText("reply 9");
  expect(within(card).queryByText("reply 1")).toBeNull();
  await userEvent.click(within(card).getByRole("button", { name: "Show 6 earlier replies" }));
  expect(await within(card).findByText("reply 1")).toBeTruthy();
});

test("without threads the list says what it is for", async () => {
  renderApp(server, ANA, "/threads");
  expect(await screen.findByRole("heading", { name: "No threads yet" })).toBeTruthy();
});

test("a list of threads does not change under the eyes of its reader, but tells of what is new", async () => {
  reply("at three");
  renderApp(server, ANA, "/threads");
  await screen.findByRole("region", { name: "Thread in general" });
  const other = server.workspace.send(ANA, GENERAL, "and lunch?", "r2").answer.message.id;
  server.workspace.send(BEN, GENERAL, "at noon", "n", { replyTo: other });
  await userEvent.click(await screen.findByRole("button", { name: "1 more thread has new replies" }));
  expect(await screen.findByText("at noon")).toBeTruthy();
});

test("ArrowUp opens the last own reply in its thread, and there alone", async () => {
  reply("at three");
  server.workspace.send(ANA, GENERAL, "or at fuor", "own", { replyTo: root, alsoInRoom: true });
  renderApp(server, ANA, `/rooms/${GENERAL}/threads/${root}`);
  const thread = await panel();
  await within(thread).findByText("or at fuor");
  const composer = within(thread).getByRole("textbox", { name: "Reply…" });
  await userEvent.click(composer);
  await userEvent.keyboard("{ArrowUp}");
  const field = await within(thread).findByRole("textbox", { name: "Edit the message" });
  expect(screen.getAllByRole("textbox", { name: "Edit the message" })).toEqual([field]);
  expect(document.activeElement).toBe(field);
  await userEvent.clear(field);
  await userEvent.type(field, "or at four{Enter}");
  expect(await within(thread).findByText("or at four")).toBeTruthy();
});

test("the list shows all that is new in a thread before it counts as read", async () => {
  for (let each = 1; each <= 9; each += 1) reply(`answer ${each}`);
  renderApp(server, ANA, "/threads");
  const card = await screen.findByRole("region", { name: "Thread in general" });
  expect(await within(card).findByText("answer 1")).toBeTruthy();
  expect(within(card).getByText("answer 9")).toBeTruthy();
  expect(within(card).getByText("New")).toBeTruthy();
});

test("a quotation from a list of messages goes to the composer of its room", async () => {
  server.workspace.send(BEN, GENERAL, "@ana bring the rope", "m");
  renderApp(server, ANA, "/mentions");
  const row = (await screen.findByText(/bring the rope/)).closest("article");
  row?.focus();
  await userEvent.keyboard("q");
  await waitFor(() => expect(location.pathname).toBe(`/rooms/${GENERAL}`));
  const composer = await screen.findByRole("textbox", { name: "Message #general" });
  await waitFor(() => expect((composer as HTMLTextAreaElement).value).toContain("> @ana bring the rope"));
});

test("keys stay with the dialog that is open", async () => {
  const id = server.workspace.send(ANA, GENERAL, "wrong room", "d").answer.message.id;
  renderApp(server, ANA, `/rooms/${GENERAL}/messages/${id}`);
  (await screen.findByText("wrong room")).closest("article")?.focus();
  await userEvent.keyboard("{Delete}");
  await screen.findByRole("dialog", { name: "Delete this message?" });
  await userEvent.keyboard("{Control>}k{/Control}");
  expect(screen.queryByPlaceholderText(/Search or jump/)).toBeNull();
  expect(screen.getAllByRole("dialog")).toHaveLength(1);
});

test("a reply that was begun is told in the sidebar from elsewhere", async () => {
  server.workspace.createRoom(ANA, { id: idOf(0x502), name: "boats" });
  reply("at three");
  renderApp(server, ANA, `/rooms/${GENERAL}/threads/${root}`);
  await userEvent.type(await within(await panel()).findByRole("textbox", { name: "Reply…" }), "or rather");
  await userEvent.click(screen.getByRole("link", { name: /boats/ }));
  expect(await within(screen.getByRole("link", { name: /general/ })).findByText("Draft")).toBeTruthy();
});
