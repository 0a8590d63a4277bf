import { screen, waitFor, within } from "@testing-library/react";
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
  server.workspace.createRoom(ANA, { id: GENERAL, name: "general", topic: "Everything" });
  server.workspace.addMember(GENERAL, BEN);
  server.workspace.send(BEN, GENERAL, "good morning", "b1");
  server.workspace.createRoom(BEN, { id: HARBOUR, name: "harbour" });
});
afterEach(closeApp);

const composer = (name = /^Message/) => screen.findByRole("textbox", { name });

test("the app opens in a room and shows what was said there", async () => {
  renderApp(server, ANA);
  expect(await screen.findByRole("heading", { level: 1, name: "general" })).toBeTruthy();
  const feed = await screen.findByRole("feed", { name: "Messages in #general" });
  expect(await within(feed).findByText("good morning")).toBeTruthy();
  expect(location.pathname).toBe(`/rooms/${GENERAL}`);
});

test("what one person writes stands in the room at once and reaches the server once", async () => {
  renderApp(server, ANA);
  await userEvent.type(await composer(), "hello **Ben**{Enter}");
  const feed = await screen.findByRole("feed");
  expect(await within(feed).findByText("hello **Ben**")).toBeTruthy();
  await waitFor(() =>
    expect(server.workspace.room(GENERAL).messages.map((one) => one.text)).toEqual(["good morning", "hello **Ben**"]),
  );
  expect(((await composer()) as HTMLTextAreaElement).value).toBe("");
});

test("what somebody else writes appears by itself", async () => {
  renderApp(server, ANA);
  const feed = await screen.findByRole("feed");
  await within(feed).findByText("good morning");
  server.workspace.send(BEN, GENERAL, "are you there?", "b2");
  expect(await within(feed).findByText("are you there?")).toBeTruthy();
});

test("a message that the server refuses stays with the reason, Retry and Delete", async () => {
  renderApp(server, ANA);
  const field = await composer();
  server.refuse = { match: /POST .*messages/, status: 403, code: "forbidden", times: 1 };
  await userEvent.type(field, "let me in{Enter}");
  expect(await screen.findByText(/Not sent\./)).toBeTruthy();
  await userEvent.click(screen.getByRole("button", { name: "Retry" }));
  await waitFor(() => expect(server.workspace.room(GENERAL).messages.at(-1)?.text).toBe("let me in"));
  await waitFor(() => expect(screen.queryByText(/Not sent\./)).toBeNull());
});

test("a public room can be looked into and joined", async () => {
  server.workspace.send(BEN, HARBOUR, "tide is out", "b3");
  renderApp(server, ANA, "/rooms");
  await userEvent.click(await screen.findByRole("button", { name: "Join harbour" }));
  expect(await composer(/Message #harbour/)).toBeTruthy();
  expect(server.workspace.room(HARBOUR).members.has(ANA)).toBe(true);
});

test("the switcher finds a room by a few letters, with a slip", async () => {
  server.workspace.addMember(HARBOUR, ANA);
  renderApp(server, ANA, `/rooms/${GENERAL}`);
  await composer();
  await userEvent.keyboard("{Control>}k{/Control}");
  await userEvent.type(await screen.findByRole("combobox"), "habro{Enter}");
  expect(await screen.findByRole("heading", { level: 1, name: "harbour" })).toBeTruthy();
});

test("a room is created in a dialog and opens", async () => {
  renderApp(server, ANA, `/rooms/${GENERAL}`);
  await userEvent.click(await screen.findByRole("button", { name: "Create a room" }));
  await userEvent.type(await screen.findByRole("textbox", { name: /^Name/ }), "tides");
  await userEvent.click(screen.getByRole("button", { name: "Create" }));
  expect(await screen.findByRole("heading", { level: 1, name: "tides" })).toBeTruthy();
});

test("a direct message is started with somebody", async () => {
  renderApp(server, ANA, `/rooms/${GENERAL}`);
  await userEvent.click(await screen.findByRole("button", { name: "New direct message" }));
  await userEvent.type(await screen.findByRole("combobox", { name: "People to write to" }), "car");
  await userEvent.click(await screen.findByRole("option", { name: /Cara/ }));
  await userEvent.click(screen.getByRole("button", { name: "Write" }));
  expect(await screen.findByRole("heading", { level: 1, name: "Cara" })).toBeTruthy();
});

test("people are added to a room", async () => {
  renderApp(server, ANA, `/rooms/${GENERAL}`);
  await userEvent.click(await screen.findByRole("button", { name: "Add people" }));
  await userEvent.click(await screen.findByRole("option", { name: /Cara/ }));
  await userEvent.click(screen.getByRole("button", { name: "Add" }));
  await waitFor(() => expect(server.workspace.room(GENERAL).members.has(CARA)).toBe(true));
});

test("the members are in the panel, which Escape closes", async () => {
  renderApp(server, ANA, `/rooms/${GENERAL}`);
  await composer();
  await userEvent.keyboard("{Control>}.{/Control}");
  const panel = await screen.findByRole("region", { name: "Members" });
  expect(await within(panel).findByText("@ben")).toBeTruthy();
  await userEvent.keyboard("{Escape}");
  await waitFor(() => expect(screen.queryByRole("region", { name: "Members" })).toBeNull());
});

test("a reply is written in its thread, and stands there at once", async () => {
  const [root] = server.workspace.room(GENERAL).messages;
  server.workspace.send(BEN, GENERAL, "a first reply", "b9", { replyTo: root?.id });
  renderApp(server, ANA, `/rooms/${GENERAL}`);
  await userEvent.click(await screen.findByRole("button", { name: /1 reply/ }));
  const panel = await screen.findByRole("region", { name: "Thread" });
  await within(panel).findByText("a first reply");
  await userEvent.type(await within(panel).findByRole("textbox", { name: "Reply…" }), "and a second{Enter}");
  expect(await within(panel).findByText("and a second")).toBeTruthy();
  await waitFor(() => expect(server.workspace.repliesOf(root?.id ?? "")).toHaveLength(2));
  expect(server.workspace.room(GENERAL).messages).toHaveLength(1);
  expect(await within(panel).findByText("2 replies")).toBeTruthy();
});

test("a room that is not there says so", async () => {
  renderApp(server, ANA, `/rooms/${idOf(0xdead)}`);
  expect(await screen.findByRole("heading", { name: "This room is not here" })).toBeTruthy();
});

test("a draft waits in its room", async () => {
  server.workspace.addMember(HARBOUR, ANA);
  renderApp(server, ANA, `/rooms/${GENERAL}`);
  await userEvent.type(await composer(), "half a thought");
  await userEvent.click(screen.getByRole("link", { name: /harbour/ }));
  await composer(/Message #harbour/);
  expect(within(screen.getByRole("link", { name: /general/ })).getByText("Draft")).toBeTruthy();
  await userEvent.click(screen.getByRole("link", { name: /general/ }));
  expect(((await composer(/Message #general/)) as HTMLTextAreaElement).value).toBe("half a thought");
});

test("somebody new registers and lands in the workspace", async () => {
  renderApp(server, null, "/register");
  await userEvent.type(await screen.findByRole("textbox", { name: "Your name" }), "Dana Scully");
  expect((screen.getByRole("textbox", { name: "User name" }) as HTMLInputElement).value).toBe("dana.scully");
  await userEvent.type(screen.getByLabelText("Password"), "the truth is out there");
  await userEvent.click(screen.getByRole("button", { name: "Create account" }));
  expect(await screen.findByRole("heading", { name: /Welcome to/ })).toBeTruthy();
});

test("wrong credentials are told in a sentence", async () => {
  renderApp(server, null);
  await userEvent.type(await screen.findByRole("textbox", { name: "User name or email" }), "ana");
  await userEvent.type(screen.getByLabelText("Password"), "not the password");
  await userEvent.click(screen.getByRole("button", { name: "Sign in" }));
  expect((await screen.findByRole("alert")).textContent).toBe("The name or the password is wrong.");
});

test("the first start sets the workspace up, whatever the address says", async () => {
  server.workspace.workspace = { ...server.workspace.workspace, needs_setup: true };
  renderApp(server, null, "/sign-in");
  await userEvent.type(await screen.findByRole("textbox", { name: "Name of the workspace" }), "Northwind");
  await userEvent.type(screen.getByRole("textbox", { name: "Your name" }), "Ada");
  await userEvent.type(screen.getByLabelText("Password"), "correct horse");
  await userEvent.click(screen.getByRole("button", { name: "Create workspace" }));
  expect(await screen.findByRole("heading", { name: "Welcome to Northwind" })).toBeTruthy();
});
