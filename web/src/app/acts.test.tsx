/** What people do to messages, as they see it: the app on a server in memory. */
import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ANA, BEN, CARA, idOf } from "../testing/builders";
import { FakeServer } from "../testing/fakeServer";
import { closeApp, renderApp } from "../testing/renderApp";

const GENERAL = idOf(0x501);
let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
  for (const user of [ANA, BEN, CARA]) server.workspace.addUser(user);
  server.workspace.createRoom(ANA, { id: GENERAL, name: "general" });
  for (const user of [BEN, CARA]) server.workspace.addMember(GENERAL, user);
  server.workspace.send(BEN, GENERAL, "good morning", "b1");
  server.workspace.send(ANA, GENERAL, "my own words", "a1");
});
afterEach(closeApp);

const messages = () => server.workspace.room(GENERAL).messages;
const idOfText = (text: string) => messages().find((one) => one.text === text)?.id ?? "";

async function open() {
  renderApp(server, ANA, `/rooms/${GENERAL}`);
  const feed = await screen.findByRole("feed");
  await within(feed).findByText("good morning");
  return feed;
}

async function rowOf(text: string): Promise<HTMLElement> {
  const row = (await within(screen.getByRole("feed")).findByText(text)).closest("article");
  if (!row) throw new Error("no row");
  return row;
}

async function choose(text: string, act: RegExp | string) {
  fireEvent.contextMenu(await rowOf(text), { clientX: 40, clientY: 40 });
  await userEvent.click(await screen.findByRole("menuitem", { name: act }));
}

const lastRequests = (path: RegExp) => server.seen.filter((seen) => path.test(seen)).length;

test("a reaction stands at once, is told to everybody, and goes with a second click", async () => {
  await open();
  fireEvent.pointerEnter(await rowOf("good morning"), { pointerType: "mouse" });
  await userEvent.click(await screen.findByRole("button", { name: "React with 👍" }));
  const chip = await screen.findByRole("button", { name: "👍 1: You", pressed: true });
  await waitFor(() => expect(messages()[0]?.reactions).toEqual([{ emoji: "👍", count: 1, users: [ANA] }]));
  server.workspace.acts.react(BEN, messages()[0]?.id ?? "", "👍", true);
  await screen.findByRole("button", { name: "👍 2: You and Ben", pressed: true });
  await userEvent.click(chip);
  await screen.findByRole("button", { name: "👍 1: Ben", pressed: false });
  await waitFor(() => expect(messages()[0]?.reactions[0]?.users).toEqual([BEN]));
});

test("a reaction that the server refuses goes, and says why with Retry", async () => {
  server.workspace.acts.react(BEN, idOfText("good morning"), "🚀", true);
  await open();
  server.refuse = { match: /PUT .*reactions/, status: 503, code: "busy", times: 1 };
  await userEvent.click(await screen.findByRole("button", { name: "🚀 1: Ben" }));
  await userEvent.click(await screen.findByRole("button", { name: "Retry", hidden: true }));
  await screen.findByRole("button", { name: "🚀 2: You and Ben", pressed: true });
  await waitFor(() => expect(messages()[0]?.reactions[0]?.count).toBe(2));
});

test("the workspace's own emoji are shown as pictures, also one that was just made", async () => {
  server.workspace.addEmoji("party_parrot", BEN);
  server.workspace.acts.react(BEN, idOfText("good morning"), ":party_parrot:", true);
  server.workspace.acts.react(BEN, idOfText("my own words"), ":shipit:", true);
  await open();
  await screen.findByRole("button", { name: ":party_parrot: 1: Ben" });
  const pictures = () => [...document.querySelectorAll("img")].map((one) => one.alt);
  await waitFor(() => expect(pictures()).toEqual([":party_parrot:"]));
  server.workspace.addEmoji("shipit", CARA);
  await waitFor(() => expect(pictures()).toEqual([":party_parrot:", ":shipit:"]));
});

test("who reacted is listed on demand", async () => {
  for (const user of [BEN, CARA]) server.workspace.acts.react(user, idOfText("good morning"), "🎉", true);
  await open();
  await choose("good morning", /Who reacted/);
  const dialog = await screen.findByRole("dialog", { name: "Reactions" });
  expect(await within(dialog).findByText("Ben")).toBeTruthy();
  expect(await within(dialog).findByText("Cara")).toBeTruthy();
});

test("an edit shows at once and says that there was one; its versions can be read", async () => {
  await open();
  await choose("my own words", /^Edit/);
  const field = await screen.findByRole("textbox", { name: "Edit the message" });
  await waitFor(() => expect(document.activeElement).toBe(field));
  await userEvent.clear(field);
  await userEvent.type(field, "my better words{Enter}");
  expect(await within(await rowOf("my better words")).findByText("(edited)")).toBeTruthy();
  await waitFor(() => expect(messages()[1]?.text).toBe("my better words"));
  await userEvent.click(screen.getByRole("button", { name: /Show earlier versions/ }));
  const dialog = await screen.findByRole("dialog", { name: "Versions of this message" });
  expect(await within(dialog).findByText("As it was sent")).toBeTruthy();
  expect((await within(dialog).findByText("better")).tagName).toBe("INS");
  expect(
    within(dialog)
      .getAllByText("own")
      .some((one) => one.tagName === "DEL"),
  ).toBe(true);
});

test("Escape leaves an edit as it was, without a request", async () => {
  await open();
  await choose("my own words", /^Edit/);
  await userEvent.type(await screen.findByRole("textbox", { name: "Edit the message" }), " and more{Escape}");
  expect(await within(screen.getByRole("feed")).findByText("my own words")).toBeTruthy();
  expect(lastRequests(/PATCH/)).toBe(0);
});

test("an edit that the server refuses loses no word: the field is open again", async () => {
  await open();
  server.refuse = { match: /PATCH .*messages/, status: 503, code: "busy", times: 1 };
  await choose("my own words", /^Edit/);
  await userEvent.type(await screen.findByRole("textbox", { name: "Edit the message" }), ", changed{Enter}");
  const field = await screen.findByRole("textbox", { name: "Edit the message" });
  await waitFor(() => expect((field as HTMLTextAreaElement).value).toBe("my own words, changed"));
  await userEvent.click(await screen.findByRole("button", { name: "Retry", hidden: true }));
  await waitFor(() => expect(messages()[1]?.text).toBe("my own words, changed"));
});

test("↑ in the empty composer edits the last own message", async () => {
  await open();
  await userEvent.click(await screen.findByRole("textbox", { name: /^Message/ }));
  await userEvent.keyboard("{ArrowUp}");
  const field = await screen.findByRole("textbox", { name: "Edit the message" });
  expect((field as HTMLTextAreaElement).value).toBe("my own words");
  await userEvent.type(field, "{Escape}");
  expect(document.activeElement).toBe(screen.getByRole("textbox", { name: /^Message/ }));
});

test("somebody else's message offers neither Edit nor Delete", async () => {
  await open();
  fireEvent.contextMenu(await rowOf("good morning"), { clientX: 40, clientY: 40 });
  await screen.findByRole("menuitem", { name: /Quote/ });
  expect(screen.queryByRole("menuitem", { name: /^Edit/ })).toBeNull();
  expect(screen.queryByRole("menuitem", { name: /Delete/ })).toBeNull();
});

test("a message is deleted after a question that shows it; its row goes", async () => {
  await open();
  await choose("my own words", /Delete/);
  const dialog = await screen.findByRole("dialog", { name: "Delete this message?" });
  expect(within(dialog).getByText("my own words")).toBeTruthy();
  await userEvent.click(within(dialog).getByRole("button", { name: "Delete" }));
  await waitFor(() => expect(within(screen.getByRole("feed")).queryByText("my own words")).toBeNull());
  await waitFor(() => expect(messages()[1]?.deleted_at).not.toBeNull());
});

test("a refused deletion brings the message back", async () => {
  await open();
  server.refuse = { match: /DELETE .*messages/, status: 503, code: "busy", times: 1 };
  await choose("my own words", /Delete/);
  await userEvent.click(await screen.findByRole("button", { name: "Delete" }));
  expect(await screen.findByRole("button", { name: "Retry", hidden: true })).toBeTruthy();
  expect(await within(screen.getByRole("feed")).findByText("my own words")).toBeTruthy();
});

test("where replies hang on it, a deleted message leaves a note", async () => {
  server.workspace.send(CARA, GENERAL, "a reply", "c1", { replyTo: idOfText("my own words") });
  await open();
  await choose("my own words", /Delete/);
  const dialog = await screen.findByRole("dialog", { name: "Delete this message?" });
  expect(within(dialog).getByText(/Its 1 reply stays/)).toBeTruthy();
  await userEvent.click(within(dialog).getByRole("button", { name: "Delete" }));
  expect(await within(screen.getByRole("feed")).findByText("This message was deleted.")).toBeTruthy();
});

test("a pin marks the row, stands in the panel, and comes down there", async () => {
  await open();
  await choose("good morning", /Pin to the room/);
  expect(await within(await rowOf("good morning")).findByText(/Pinned by Ana/)).toBeTruthy();
  await waitFor(() => expect(messages()[0]?.pin?.by).toBe(ANA));
  await userEvent.click(screen.getByRole("button", { name: "Pinned messages" }));
  const panel = await screen.findByRole("region", { name: "Pinned messages" });
  expect(await within(panel).findByText("good morning")).toBeTruthy();
  server.workspace.acts.answer({
    name: "PUT messages :id pin",
    id: idOfText("my own words"),
    who: "",
    user: BEN,
    body: null,
  });
  expect(await within(panel).findByText("my own words")).toBeTruthy();
  for (const button of within(panel).getAllByRole("button", { name: "Unpin" })) await userEvent.click(button);
  expect(await within(panel).findByText("Nothing is pinned")).toBeTruthy();
});

test("saved for later is marked on the row, and taken back by the same act", async () => {
  await open();
  await choose("good morning", /Save for later/);
  expect(await within(await rowOf("good morning")).findByText("Saved for later")).toBeTruthy();
  await waitFor(() => expect(server.workspace.acts.isSaved(ANA, messages()[0]?.id ?? "")).toBe(true));
  await choose("good morning", /Remove from saved/);
  await waitFor(() => expect(server.workspace.acts.isSaved(ANA, messages()[0]?.id ?? "")).toBe(false));
});

test("marked unread from here, the line stands there and the count stays until the room is read", async () => {
  server.workspace.createRoom(ANA, { id: idOf(0x503), name: "harbour" });
  await open();
  await choose("good morning", /Mark unread from here/);
  const link = screen.getByRole("link", { name: /general/ });
  await waitFor(() => expect(link.textContent).toContain("unread"));
  expect(within(screen.getByRole("feed")).getByText("New")).toBeTruthy();
  await waitFor(() => expect(server.workspace.acts.unreadFrom(ANA, GENERAL)).toBe(1));
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(server.workspace.acts.unreadFrom(ANA, GENERAL)).toBeNull());
});

test("a quotation lands in the composer", async () => {
  await open();
  await choose("good morning", /Quote/);
  const field = screen.getByRole<HTMLTextAreaElement>("textbox", { name: /^Message/ });
  await waitFor(() => expect(field.value).toBe("> good morning\n\n"));
});

test("text and link of a message are copied", async () => {
  const copied: string[] = [];
  await open();
  const writeText = async (text: string) => void copied.push(text);
  vi.stubGlobal("navigator", Object.create(navigator, { clipboard: { value: { writeText } } }));
  await choose("good morning", /Copy the text/);
  await choose("good morning", /Copy the link/);
  await waitFor(() =>
    expect(copied).toEqual(["good morning", `${location.origin}/rooms/${GENERAL}/messages/${messages()[0]?.id}`]),
  );
});

test("arrow keys go from row to row, and the keys of a row act on it", async () => {
  const feed = await open();
  feed.focus();
  await userEvent.keyboard("{ArrowUp}");
  expect(document.activeElement).toBe(await rowOf("my own words"));
  await userEvent.keyboard("{ArrowUp}");
  expect(document.activeElement).toBe(await rowOf("good morning"));
  await userEvent.keyboard("s");
  await waitFor(() => expect(server.workspace.acts.isSaved(ANA, messages()[0]?.id ?? "")).toBe(true));
  await userEvent.keyboard("{ArrowDown}e");
  expect(await screen.findByRole("textbox", { name: "Edit the message" })).toBeTruthy();
});

test("the palette offers what can be done to the row that has the focus", async () => {
  const feed = await open();
  feed.focus();
  await userEvent.keyboard("{ArrowUp}{ArrowUp}{Control>}k{/Control}");
  await userEvent.type(await screen.findByRole("combobox"), "pin to the room{Enter}");
  await waitFor(() => expect(messages()[0]?.pin?.by).toBe(ANA));
});

test("a finger that rests on a row opens the sheet", async () => {
  await open();
  vi.useFakeTimers({ shouldAdvanceTime: true });
  try {
    fireEvent.pointerDown(await rowOf("good morning"), { pointerType: "touch", clientX: 10, clientY: 10 });
    await vi.advanceTimersByTimeAsync(600);
  } finally {
    vi.useRealTimers();
  }
  const sheet = await screen.findByRole("dialog", { name: "Message by Ben" });
  await userEvent.click(within(sheet).getByRole("button", { name: "Save for later" }));
  await waitFor(() => expect(server.workspace.acts.isSaved(ANA, messages()[0]?.id ?? "")).toBe(true));
});

test("a message is forwarded: it waits in the other room's composer with the way back to it", async () => {
  server.workspace.createRoom(ANA, { id: idOf(0x502), name: "launch" });
  await open();
  await choose("good morning", /Forward/);
  await userEvent.type(await screen.findByRole("combobox", { name: "Room or person to forward to" }), "lau{Enter}");
  const field = (await screen.findByRole("textbox", { name: "Message #launch" })) as HTMLTextAreaElement;
  const link = `[Ben, #general](${location.origin}/rooms/${GENERAL}/messages/${idOfText("good morning")})`;
  await waitFor(() => expect(field.value).toBe(`> good morning\n>\n> ${link}\n\n`));
});
