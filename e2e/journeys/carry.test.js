// What messages carry besides words: pictures, the workspace's own emoji; and drafts that follow their author.
import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { setStage } from "../support/stage.js";

const stage = setStage();

const CRC = new Uint32Array(256).map((_, byte) => {
  let crc = byte;
  for (let bit = 0; bit < 8; bit += 1) crc = crc & 1 ? (crc >>> 1) ^ 0xedb88320 : crc >>> 1;
  return crc;
});

/** A PNG of one colour that a lightbox is worth. */
function picture(width, height) {
  const chunk = (type, data) => {
    const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
    const crc = body.reduce((held, byte) => CRC[(held ^ byte) & 255] ^ (held >>> 8), 0xffffffff) ^ 0xffffffff;
    const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
    length.writeUInt32BE(data.length);
    check.writeUInt32BE(crc >>> 0);
    return Buffer.concat([length, body, check]);
  };
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width, 0);
  head.writeUInt32BE(height, 4);
  head.set([8, 2, 0, 0, 0], 8);
  const row = Buffer.concat([Buffer.from([0]), Buffer.alloc(width * 3, 0x7a)]);
  const rows = deflateSync(Buffer.concat(Array.from({ length: height }, () => row)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", head), chunk("IDAT", rows), chunk("IEND", Buffer.alloc(0))]);
}

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
