/** Searching as people do it: the app on a server in memory. */
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test } from "vitest";
import { searching } from "../features/search/searching";
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
  server.workspace.send(BEN, GENERAL, "the tide is high in general", "b1");
  server.workspace.send(BEN, HARBOUR, "the tide is low in the harbour", "b2");
  server.workspace.send(ANA, HARBOUR, "I wrote of the tide too", "a1");
});
afterEach(async () => {
  await closeApp();
  searching.setState(searching.getInitialState(), true);
});

const searches = () => server.seen.filter((request) => request === "GET /api/v1/search").length;

async function openSearch(keys = "{Control>}{Shift>}f{/Shift}{/Control}") {
  renderApp(server, ANA, `/rooms/${GENERAL}`);
  await screen.findByRole("textbox", { name: /^Message/ });
  await userEvent.keyboard(keys);
  const panel = await screen.findByRole("region", { name: "Search" });
  return { panel, field: await within(panel).findByRole("combobox", { name: "Search messages" }) };
}

test("a search finds messages of all rooms after a pause, with what was looked for marked", async () => {
  const { panel, field } = await openSearch();
  await userEvent.type(field, "tide");
  const found = await within(panel).findByRole("list", { name: "Messages that were found" });
  await waitFor(() => expect(within(found).getAllByRole("link")).toHaveLength(3));
  expect(within(found).getAllByText("tide")[0]?.tagName).toBe("MARK");
  expect(searches()).toBe(1);
});

test("a search in the room finds only what was said there, until it is widened", async () => {
  const { panel, field } = await openSearch("{Control>}f{/Control}");
  await userEvent.type(field, "tide{Enter}");
  const found = await within(panel).findByRole("list", { name: "Messages that were found" });
  await waitFor(() => expect(within(found).getAllByRole("link")).toHaveLength(1));
  await userEvent.click(within(panel).getByRole("button", { name: "Search everywhere" }));
  await waitFor(() => expect(within(found).getAllByRole("link")).toHaveLength(3));
});

test("a result leads to its place, which is highlighted, and the search stays beside it", async () => {
  const { panel, field } = await openSearch();
  await userEvent.type(field, "low{Enter}");
  await userEvent.click(await within(panel).findByRole("link", { name: /Ben/ }));
  const feed = await screen.findByRole("feed", { name: "Messages in #harbour" });
  const row = (await within(feed).findByText("the tide is low in the harbour")).closest("article");
  expect(row?.className).toContain("highlighted");
  expect(screen.getByRole("region", { name: "Search" })).toBeTruthy();
});

test("a reply that was found opens its thread in the place of the search, and from there one goes back to it", async () => {
  const root = server.workspace.send(BEN, HARBOUR, "who has the map?", "r").answer.message.id;
  server.workspace.send(BEN, HARBOUR, "the low shelf", "r1", { replyTo: root });
  const { panel, field } = await openSearch();
  await userEvent.type(field, "low{Enter}");
  await userEvent.click(await within(panel).findByRole("link", { name: /in a thread/ }));
  const thread = await screen.findByRole("region", { name: "Thread" });
  expect(await within(thread).findByText("the low shelf")).toBeTruthy();
  expect(screen.queryByRole("region", { name: "Search" })).toBeNull();
  await userEvent.click(within(thread).getByRole("button", { name: "Back to the search" }));
  const again = await screen.findByRole("region", { name: "Search" });
  const links = within(again).getAllByRole("link");
  expect(links).toHaveLength(2);
  expect(document.activeElement?.textContent).toContain("in a thread");
});

test("operators and people are offered, taken by keyboard, and shown as chips that can be removed", async () => {
  const { panel, field } = await openSearch();
  await userEvent.type(field, "tide fr{Tab}");
  await waitFor(() => expect((field as HTMLInputElement).value).toBe("tide from:"));
  await userEvent.type(field, "be");
  await userEvent.click(await within(panel).findByRole("option", { name: /Ben/ }));
  const found = await within(panel).findByRole("list", { name: "Messages that were found" });
  await waitFor(() => expect(within(found).getAllByRole("link")).toHaveLength(2));
  await userEvent.click(await within(panel).findByRole("button", { name: "Remove from:ben" }));
  await waitFor(() => expect(within(found).getAllByRole("link")).toHaveLength(3));
  expect((field as HTMLInputElement).value).toBe("tide");
});

test("a part that cannot be met is told with its reason", async () => {
  const { panel, field } = await openSearch();
  await userEvent.type(field, "from:nobody {Enter}");
  expect(await within(panel).findByText("Nobody is called nobody.")).toBeTruthy();
  expect(within(panel).getByRole("heading", { name: "Nothing was found" })).toBeTruthy();
});

test("a search that fails says why, and is tried again", async () => {
  const { panel, field } = await openSearch();
  server.refuse = { match: /GET .*search/, status: 503, code: "busy", times: 1 };
  await userEvent.type(field, "tide{Enter}");
  expect(await within(panel).findByRole("alert")).toBeTruthy();
  await userEvent.click(within(panel).getByRole("button", { name: "Try again" }));
  expect(await within(panel).findByRole("list", { name: "Messages that were found" })).toBeTruthy();
});

test("a message that is deleted is found no more", async () => {
  const { panel, field } = await openSearch();
  await userEvent.type(field, "low{Enter}");
  await within(panel).findByRole("link", { name: /Ben/ });
  server.workspace.deleteMessage(HARBOUR, 1);
  await waitFor(() => expect(within(panel).queryByRole("link", { name: /Ben/ })).toBeNull());
});

test("a search has an address", async () => {
  renderApp(server, ANA, "/search?q=tide%20-low&order=best");
  const found = await screen.findByRole("list", { name: "Messages that were found" });
  await waitFor(() => expect(within(found).getAllByRole("link")).toHaveLength(2));
  const field = screen.getByRole("combobox", { name: "Search messages" });
  await userEvent.clear(field);
  await userEvent.type(field, "harbour{Enter}");
  await waitFor(() => expect(location.search).toBe("?q=harbour&order=best"));
});

test("the switcher searches for what it does not know", async () => {
  renderApp(server, ANA, `/rooms/${GENERAL}`);
  await screen.findByRole("textbox", { name: /^Message/ });
  await userEvent.keyboard("{Control>}k{/Control}");
  await userEvent.type(await screen.findByRole("combobox"), "low");
  await userEvent.click(await screen.findByRole("option", { name: /Search messages for “low”/ }));
  const panel = await screen.findByRole("region", { name: "Search" });
  expect(await within(panel).findByRole("link", { name: /Ben/ })).toBeTruthy();
});
