import { fireEvent, screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test } from "vitest";
import { ANA, BEN, CARA, idOf } from "../testing/builders";
import { FakeServer } from "../testing/fakeServer";
import { closeApp, renderApp } from "../testing/renderApp";

const GENERAL = idOf(0x501);
const HARBOUR = idOf(0x502);
let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
  for (const user of [ANA, BEN, CARA]) server.workspace.addUser(user);
  server.workspace.createRoom(ANA, { id: GENERAL, name: "general" });
  server.workspace.addMember(GENERAL, BEN);
  server.workspace.createRoom(BEN, { id: HARBOUR, name: "harbour" });
});
afterEach(closeApp);

async function composer(): Promise<HTMLTextAreaElement> {
  return screen.findByRole("textbox", { name: /^Message/ });
}

async function opened(): Promise<HTMLTextAreaElement> {
  renderApp(server, ANA, `/rooms/${GENERAL}`);
  const field = await composer();
  // The first page of members is in.
  await screen.findByRole("button", { name: /members/ });
  return field;
}

const said = (room = GENERAL) => server.workspace.room(room).messages.map((message) => message.text);
const options = () => screen.getAllByRole("option").map((option) => option.textContent);

test("a name is completed by its first letters and Enter", async () => {
  const field = await opened();
  await userEvent.type(field, "hi @b");
  const list = await screen.findByRole("listbox", { name: "People" });
  expect(within(list).getByRole("option", { selected: true }).textContent).toContain("Ben");
  const box = screen.getByRole("combobox", { name: /^Message/ });
  expect(box.getAttribute("aria-activedescendant")).toBe(within(list).getByRole("option", { selected: true }).id);
  await userEvent.keyboard("{Enter}and more{Enter}");
  await waitFor(() => expect(said()).toEqual(["hi @ben and more"]));
});

test("arrow keys choose, Tab accepts, and a click does the same", async () => {
  const field = await opened();
  await userEvent.type(field, "@");
  await waitFor(() => expect(options().length).toBeGreaterThan(2));
  await userEvent.keyboard("{ArrowUp}{Tab}");
  expect(field.value).toBe("@room ");
  await userEvent.type(field, "@be");
  await userEvent.click(await screen.findByRole("option", { name: /Ben/ }));
  expect(field.value).toBe("@room @ben ");
  expect(document.activeElement).toBe(field);
});

test("Escape closes the list and nothing else; the text stays", async () => {
  const field = await opened();
  await userEvent.type(field, "@b");
  await screen.findByRole("listbox");
  await userEvent.keyboard("{Escape}");
  expect(screen.queryByRole("listbox")).toBeNull();
  await userEvent.type(field, "e");
  expect(screen.queryByRole("listbox")).toBeNull();
  expect(field.value).toBe("@be");
});

test("an input method at work keeps its keys", async () => {
  const field = await opened();
  await userEvent.type(field, "@b");
  await screen.findByRole("listbox");
  fireEvent.keyDown(field, { key: "Enter", isComposing: true });
  fireEvent.keyDown(field, { key: "ArrowDown", keyCode: 229 });
  expect(field.value).toBe("@b");
  expect(screen.getByRole("option", { selected: true }).textContent).toContain("Ben");
});

test("a room and an emoji are completed too", async () => {
  const field = await opened();
  await userEvent.type(field, "see #harb");
  await userEvent.click(await screen.findByRole("option", { name: /harbour/ }));
  await userEvent.type(field, ":tada");
  await userEvent.click(await screen.findByRole("option", { name: /:tada:/ }));
  expect(field.value).toBe("see #harbour 🎉 ");
});

test("who is mentioned and not in the room can be added afterwards", async () => {
  const field = await opened();
  await userEvent.type(field, "@car");
  expect((await screen.findByRole("option", { name: /Cara/ })).textContent).toContain("not here");
  await userEvent.keyboard("{Enter}look{Enter}");
  expect(await screen.findByText("Cara is not in #general.")).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Add" }));
  await waitFor(() => expect(server.workspace.room(GENERAL).members.has(CARA)).toBe(true));
});

function crowd(): void {
  for (let number = 0; number < 20; number += 1) {
    const { id } = server.workspace.addUser(idOf(0x900 + number));
    server.workspace.addMember(GENERAL, id);
  }
}

test("an edit that begins to call many is asked about, one that calls them still is not", async () => {
  crowd();
  const field = await opened();
  await userEvent.type(field, "fire drill{Enter}");
  await waitFor(() => expect(said()).toEqual(["fire drill"]));
  await userEvent.type(field, "{ArrowUp}");
  await userEvent.type(await screen.findByRole("textbox", { name: "Edit the message" }), " @room{Enter}");
  const dialog = await screen.findByRole("dialog", { name: "Call 21 people?" });
  expect(said()).toEqual(["fire drill"]);
  await userEvent.click(within(dialog).getByRole("button", { name: "Save" }));
  await waitFor(() => expect(said()).toEqual(["fire drill @room"]));
  await waitFor(() => expect(screen.queryByRole("dialog", { name: /Call/ })).toBeNull());
  await userEvent.type(field, "{ArrowUp}");
  await userEvent.type(await screen.findByRole("textbox", { name: "Edit the message" }), " now{Enter}");
  await waitFor(() => expect(said()).toEqual(["fire drill @room now"]));
});

test("a call to many is asked about first", async () => {
  crowd();
  const field = await opened();
  await userEvent.type(field, "@room fire drill{Enter}");
  expect(await screen.findByRole("dialog", { name: "Call 21 people?" })).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Back to the message" }));
  expect(said()).toEqual([]);
  expect(field.value).toBe("@room fire drill");
  await userEvent.type(field, "{Enter}");
  const dialog = await screen.findByRole("dialog");
  await userEvent.click(within(dialog).getByRole("button", { name: "Send" }));
  await waitFor(() => expect(said()).toEqual(["@room fire drill"]));
});

test("a command does what it says, and another word says that it is none", async () => {
  const field = await opened();
  await userEvent.type(field, "/sh");
  expect(options().map((option) => option?.split(" ")[0])).toEqual(["/shortcutsShow", "/shrug"]);
  await userEvent.type(field, "rug{Enter}");
  await waitFor(() => expect(said()).toEqual(["¯\\\\\\_(ツ)\\_/¯"]));
  await userEvent.type(field, "/dance now{Enter}");
  expect((await screen.findByRole("alert")).textContent).toContain("There is no command /dance.");
  expect(field.value).toBe("/dance now");
  await userEvent.clear(field);
  expect(screen.queryByRole("alert")).toBeNull();
  await userEvent.type(field, "//dance{Enter}");
  await waitFor(() => expect(said().at(-1)).toBe("/dance"));
});

test("rooms are joined and people written to from the keyboard", async () => {
  const field = await opened();
  await userEvent.type(field, "/join #harbour{Enter}");
  expect(await screen.findByRole("heading", { level: 1, name: "harbour" })).toBeTruthy();
  expect(server.workspace.room(HARBOUR).members.has(ANA)).toBe(true);
  await userEvent.type(await screen.findByRole("textbox", { name: "Message #harbour" }), "/msg @cara hello you{Enter}");
  expect(await screen.findByRole("heading", { level: 1, name: "Cara" })).toBeTruthy();
  const direct = [...server.workspace.rooms.values()].find(({ room }) => room.kind === "direct");
  await waitFor(() => expect(said(direct?.room.id)).toEqual(["hello you"]));
});

test("a command that nobody can follow says why and keeps the words", async () => {
  const field = await opened();
  await userEvent.type(field, "/invite @nobody{Enter}");
  expect((await screen.findByRole("alert")).textContent).toBe("Nobody is called @nobody.");
  expect(field.value).toBe("/invite @nobody");
});
