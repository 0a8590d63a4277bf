// What a person keeps of a message for themselves or carries on: marked unread, saved, quoted, forwarded.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setStage } from "../support/stage.js";

const stage = setStage();

test(
  "a message is marked unread on all devices of one person, saved, quoted to the other and forwarded",
  stage.journey(async () => {
    const { ada, mia } = await stage.meet("general");
    await ada.say("The tide turns at six");
    await ada.say("Bring the long rope");
    await mia.sees("long rope");
    const tablet = await stage.enter("Mia Okoye");
    await tablet.signIn();
    const line = tablet.line("general");
    const unread = tablet.page.locator("[data-unread]").filter({ hasText: "general" });
    await line.waitFor();
    await unread.waitFor({ state: "detached" });
    await mia.act("tide turns", "Mark unread from here");
    await unread.waitFor();
    await mia.feed().getByText("New", { exact: true }).waitFor();
    await mia.composer().press("Escape");
    await unread.waitFor({ state: "detached" });

    await mia.act("long rope", "Save for later");
    await tablet.goto("/saved");
    await tablet.page.getByRole("main").getByText("Bring the long rope").waitFor();

    await mia.act("tide turns", "Quote");
    assert.match(await mia.composer().inputValue(), /^> The tide turns at six\n/);
    await mia.composer().press("End");
    await mia.page.keyboard.type("Low or high? ");
    await mia.composer().press("Enter");
    await ada.row("Low or high?").locator("blockquote", { hasText: "The tide turns at six" }).waitFor();

    await ada.createRoom("boats");
    await ada.line("general").click();
    await ada.act("long rope", "Forward…");
    const rooms = ada.page.getByRole("dialog");
    await rooms.getByRole("combobox").fill("boats");
    await rooms.getByRole("option", { name: /boats/ }).waitFor();
    await rooms.getByRole("combobox").press("Enter");
    await ada.page.getByRole("heading", { level: 1, name: "boats" }).waitFor();
    await ada.page.waitForFunction(() => document.querySelector("textarea")?.value.includes("long rope"));
    // The keyboard is in the composer again, behind the quotation.
    await ada.page.keyboard.type("Who has it? ");
    await ada.page.keyboard.press("Enter");
    await ada.row("Who has it?").locator("blockquote", { hasText: "Bring the long rope" }).waitFor();
  }),
);
