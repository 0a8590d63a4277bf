// The same app on PostgreSQL, Redis and S3: one walk through what messages can do.
import { test } from "node:test";
import { picture } from "../support/picture.js";
import { canGrow } from "../support/server.js";
import { setStage } from "../support/stage.js";

const stage = canGrow ? setStage({ grown: true }) : { journey: () => {} };

test(
  "on PostgreSQL, Redis and S3 two people talk, change, answer, attach, find and save",
  { skip: !canGrow && "needs the services that `cargo xtask test` starts" },
  stage.journey(async () => {
    const ada = await stage.enter("Ada Bell");
    await ada.setUpWorkspace("Northwind");
    const mia = await stage.enter("Mia Okoye");
    await mia.register();
    await ada.createRoom("general");
    await mia.joinRoom("general");
    await ada.say("The lantern parade is on Tusday");
    await mia.sees("lantern");
    await ada.composer().press("ArrowUp");
    const field = ada.page.getByRole("textbox", { name: "Edit the message" });
    await field.fill("The lantern parade is on Tuesday");
    await field.press("Enter");
    await mia.sees("Tuesday");

    await mia.row("lantern").hover();
    await mia.page.getByRole("button", { name: "React with 🎉" }).click();
    await ada.page.getByRole("button", { name: "🎉 1: Mia Okoye" }).waitFor();
    await mia.act("lantern", /Reply in a thread/);
    const reply = mia.page.getByRole("region", { name: "Thread" }).getByRole("textbox");
    await reply.fill("I bring candles ");
    await reply.press("Enter");
    await ada.row("lantern").getByRole("button", { name: /1 reply/ }).waitFor();

    const chooser = ada.page.waitForEvent("filechooser");
    await ada.page.getByRole("button", { name: "Attach files" }).click();
    await (await chooser).setFiles([{ name: "lake.png", mimeType: "image/png", buffer: picture(900, 600) }]);
    await ada.say("The place");
    await mia.row("The place").getByRole("img", { name: "lake.png" }).waitFor();
    await mia.page.waitForFunction(() => {
      const shown = document.querySelector('img[alt="lake.png"]');
      return shown?.complete && shown.naturalWidth > 0;
    });

    await mia.act("lantern", /Save for later/);
    await mia.page.getByRole("navigation").getByRole("link", { name: /Saved/ }).click();
    await mia.page.getByRole("main").getByText("The lantern parade").waitFor();
    await ada.page.keyboard.press("Control+Shift+f");
    await ada.page.getByLabel("Search messages").fill("candles");
    await ada.page.keyboard.press("Enter");
    await ada.page.getByRole("list", { name: "Messages that were found" }).getByText("I bring").waitFor();
  }),
);
