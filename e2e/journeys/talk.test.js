// The main job: two people talk, whatever the network and the server do.
import assert from "node:assert/strict";
import { test } from "node:test";
import { setStage } from "../support/stage.js";
import { assertSameTalk, chatter, TALL } from "../support/talk.js";

const stage = setStage();

/** Two people in one room, each before a window that shows all of it. */
async function twoInARoom(room) {
  const ada = await stage.enter("Ada Bell", { viewport: TALL });
  const mia = await stage.enter("Mia Okoye", { viewport: TALL });
  await Promise.all([ada.signIn(), mia.signIn()]);
  await ada.createRoom(room);
  await mia.joinRoom(room);
  return { ada, mia };
}

const quietLine = (person, text) => person.page.getByRole("status").filter({ hasText: text });

test(
  "two people set up, register, join and talk, and see each other type, come, mention and read",
  stage.journey(async () => {
    const ada = await stage.enter("Ada Bell");
    await ada.setUpWorkspace("Northwind");
    await ada.createRoom("launch");
    await ada.say("Hello **everybody**, see `resume.rs` and https://example.org :tada:");
    await ada.sees("everybody");

    const mia = await stage.enter("Mia Okoye");
    await mia.register();
    await mia.joinRoom("launch");
    await mia.sees("everybody");

    await mia.composer().pressSequentially("Good morn");
    await ada.page.getByText("Mia Okoye is typing").waitFor();
    await mia.say("Good morning, @ada");
    await ada.sees("Good morning");
    await ada.say("Welcome, Mia!");
    await mia.sees("Welcome, Mia!");

    await ada.page.getByRole("button", { name: /members$/ }).click();
    const panel = ada.page.getByRole("region", { name: "Members" });
    await panel.getByText("Mia Okoye").waitFor();
    await panel.getByRole("button", { name: /Mia Okoye.*online/ }).waitFor();
    await ada.page.keyboard.press("Escape");

    await ada.createRoom("quiet");
    await mia.say("Not for anybody in particular");
    await ada.line("launch").getByText("unread").waitFor({ state: "attached" });
    await mia.say("But this is for @ada");
    await ada.line("launch").getByText("mentions").waitFor({ state: "attached" });
    await ada.line("launch").click();
    await ada.sees("But this is for");
    await ada.line("launch").getByText("mentions").waitFor({ state: "detached" });
    assert.equal(await ada.line("launch").getByText("unread").count(), 0);
    await ada.page.reload();
    await ada.sees("But this is for");
    // Read stays read; the browser's own copy may be a moment behind.
    await ada.line("launch").getByText("mentions").waitFor({ state: "detached" });
  }),
);

test(
  "one loses the network while both write, comes back, and both see the same",
  stage.journey(async () => {
    const { ada, mia } = await twoInARoom("harbour");
    mia.expectOutage();
    const before = await chatter(ada, { word: "ada", count: 5 });
    await mia.sees("ada-004");
    await mia.context.setOffline(true);
    const [away, there] = await Promise.all([
      chatter(mia, { word: "mia", count: 10 }),
      chatter(ada, { word: "ada", count: 10, from: 5 }),
    ]);
    await quietLine(mia, "10 messages waiting").waitFor();
    await mia.context.setOffline(false);
    await quietLine(mia, "waiting").waitFor({ state: "detached" });
    await assertSameTalk([ada.page, mia.page], [[...before, ...there], away]);
    assert.equal(await quietLine(mia, /offline|Reconnecting/).count(), 0);
  }),
);

test(
  "the server is killed while both write; after its start everything is there exactly once",
  stage.journey(async () => {
    const { ada, mia } = await twoInARoom("storm");
    for (const person of [ada, mia]) person.expectOutage();
    const writing = [
      chatter(ada, { word: "ada", count: 25, pauseMs: 60 }),
      chatter(mia, { word: "mia", count: 25, pauseMs: 60 }),
    ];
    await ada.sees("ada-005");
    await stage.server.kill();
    await ada.page.waitForTimeout(1_000);
    await stage.server.launch();
    await assertSameTalk([ada.page, mia.page], await Promise.all(writing));
    await ada.page.reload();
    await mia.page.reload();
    await assertSameTalk([ada.page, mia.page], await Promise.all(writing));
  }),
);

test(
  "what waits in the outbox outlives a reload and is sent once",
  stage.journey(async () => {
    const { ada, mia } = await twoInARoom("outbox");
    ada.expectOutage();
    const greeting = await chatter(mia, { word: "mia", count: 1 });
    await ada.sees("mia-000");
    // The page itself still loads: only the way to the API is cut.
    await ada.page.route("**/api/v1/rooms/*/messages", (route) => route.abort());
    const waiting = await chatter(ada, { word: "ada", count: 3 });
    await ada.page.reload();
    await ada.sees("ada-002");
    await ada.page.unroute("**/api/v1/rooms/*/messages");
    await assertSameTalk([ada.page, mia.page], [greeting, waiting]);
  }),
);

test(
  "a second tab of the same person follows the first",
  stage.journey(async () => {
    const { ada, mia } = await twoInARoom("tabs");
    const second = await ada.tab();
    await second.goto(ada.page.url());
    await ada.composer(second).waitFor();
    const first = await chatter(ada, { word: "ada", count: 3 });
    await ada.say("tab-000", second);
    const other = await chatter(mia, { word: "mia", count: 2 });
    await assertSameTalk([ada.page, second, mia.page], [first, ["tab-000"], other]);
    await ada.page.keyboard.press("Control+k");
    await ada.page.getByRole("combobox").fill("sign out");
    await ada.page.keyboard.press("Enter");
    await second.getByRole("button", { name: "Sign in" }).waitFor();
  }),
);
