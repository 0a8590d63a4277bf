// What was said and sent is found again: by words, by filters, by the files of a room.
import assert from "node:assert/strict";
import { test } from "node:test";
import { speaker } from "../support/api.js";
import { PHONE } from "../support/people.js";
import { setStage } from "../support/stage.js";

const stage = setStage();
/** One red point. */
const PICTURE = Buffer.from(
  "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mP8z8BQDwAEhQGAhKmMIQAAAABJRU5ErkJggg==",
  "base64",
);

const searchOf = ({ page }) => page.getByRole("region", { name: "Search", exact: true });
const fieldOf = (within) => within.getByRole("combobox", { name: "Search messages" });
const found = (within) => within.getByRole("list", { name: "Messages that were found" });

test(
  "a message is found by its words, narrowed by filters while one types, and gone to by keyboard",
  stage.journey(async () => {
    const { ada, mia } = await stage.meet("harbour");
    await ada.say("The tide is low at ten");
    await mia.sees("The tide is low");
    await mia.say("Then the tide is high at four");
    await ada.sees("is high at four");
    await ada.createRoom("office", "Private");
    await ada.say("No tide reaches the office");
    await ada.page.getByRole("button", { name: "Search in this room" }).click();
    const search = searchOf(ada);
    await fieldOf(search).fill("tide");
    await found(search).getByText("reaches the office").waitFor();
    assert.equal(await found(search).getByRole("listitem").count(), 1, "only in this room");
    assert.equal(await found(search).locator("mark").first().textContent(), "tide");

    await search.getByRole("button", { name: "Search everywhere" }).click();
    await found(search).getByText("is low at ten").waitFor();
    assert.equal(await found(search).getByRole("listitem").count(), 3);

    await fieldOf(search).press("End");
    await fieldOf(search).pressSequentially(" from:mi");
    await ada.page.getByRole("option", { name: /Mia Okoye/ }).waitFor();
    await fieldOf(search).press("Enter");
    await search.getByRole("list", { name: "Filters" }).getByText("from:mia").waitFor();
    await found(search).getByText("is high at four").waitFor();
    await found(search).getByText("is low at ten").waitFor({ state: "detached" });

    await search.getByRole("button", { name: "Remove from:mia" }).click();
    await found(search).getByText("is low at ten").waitFor();
    await fieldOf(search).press("ArrowDown");
    await ada.page.keyboard.press("End");
    await ada.page.keyboard.press("Enter");
    await ada.page.getByRole("heading", { level: 1, name: "harbour" }).waitFor();
    await ada.sees("is low at ten");
    await search.waitFor();
    await ada.page.goBack();
    await ada.page.getByRole("heading", { level: 1, name: "office" }).waitFor();

    await fieldOf(search).fill("from:nobody tide");
    await fieldOf(search).press("Enter");
    await search.getByRole("heading", { name: "Nothing was found" }).waitFor();

    // Mia may not know of the other room.
    await mia.page.keyboard.press("Control+f");
    await fieldOf(searchOf(mia)).fill("tide");
    await searchOf(mia).getByRole("button", { name: "Search everywhere" }).click();
    await found(searchOf(mia)).getByText("is low at ten").waitFor();
    assert.equal(await found(searchOf(mia)).getByRole("listitem").count(), 2);
    await mia.act("is high at four", /Delete/);
    await mia.page.getByRole("dialog").getByRole("button", { name: "Delete", exact: true }).click();
    await found(searchOf(mia)).getByText("is high at four").waitFor({ state: "detached" });
  }),
);

test(
  "what was found long ago opens with what was said around it, and the present is one step away",
  stage.journey(async () => {
    const { ada } = await stage.meet("history");
    const room = ada.page.url().split("/rooms/")[1];
    const speaking = await speaker(stage.server, ada);
    for (let count = 1; count <= 160; count += 1)
      await speaking.say(room, count === 20 ? "the needle in the hay" : `hay ${count}`);
    await ada.sees("hay 160");
    await ada.page.goto(`${stage.server.origin}/search?q=needle`);
    await found(ada.page).getByRole("link").click();
    await ada.sees("the needle in the hay");
    await ada.sees("hay 21");
    await ada.page.getByRole("button", { name: /Latest messages/ }).click();
    await ada.sees("hay 160");
    await ada.page.goBack();
    await found(ada.page).getByText("needle").waitFor();
  }),
);

test(
  "a reply that was found opens in its thread, and the search is one step back, on a desktop as on a phone",
  stage.journey(async () => {
    const { ada, mia } = await stage.meet("shelves", { mia: { viewport: PHONE, hasTouch: true } });
    await ada.say("Who has the lighthouse plans?");
    await ada.act("lighthouse plans", /Reply in a thread/);
    const thread = (person) => person.page.getByRole("region", { name: "Thread", exact: true });
    await thread(ada).getByRole("textbox", { name: "Reply…" }).fill("They lie on the walnut shelf");
    await thread(ada).getByRole("textbox", { name: "Reply…" }).press("Enter");
    await mia.row("lighthouse plans").getByText("1 reply").waitFor();

    await ada.page.keyboard.press("Control+Shift+f");
    await fieldOf(searchOf(ada)).fill("walnut");
    await found(searchOf(ada)).getByText("in a thread").click();
    await thread(ada).getByText("They lie on the walnut shelf").waitFor();
    await thread(ada).getByRole("button", { name: "Back to the search" }).click();
    await found(searchOf(ada)).getByText("in a thread").waitFor();

    await mia.page.getByRole("button", { name: "Search in this room" }).click();
    await fieldOf(mia.page).fill("walnut");
    await found(mia.page).getByText("in a thread").click();
    await thread(mia).getByText("They lie on the walnut shelf").waitFor();
    await mia.page.goBack();
    await found(mia.page).getByText("in a thread").waitFor();
  }),
);

test(
  "what was sent to a room is listed by kind, images as a grid, and leads to its message, also on a phone",
  stage.journey(async () => {
    const { ada, mia } = await stage.meet("maps", { mia: { viewport: PHONE, hasTouch: true } });
    await ada.page.getByLabel("Files to attach").first().setInputFiles([
      { name: "harbour.png", mimeType: "image/png", buffer: PICTURE },
      { name: "plan.md", mimeType: "text/markdown", buffer: Buffer.from("# Plan\n") },
    ]);
    await ada.say("The map and the plan");
    await mia.sees("The map and the plan");

    await ada.page.getByRole("button", { name: "Files", exact: true }).click();
    const files = ada.page.getByRole("region", { name: "Files", exact: true });
    await files.getByText("plan.md").waitFor();
    await files.getByRole("radio", { name: "Images" }).click();
    await files.getByText("plan.md").waitFor({ state: "detached" });
    await files.getByRole("button", { name: "Open harbour.png" }).click();
    await ada.page.getByRole("dialog").getByRole("img", { name: "harbour.png" }).waitFor();
    await ada.page.keyboard.press("Escape");
    await files.getByRole("radio", { name: "Audio" }).click();
    await files.getByRole("heading", { name: "None of this kind" }).waitFor();

    await mia.page.getByRole("button", { name: "More about this room" }).click();
    await mia.page.getByRole("menuitem", { name: "Files" }).click();
    const list = mia.page.getByRole("region", { name: "Files", exact: true });
    await list.getByText("plan.md").waitFor();
    await list.getByRole("link", { name: "Go to the message", exact: true }).click();
    await mia.sees("The map and the plan");
    await list.waitFor({ state: "detached" });
  }),
);
