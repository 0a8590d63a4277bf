/** The workspace's own emoji, as people add and remove them: the app on a server in memory. */
import { screen, waitFor, within } from "@testing-library/react";
import userEvent from "@testing-library/user-event";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { ANA, BEN, idOf } from "../testing/builders";
import { FakeServer } from "../testing/fakeServer";
import { closeApp, renderApp } from "../testing/renderApp";
import { openDialog } from "./view";

const GENERAL = idOf(0x501);
let server: FakeServer;

beforeEach(() => {
  server = new FakeServer();
  for (const user of [ANA, BEN]) server.workspace.addUser(user);
  server.workspace.createRoom(ANA, { id: GENERAL, name: "general" });
  server.workspace.addEmoji("ship-it", BEN);
  URL.createObjectURL = () => "blob:picture";
  URL.revokeObjectURL = vi.fn();
});
afterEach(closeApp);

async function openEmoji() {
  renderApp(server, ANA, `/rooms/${GENERAL}`);
  await screen.findByRole("feed");
  openDialog({ name: "emoji" });
  const dialog = within(await screen.findByRole("dialog", { name: "Custom emoji" }));
  await dialog.findByText(":ship-it:");
  return dialog;
}

test("a picture gets a name and is everybody's emoji; its maker takes it away again", async () => {
  const dialog = await openEmoji();
  await waitFor(() => expect(document.activeElement).toBe(dialog.getByRole("button", { name: "Choose a picture" })));
  const picture = new File(["GIF89a"], "Party Parrot.gif", { type: "image/gif" });
  await userEvent.upload(dialog.getByLabelText("Picture of the emoji"), picture);
  const name = dialog.getByRole("textbox", { name: "Name" });
  expect((name as HTMLInputElement).value).toBe("party-parrot");
  await userEvent.click(dialog.getByRole("button", { name: "Add" }));
  await dialog.findByText(":party-parrot:");
  expect([...server.workspace.emoji.keys()]).toContain("party-parrot");
  expect(dialog.queryByRole("button", { name: "Remove :ship-it:" })).toBeNull();

  await userEvent.click(dialog.getByRole("button", { name: "Remove :party-parrot:" }));
  await userEvent.click(dialog.getByRole("button", { name: "Remove" }));
  await waitFor(() => expect(dialog.queryByText(":party-parrot:")).toBeNull());
  expect(server.workspace.emoji.has("party-parrot")).toBe(false);
});

test("a name that is taken or wrong is told before anything is sent", async () => {
  const dialog = await openEmoji();
  const picture = new File(["x"], "ship-it.png", { type: "image/png" });
  await userEvent.upload(dialog.getByLabelText("Picture of the emoji"), picture);
  await dialog.findByText("There is an emoji of this name.");
  await userEvent.type(dialog.getByRole("textbox", { name: "Name" }), " Now");
  await dialog.findByText(/Only small letters/);
  expect((dialog.getByRole("button", { name: "Add" }) as HTMLButtonElement).disabled).toBe(true);
  expect(server.seen.filter((seen) => seen.includes("uploads"))).toEqual([]);
});
