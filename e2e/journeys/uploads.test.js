// Large files on their way: taken back, cut off by the server's death, cut off by a reload, and whole at the other end.
import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { readFile } from "node:fs/promises";
import { test } from "node:test";
import { setStage } from "../support/stage.js";

const stage = setStage();
const MIB = 1024 * 1024;

/** The line of this person is so slow, in bytes a second, that an upload can be watched. */
async function slowDown({ page, context }, uploadThroughput) {
  const devtools = await context.newCDPSession(page);
  await devtools.send("Network.emulateNetworkConditions", { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput });
}

async function attach({ page }, file) {
  const chooser = page.waitForEvent("filechooser");
  await page.getByRole("button", { name: "Attach files" }).click();
  await (await chooser).setFiles([file]);
  return page.getByRole("list", { name: "Attached files" });
}

/** At least one chunk was confirmed, and more is to come. */
async function halfWay(attached) {
  await attached.getByText(/^([3-8]\d) % of/).waitFor();
}

async function downloaded({ page }, name) {
  const waiting = page.waitForEvent("download");
  await page.getByRole("link", { name }).first().click();
  return readFile(await (await waiting).path());
}

test(
  "an upload is taken back, goes on after the server was killed and after a reload, and arrives byte for byte",
  stage.journey(async () => {
    const { ada, mia } = await stage.meet("general");
    const film = { name: "harbour.bin", mimeType: "application/octet-stream", buffer: randomBytes(14 * MIB) };
    await slowDown(ada, 3 * MIB);

    const attached = await attach(ada, { ...film, name: "wrong.bin" });
    await attached.getByRole("progressbar", { name: "Uploading wrong.bin" }).waitFor();
    await attached.getByRole("button", { name: "Cancel wrong.bin" }).click();
    await attached.waitFor({ state: "detached" });

    ada.expectOutage();
    mia.expectOutage();
    await attach(ada, film);
    await halfWay(attached);
    await stage.server.kill();
    await stage.server.launch();
    await ada.say("The whole harbour");
    await mia.row("The whole harbour").getByRole("link", { name: /harbour\.bin/ }).first().waitFor();
    assert.ok(film.buffer.equals(await downloaded(mia, /harbour\.bin/)), "another content came out");

    const chart = { name: "chart.bin", mimeType: "application/octet-stream", buffer: randomBytes(14 * MIB) };
    await attach(ada, chart);
    await halfWay(attached);
    await ada.page.reload();
    await attached.getByText("Interrupted. Choose it again to go on.").waitFor();
    const chooser = ada.page.waitForEvent("filechooser");
    await attached.getByRole("button", { name: "Choose chart.bin again" }).click();
    await (await chooser).setFiles([chart]);
    await attached.getByText("14 MB", { exact: true }).waitFor();
    await ada.say("And the chart");
    await mia.row("And the chart").getByRole("link", { name: /chart\.bin/ }).first().waitFor();
    assert.ok(chart.buffer.equals(await downloaded(mia, /chart\.bin/)), "another content came out");
  }),
);
