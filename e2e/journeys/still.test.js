// The timeline never jumps: what a person reads stays where it is, whatever comes in around it.
import assert from "node:assert/strict";
import { test } from "node:test";
import { speaker } from "../support/api.js";
import { moved, prepareFrames } from "../support/frames.js";
import { setStage } from "../support/stage.js";

const stage = setStage();
const HISTORY = 260;
const MOST_PX = 1;

const sentence = (number) =>
  `message ${number} ${"with words that fill a line or two ".repeat(number % 5)}${number % 7 === 0 ? "\n\n- one\n- two" : ""}`;

function assertStill({ worst, frames }, what) {
  assert.ok(frames > 10, `${what}: only ${frames} frames were looked at`);
  assert.ok(worst <= MOST_PX, `${what}: the row moved by ${worst} px`);
}

test(
  "ten things happen around a row, and it stays where it is",
  stage.journey(async () => {
    const ada = await stage.enter("Ada Bell");
    const { page } = ada;
    await ada.setUpWorkspace("Northwind");
    const room = await ada.createRoom("history");
    const writer = await speaker(stage.server, ada);
    const ids = [];
    for (let number = 1; number <= HISTORY; number += 1) {
      ids.push((await writer.say(room, sentence(number))).message.id);
    }
    await page.reload();
    await ada.sees(`message ${HISTORY}`);
    await page.waitForTimeout(1_000);
    await prepareFrames(page);

    assertStill(await moved(page, "end", () => writer.say(room, "one more")), "a message is appended at the end");
    assertStill(await moved(page, "end", () => page.evaluate(() => window.growRow("last", 180))), "the last row grows");
    assertStill(
      await moved(page, "end", () => ada.composer().fill("line\n".repeat(9))),
      "the composer grows while the end is in view",
    );
    await ada.composer().fill("");
    assertStill(await moved(page, "end", () => writer.react(ids.at(-1), "🎉")), "a reaction comes to the last row");

    await ada.feed().hover();
    for (let step = 0; step < 8; step += 1) {
      await page.mouse.wheel(0, -250);
      await page.waitForTimeout(60);
    }
    await page.waitForTimeout(500);
    const away = async () => {
      for (const text of ["while you read", "and again", "and again"]) await writer.say(room, text);
    };
    assertStill(await moved(page, "middle", away), "messages are appended while somebody reads further up");
    await page.getByRole("button", { name: /new message|Latest/ }).waitFor();
    assertStill(
      await moved(page, "middle", async () => assert.ok(await page.evaluate(() => window.growRow("above", 240)))),
      "a row above grows late",
    );
    assertStill(
      await moved(page, "middle", () => ada.composer().fill("line\n".repeat(9))),
      "the composer grows while somebody reads further up",
    );

    const { above, below } = await aroundScreen(page);
    assertStill(await moved(page, "middle", () => writer.react(ids[above - 1], "🎉")), "a reaction comes to a row above");
    assertStill(await moved(page, "middle", () => writer.remove(ids[above - 1])), "a row above is deleted");
    assertStill(await moved(page, "middle", () => writer.react(ids[below - 1], "🎉")), "a reaction comes to a row below");
    await page.mouse.move(300, 300);
    const over = async () => {
      for (let y = 200; y < 700; y += 25) await page.mouse.move(900, y);
    };
    assertStill(await moved(page, "middle", over), "the pointer goes over the rows");

    // Ada's browser has seen all of it; who comes anew holds one page.
    const mia = await stage.enter("Mia Okoye");
    await mia.register();
    await mia.joinRoom("history");
    await mia.sees("and again");
    await mia.page.waitForTimeout(1_000);
    await prepareFrames(mia.page);
    await olderPage(mia);
  }),
);

/** Positions of rows that are in the page, but just above and just below what is in view. */
function aroundScreen(page) {
  return page.getByRole("feed").evaluate((feed) => {
    const { top, bottom } = feed.getBoundingClientRect();
    const rows = [...feed.querySelectorAll("[data-key] article")].map((row) => ({
      position: Number(row.getAttribute("aria-posinset")),
      box: row.getBoundingClientRect(),
    }));
    return {
      above: rows.filter(({ box }) => box.bottom < top).at(-1).position,
      below: rows.filter(({ box }) => box.top > bottom)[0].position,
    };
  });
}

/** Goes up until a page is asked for; it comes only once the row is watched. */
async function olderPage(ada) {
  const { page } = ada;
  let release = () => {};
  const held = new Promise((resolve) => {
    release = resolve;
  });
  let asked = false;
  await page.route(/\/messages\?.*before=/, async (route) => {
    asked = true;
    await held;
    await route.continue();
  });
  await ada.feed().hover();
  for (let step = 0; step < 120 && !asked; step += 1) {
    await page.mouse.wheel(0, -200);
    await page.waitForTimeout(30);
  }
  assert.ok(asked, "no older page was asked for");
  await page.waitForTimeout(400);
  const rows = () => ada.feed().evaluate((feed) => feed.scrollHeight);
  const before = await rows();
  const result = await moved(page, "middle", async () => release(), 2_000);
  assert.ok((await rows()) > before, "the older page came in");
  assertStill(result, "an older page comes in above");
}
