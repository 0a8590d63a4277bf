// axe on every screen, in both themes: nothing serious.
import assert from "node:assert/strict";
import { test } from "node:test";
import { assertAccessible } from "../support/axe.js";
import { PHONE } from "../support/people.js";
import { setStage } from "../support/stage.js";

const stage = setStage();

/** A picture of one point. */
const POINT = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
  "base64",
);

test(
  "no screen has a serious barrier, in either theme",
  stage.journey(async () => {
    const ada = await stage.enter("Ada Bell");
    const { page } = ada;
    await ada.goto("/");
    await page.getByLabel("Name of the workspace").waitFor();
    await assertAccessible(ada, "set-up");
    await ada.setUpWorkspace("Northwind");
    await assertAccessible(ada, "the first screen of a workspace");
    await page.getByRole("button", { name: /Import from Slack/ }).click();
    await page.getByRole("dialog").waitFor();
    await page.waitForTimeout(200);
    await assertAccessible(ada, "how to import");
    await page.keyboard.press("Escape");
    await page.getByRole("dialog").waitFor({ state: "detached" });

    const mia = await stage.enter("Mia Okoye", { viewport: PHONE });
    await mia.goto("/sign-in");
    await mia.page.getByRole("button", { name: "Sign in" }).waitFor();
    await assertAccessible(mia, "sign-in on a phone");
    await mia.goto("/register");
    await mia.page.getByRole("button", { name: "Create account" }).waitFor();
    await assertAccessible(mia, "registration on a phone");

    await ada.createRoom("general");
    await ada.say("Hello **there** `code` https://example.org\n\n> a quote\n\n```\nlet a = 1;\n```\n\n- one\n- two");
    await ada.say("@ada :tada:");
    await ada.sees("there");
    await assertAccessible(ada, "a room");
    await page.getByRole("button", { name: /members?$/ }).click();
    await page.getByRole("region", { name: "Members" }).getByText("Ada Bell").waitFor();
    await assertAccessible(ada, "a room with its members");
    await page.keyboard.press("Escape");

    await mia.register();
    await mia.joinRoom("general");
    await mia.sees("there");
    await assertAccessible(mia, "a room on a phone");
    await mia.page.getByRole("button", { name: "Back to the list of rooms" }).click();
    await mia.line("general").waitFor();
    await assertAccessible(mia, "the list of rooms on a phone");
    assert.equal(await mia.page.getByRole("main").count(), 1);
    assert.equal(await mia.page.getByRole("heading", { level: 1 }).count(), 1);

    await ada.goto("/rooms");
    await page.getByText("Joined").waitFor();
    await assertAccessible(ada, "all public rooms");
    await dialogs(ada);
  }),
);

test(
  "threads, lists, search and files have no serious barrier, in either theme, also on a phone",
  stage.journey(async () => {
    const ada = await stage.enter("Ada Bell");
    await ada.signIn();
    const mia = await stage.enter("Mia Okoye", { viewport: PHONE });
    await mia.signIn();
    await ada.createRoom("harbour");
    await mia.joinRoom("harbour");
    await mia.say("@ada where is the map of the tide?");
    await ada.sees("where is the map");
    await ada.page.getByLabel("Files to attach").first().setInputFiles([
      { name: "tide.png", mimeType: "image/png", buffer: POINT },
      { name: "tide.md", mimeType: "text/markdown", buffer: Buffer.from("# Tide\n") },
    ]);
    await ada.say("Here is the map of the tide");
    await ada.act("where is the map", /Save for later/);
    await views(ada, 2);
    await mia.sees("Here is the map");
    await views(mia, 0);
  }),
);

/** Each view of what was said and sent, as somebody comes to it. `replies`: how many are written in the thread first. */
async function views(person, replies) {
  const { page } = person;
  const question = person.row("where is the map");
  if (replies > 0) await person.act("where is the map", /Reply in a thread/);
  else await question.getByRole("button", { name: /repl/ }).click();
  const thread = page.getByRole("region", { name: "Thread", exact: true });
  for (let count = 1; count <= replies; count += 1) {
    await thread.getByRole("textbox", { name: "Reply…" }).fill(`@mia reply ${count} `);
    await thread.getByRole("textbox", { name: "Reply…" }).press("Enter");
  }
  await thread.getByRole("article").nth(2).waitFor();
  await assertAccessible(person, "a thread");
  await thread.getByRole("button", { name: "Close" }).click();
  await thread.waitFor({ state: "detached" });

  await page.getByRole("button", { name: "Search in this room" }).click();
  await page.getByRole("combobox", { name: "Search messages" }).fill("tide from:");
  await page.getByRole("option").first().waitFor();
  await assertAccessible(person, "a search with offers");
  await page.getByRole("combobox", { name: "Search messages" }).fill("tide from:nobody is:saved");
  await page.getByRole("heading", { name: "Nothing was found" }).waitFor();
  await assertAccessible(person, "a search that cannot be met");
  await person.goto("/search?q=tide+has:file");
  await page.getByRole("list", { name: "Messages that were found" }).getByRole("listitem").first().waitFor();
  await assertAccessible(person, "a search as a page");
  await page.getByRole("list", { name: "Messages that were found" }).getByRole("link").first().click();
  await person.sees("Here is the map");

  const files = page.getByRole("button", { name: "Files", exact: true });
  if (await files.isVisible()) await files.click();
  else {
    await page.getByRole("button", { name: "More about this room" }).click();
    await page.getByRole("menuitem", { name: "Files" }).click();
  }
  await page.getByRole("region", { name: "Files", exact: true }).getByText("tide.md").waitFor();
  await assertAccessible(person, "the files of a room");

  for (const view of ["Threads", "Mentions", "Saved"]) {
    await person.goto(`/${view.toLowerCase()}`);
    await page.getByRole("article").or(page.getByRole("heading", { name: "Nothing is saved for later" })).first().waitFor();
    await assertAccessible(person, view);
  }
}

async function dialogs(ada) {
  const { page } = ada;
  await ada.line("general").click();
  const dialog = page.getByRole("dialog");
  const look = async (name, open) => {
    await open();
    await dialog.waitFor();
    await page.waitForTimeout(200);
    await assertAccessible(ada, name);
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });
  };
  await look("the switcher", async () => {
    await page.keyboard.press("Control+k");
    await page.getByRole("combobox").fill("mia");
    await page.getByRole("option", { name: /Mia/ }).waitFor();
  });
  await look("a new room", () => page.getByRole("button", { name: "Create a room" }).first().click());
  await look("a new direct message", () => page.getByRole("button", { name: "New direct message" }).click());
  await look("adding people", () => page.getByRole("button", { name: "Add people" }).first().click());
  await look("the shortcuts", () => page.keyboard.press("Control+/"));
  await look("custom emoji", async () => {
    await page.getByRole("button", { name: "Northwind" }).click();
    await page.getByRole("menuitem", { name: "Custom emoji" }).click();
  });
  await page.getByRole("button", { name: "Northwind" }).click();
  await page.getByRole("menu").waitFor();
  await assertAccessible(ada, "the workspace's menu");
}
