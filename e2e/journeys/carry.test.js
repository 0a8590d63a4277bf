// What messages carry besides words: pictures, the workspace's own emoji; and drafts that follow their author.
import assert from "node:assert/strict";
import { test } from "node:test";
import { picture } from "../support/picture.js";
import { setStage } from "../support/stage.js";

const stage = setStage();

async function twoInGeneral() {
  const ada = await stage.enter("Ada Bell");
  await ada.setUpWorkspace("Northwind");
  const mia = await stage.enter("Mia Okoye");
  await mia.register();
  await ada.createRoom("general");
  await mia.joinRoom("general");
  return { ada, mia };
}

test(
  "a picture is attached and looked at by the other person; an emoji is made and used; a draft waits on a second device",
  stage.journey(async () => {
    const { ada, mia } = await twoInGeneral();
    const chooser = ada.page.waitForEvent("filechooser");
    await ada.page.getByRole("button", { name: "Attach files" }).click();
    await (await chooser).setFiles([
      { name: "lake.png", mimeType: "image/png", buffer: picture(900, 600) },
      { name: "notes.txt", mimeType: "text/plain", buffer: Buffer.from("Bring boots.\n") },
    ]);
    await ada.say("From the lake");
    await mia.sees("From the lake");
    const row = mia.row("From the lake");
    await row.getByRole("link", { name: /notes\.txt/ }).first().waitFor();
    const seen = row.getByRole("img", { name: "lake.png" });
    await seen.waitFor();
    await mia.page.waitForFunction(() => {
      const shown = document.querySelector('img[alt="lake.png"]');
      return shown?.complete && shown.naturalWidth > 0;
    });
    const { width, height } = await seen.boundingBox();
    assert.ok(Math.abs(width / height - 1.5) < 0.02, `${width} by ${height}`);
    await row.getByRole("button", { name: "Open lake.png" }).click();
    const lightbox = mia.page.getByRole("dialog");
    await lightbox.getByText("lake.png").waitFor();
    await mia.page.keyboard.press("Escape");
    await lightbox.waitFor({ state: "detached" });

    await ada.page.getByRole("button", { name: "Northwind" }).click();
    await ada.page.getByRole("menuitem", { name: "Custom emoji" }).click();
    const emoji = ada.page.getByRole("dialog", { name: "Custom emoji" });
    await emoji.getByText("None yet").waitFor();
    const choosing = ada.page.waitForEvent("filechooser");
    await emoji.getByRole("button", { name: "Choose a picture" }).click();
    await (await choosing).setFiles([{ name: "Our Lake.png", mimeType: "image/png", buffer: picture(64, 64) }]);
    await emoji.getByRole("button", { name: "Add" }).click();
    await emoji.getByText(":our-lake:").waitFor();
    await ada.page.keyboard.press("Escape");
    await ada.say("See you at :our-lake:");
    await mia.row("See you at").getByRole("img", { name: ":our-lake:" }).waitFor();

    await mia.composer().fill("I was going to s");
    const phone = await stage.enter("Mia Okoye");
    await phone.signIn();
    await phone.line("general").click();
    await phone.page.waitForFunction(() => document.querySelector("textarea")?.value === "I was going to s");
    await mia.composer().fill("");
  }),
);
