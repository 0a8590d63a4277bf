// axe on every screen, in both themes: nothing serious.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { test } from "node:test";
import { PHONE } from "../support/people.js";
import { setStage } from "../support/stage.js";

const stage = setStage();
const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Looks at the screen as it is, light and dark. Menus stand outside of every landmark, as they must: no `region` rule. */
async function assertAccessible({ page }, screen) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.waitForFunction((theme) => document.documentElement.dataset.theme === theme, colorScheme);
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"], rules: { region: { enabled: false } } }));
    const found = violations
      .filter(({ impact }) => impact === "serious" || impact === "critical" || impact === "moderate")
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
    assert.deepEqual(found, [], `${screen}, ${colorScheme}`);
  }
}

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
  await page.getByRole("button", { name: "Northwind" }).click();
  await page.getByRole("menu").waitFor();
  await assertAccessible(ada, "the workspace's menu");
}
