// Rooms and their people: made, found, joined, filled and left; and what sign-out leaves behind.
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { assertAccessible } from "../support/axe.js";
import { setStage } from "../support/stage.js";
import { zip } from "../support/zip.js";

const stage = setStage();

test(
  "rooms are made, browsed, joined and left, and people are invited to private ones",
  stage.journey(async () => {
    const ada = await stage.enter("Ada Bell");
    await ada.setUpWorkspace("Northwind");
    const mia = await stage.enter("Mia Okoye");
    await mia.register();
    await ada.createRoom("general");
    await mia.joinRoom("general");

    await ada.createRoom("plans", "Private");
    await ada.say("Only for us");
    await mia.goto("/rooms");
    await mia.page.getByRole("button", { name: /Join|Joined/ }).or(mia.page.getByText("Joined")).first().waitFor();
    assert.equal(await mia.page.getByText("plans").count(), 0, "a private room is not found");

    await ada.page.getByRole("button", { name: "Add people" }).first().click();
    const dialog = ada.page.getByRole("dialog");
    await dialog.getByRole("combobox").fill("mia");
    await dialog.getByRole("option", { name: /Mia Okoye/ }).click();
    await dialog.getByRole("button", { name: "Add", exact: true }).click();
    await dialog.waitFor({ state: "detached" });

    await mia.line("plans").click();
    await mia.sees("Only for us");
    await mia.page.getByRole("button", { name: "More about this room" }).click();
    await mia.page.getByRole("menuitem", { name: "Leave room" }).click();
    await mia.page.getByText("You left plans").waitFor();
    await mia.line("plans").waitFor({ state: "detached" });

    await mia.page.getByRole("button", { name: "New direct message" }).click();
    await mia.page.getByRole("dialog").getByRole("combobox").fill("ada");
    await mia.page.getByRole("option", { name: /Ada Bell/ }).click();
    await mia.page.getByRole("dialog").locator("button[type=submit], button:not([aria-label])").last().click();
    await mia.say("Just you and me");
    await ada.line("Mia Okoye").getByText("unread").waitFor({ state: "attached" });
    await ada.line("Mia Okoye").click();
    await ada.sees("Just you and me");
  }),
);

test(
  "sign-out leaves nothing of the person in the browser",
  stage.journey(async () => {
    const mia = await stage.enter("Mia Okoye");
    await mia.signIn();
    await mia.line("general").click();
    await mia.composer().fill("a draft");
    await mia.page.waitForTimeout(2_000);
    await mia.page.getByRole("button", { name: "Northwind" }).click();
    await mia.page.getByRole("menuitem", { name: "Sign out" }).click();
    await mia.page.getByRole("button", { name: "Sign in" }).waitFor();
    const left = await mia.page.evaluate(async () => {
      const rows = [];
      for (const { name, version } of await indexedDB.databases()) {
        const database = await new Promise((resolve, reject) => {
          const opening = indexedDB.open(name, version);
          opening.onsuccess = () => resolve(opening.result);
          opening.onerror = () => reject(opening.error);
        });
        for (const store of database.objectStoreNames) {
          const count = await new Promise((resolve) => {
            const counting = database.transaction(store).objectStore(store).count();
            counting.onsuccess = () => resolve(counting.result);
          });
          if (count > 0) rows.push(`${store}: ${count}`);
        }
        database.close();
      }
      return rows;
    });
    assert.deepEqual(left, []);
    await mia.page.reload();
    await mia.page.getByRole("button", { name: "Sign in" }).waitFor();
  }),
);

const ROOT_TS = "1577836800.000100";
const EXPORT = {
  "users.json": [
    { id: "U1", name: "ana", real_name: "Ana Reyes", profile: {} },
    { id: "U2", name: "ben", real_name: "Ben Stone", profile: {} },
  ],
  "channels.json": [{ id: "C1", name: "archive", creator: "U1", members: ["U1", "U2"] }],
  "archive/2020-01-01.json": [
    {
      type: "message",
      user: "U1",
      ts: ROOT_TS,
      thread_ts: ROOT_TS,
      text: "Hello <@U2>, this is from *before*",
      reactions: [{ name: "tada", users: ["U2"], count: 1 }],
    },
    { type: "message", user: "U2", ts: "1577836801.000100", thread_ts: ROOT_TS, text: "A reply in the thread" },
  ],
};

test(
  "an imported person takes over the account through a link that an admin hands out",
  stage.journey(async () => {
    const archive = join(stage.server.data, "export.zip");
    const files = Object.entries(EXPORT).map(([path, content]) => [path, JSON.stringify(content)]);
    await writeFile(archive, zip(Object.fromEntries(files)));
    stage.server.command("import", "slack", archive, "--data", stage.server.data);

    const ada = await stage.enter("Ada Bell", { permissions: ["clipboard-read", "clipboard-write"] });
    await ada.signIn();
    await ada.joinRoom("archive");
    await ada.sees("this is from");
    await ada.page.getByRole("button", { name: /members$/ }).click();
    await ada.page.getByRole("button", { name: "Copy claim link for Ana Reyes" }).click();
    await ada.page.getByText("The link for Ana Reyes was copied").waitFor();
    const link = await ada.page.evaluate(() => navigator.clipboard.readText());
    assert.equal(new URL(link).origin, stage.server.origin);

    const ana = await stage.enter("Ana Reyes");
    await ana.page.goto(link);
    await ana.page.getByRole("heading", { name: /Ana Reyes/ }).waitFor();
    await assertAccessible(ana, "taking over an account");
    await ana.page.getByLabel("Password", { exact: true }).fill(ana.password);
    await ana.page.getByRole("button", { name: /Take over/ }).click();
    await ana.line("archive").click();
    await ana.sees("this is from");
    await ana.say("I am here now");
    await ada.sees("I am here now");
    await ana.page.getByRole("button", { name: /1 reply/ }).click();
    await ana.page.getByText("A reply in the thread").waitFor();
  }),
);
