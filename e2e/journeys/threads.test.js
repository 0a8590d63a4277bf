// A thread between two people: replies live, followed, read, also in the room; and the pages that gather what concerns one.
import assert from "node:assert/strict";
import { test } from "node:test";
import { speaker } from "../support/api.js";
import { PHONE } from "../support/people.js";
import { setStage } from "../support/stage.js";

const stage = setStage();

const panelOf = ({ page }) => page.getByRole("region", { name: "Thread", exact: true });
const repliesOf = (person) => panelOf(person).getByRole("feed", { name: "Replies" });
const unread = (person, view) => person.line(view).getByText("unread");

async function reply(person, text, within = panelOf(person)) {
  const field = within.getByRole("textbox", { name: "Reply…" });
  // The space ends a name at the end of the text: no list of names is open when Enter comes.
  await field.fill(`${text} `);
  await field.press("Enter");
  await within.getByRole("article").filter({ hasText: text }).waitFor();
}

async function replyTo(person, words, text) {
  await person.row(words).hover();
  await person.row(words).getByRole("button", { name: "Reply in a thread" }).click();
  await reply(person, text);
}

test(
  "a reply is seen at once in the thread of the other, is read there, and can stand in the room too",
  stage.journey(async () => {
    const { ada, mia } = await stage.meet("general");
    await ada.say("Where shall we meet?");
    await mia.sees("Where shall we meet?");
    await replyTo(mia, "Where shall", "In the harbour");

    // Ada began the thread, so she follows it; the room itself has nothing new.
    await ada.row("Where shall").getByText("1 reply").waitFor();
    await unread(ada, "Threads").waitFor();
    await ada.row("Where shall").getByRole("button", { name: /1 reply/ }).click();
    await repliesOf(ada).getByText("In the harbour").waitFor();
    await unread(ada, "Threads").waitFor({ state: "detached" });

    await reply(mia, "Or under the roof");
    await repliesOf(ada).getByText("Or under the roof").waitFor();
    await panelOf(mia).getByText("2 replies").waitFor();
    await ada.page.waitForTimeout(600);
    assert.equal(await unread(ada, "Threads").count(), 0, "what is in view is read");
    assert.equal(await ada.feed().first().getByText("Or under the roof").count(), 0, "a reply stands in its thread only");

    await panelOf(ada).getByRole("checkbox", { name: "Also send to #general" }).check();
    await reply(ada, "The roof it is");
    await repliesOf(mia).getByText("The roof it is").waitFor();
    const room = mia.page.getByRole("feed", { name: "Messages in #general" });
    await room.getByText("The roof it is").waitFor();
    assert.equal(await panelOf(ada).getByRole("checkbox").isChecked(), false, "the next reply stays in the thread");

    await panelOf(mia).getByRole("button", { name: "Close" }).click();
    await panelOf(mia).waitFor({ state: "detached" });
    await mia.sees("The roof it is");
  }),
);

test(
  "threads that one follows stand on a page, new ones first, to be read, answered and left",
  stage.journey(async () => {
    const { ada, mia } = await stage.meet("plans");
    await ada.say("First question");
    await ada.say("Second question");
    await mia.sees("Second question");
    await replyTo(mia, "First question", "An answer to the first");
    await replyTo(mia, "Second question", "An answer to the second");

    await unread(ada, "Threads").waitFor();
    await ada.line("Threads").click();
    const cards = ada.page.getByRole("region", { name: "Thread in plans" });
    await cards.nth(1).waitFor();
    const card = (words) => cards.filter({ hasText: words });
    await card("Second question").getByText("An answer to the second").waitFor();
    await unread(ada, "Threads").waitFor({ state: "detached" });

    await card("First question").getByRole("button", { name: "Reply…" }).click();
    await reply(ada, "Thank you", card("First question"));
    await mia.row("First question").getByText("2 replies").waitFor();
    await unread(mia, "Threads").waitFor();

    await card("Second question").getByRole("button", { name: "Stop following this thread" }).click();
    await card("Second question").getByRole("button", { name: "Follow this thread" }).waitFor();
    await reply(mia, "One more for the second");
    await ada.page.waitForTimeout(600);
    assert.equal(await unread(ada, "Threads").count(), 0, "a thread that is not followed makes nothing unread");

    await card("First question").getByRole("link", { name: "Open in the room" }).click();
    await repliesOf(ada).getByText("Thank you").waitFor();
    await ada.page.goBack();
    await card("First question").waitFor();
    await ada.page.reload();
    await card("First question").waitFor();
    assert.equal(await card("Second question").count(), 0, "a thread that is not followed is not listed");
  }),
);

test(
  "the link of a reply opens its thread at the reply, for whoever is in the room",
  stage.journey(async () => {
    const { ada, mia } = await stage.meet("links");
    await ada.say("Where shall we meet?");
    await replyTo(ada, "Where shall", "In the harbour");
    await ada.context.grantPermissions(["clipboard-read", "clipboard-write"]);
    const row = panelOf(ada).getByRole("article").filter({ hasText: "In the harbour" });
    await row.hover();
    await row.getByRole("button", { name: "More", exact: true }).click();
    await ada.page.getByRole("menuitem", { name: /Copy the link/ }).click();
    await ada.page.getByText("The link was copied.").waitFor();
    const link = await ada.page.evaluate(() => navigator.clipboard.readText());
    assert.match(link, /\/rooms\/[^/]+\/(messages|threads)\//);

    await mia.page.goto(link);
    await repliesOf(mia).getByText("In the harbour").waitFor();
    await panelOf(mia).getByRole("button", { name: "Close" }).click();
    await mia.page.getByRole("feed", { name: "Messages in #links" }).waitFor();
  }),
);

test(
  "a long thread opens at the reply of a link, and what was said while the network was away comes after",
  stage.journey(async () => {
    const { ada, mia } = await stage.meet("long");
    const speaking = await speaker(stage.server, mia);
    const room = ada.page.url().split("/rooms/")[1];
    const { message: root } = await speaking.say(room, "A question with many answers");
    const ids = [];
    for (let count = 1; count <= 130; count += 1) {
      const { message } = await speaking.say(room, `answer ${count}.`, { reply_to: root.id });
      ids.push(message.id);
    }
    await ada.goto(`/rooms/${room}/threads/${root.id}/${ids[9]}`);
    await repliesOf(ada).getByText("answer 10.").waitFor();
    await repliesOf(ada).getByText("answer 11.").waitFor();
    await panelOf(ada).getByRole("button", { name: /Latest/ }).click();
    await repliesOf(ada).getByText("answer 130.").waitFor();

    ada.expectOutage();
    await ada.context.setOffline(true);
    await speaking.say(room, "said while you were away", { reply_to: root.id });
    await ada.page.waitForTimeout(500);
    await panelOf(ada).getByRole("textbox", { name: "Reply…" }).fill("written without a network ");
    await panelOf(ada).getByRole("textbox", { name: "Reply…" }).press("Enter");
    await repliesOf(ada).getByText("written without a network").waitFor();
    await ada.context.setOffline(false);
    await repliesOf(ada).getByText("said while you were away").waitFor();
    await mia.row("A question with many").getByText("132 replies").waitFor();
  }),
);

test(
  "mentions and saved messages gather from all rooms, lead to their place and back, also on a phone",
  stage.journey(async () => {
    const { ada, mia } = await stage.meet("maps", { mia: { viewport: PHONE, hasTouch: true } });
    await mia.page.getByRole("button", { name: "Back to the list of rooms" }).click();
    await ada.say("@mia could you look at the map?");
    await mia.page.getByRole("link", { name: "Mentions 1 unread" }).waitFor();
    await mia.page.getByRole("link", { name: /^Mentions/ }).click();
    const mentions = mia.page.getByRole("list", { name: "Mentions" });
    await mentions.getByText("could you look at the map?").waitFor();
    await ada.say("@mia and at the plan?");
    await mentions.getByText("and at the plan?").waitFor();
    assert.equal(await mentions.getByRole("listitem").count(), 2);

    await mentions.getByRole("link", { name: "Go to the message" }).last().click();
    await mia.sees("could you look at the map?");
    await mia.page.goBack();
    await mentions.getByText("and at the plan?").waitFor();

    await ada.act("could you look", /Save for later/);
    await ada.line("Saved").click();
    const saved = ada.page.getByRole("list", { name: "Saved" });
    await saved.getByText("could you look at the map?").waitFor();
    await saved.getByRole("button", { name: "Remove from saved" }).click();
    await ada.page.getByRole("heading", { name: "Nothing is saved for later" }).waitFor();
    await ada.page.getByRole("button", { name: "Undo" }).click();
    await saved.getByText("could you look at the map?").waitFor();
  }),
);
