// What two people do to messages: changed, reacted to, pinned and deleted, each seen by the other.
import { test } from "node:test";
import { setStage } from "../support/stage.js";

const stage = setStage();

test(
  "a message is changed, reacted to, pinned and deleted, and the other person sees each at once",
  stage.journey(async () => {
    const ada = await stage.enter("Ada Bell");
    await ada.setUpWorkspace("Northwind");
    const mia = await stage.enter("Mia Okoye");
    await mia.register();
    await ada.createRoom("general");
    await mia.joinRoom("general");
    await ada.say("The launch is on Tusday");
    await mia.sees("Tusday");

    await ada.composer().press("ArrowUp");
    const field = ada.page.getByRole("textbox", { name: "Edit the message" });
    await field.fill("The launch is on **Tuesday**");
    await field.press("Enter");
    await mia.sees("Tuesday");
    await mia.row("Tuesday").getByText("(edited)").click();
    const versions = mia.page.getByRole("dialog", { name: "Versions of this message" });
    await versions.locator("del", { hasText: "Tusday" }).waitFor();
    await versions.getByRole("button", { name: "Close" }).click();

    await mia.row("Tuesday").hover();
    await mia.page.getByRole("button", { name: "React with 🎉" }).click();
    const chip = ada.page.getByRole("button", { name: "🎉 1: Mia Okoye" });
    await chip.click();
    await mia.page.getByRole("button", { name: "🎉 2: You and Ada Bell", pressed: true }).waitFor();
    await ada.page.getByRole("button", { name: /^🎉 2/, pressed: true }).click();
    await mia.page.getByRole("button", { name: "🎉 1: You" }).waitFor();

    await mia.act("Tuesday", /Add a reaction/);
    await mia.page.getByRole("combobox", { name: "Search emoji" }).fill("rocket");
    await mia.page.getByRole("gridcell", { name: "rocket" }).first().waitFor();
    await mia.page.keyboard.press("Enter");
    await ada.page.getByRole("button", { name: "🚀 1: Mia Okoye" }).waitFor();

    await mia.act("Tuesday", /Pin to the room/);
    await ada.row("Tuesday").getByText("Pinned by Mia Okoye").waitFor();
    await ada.page.getByRole("button", { name: "Pinned messages" }).click();
    const pins = ada.page.getByRole("region", { name: "Pinned messages" });
    await pins.getByText("Tuesday").waitFor();

    await ada.act("Tuesday", /Delete/);
    const dialog = ada.page.getByRole("dialog", { name: "Delete this message?" });
    await dialog.getByText("With it go").waitFor();
    await dialog.getByRole("button", { name: "Delete", exact: true }).click();
    await mia.row("Tuesday").waitFor({ state: "detached" });
    await pins.getByText("Nothing is pinned").waitFor();
  }),
);
