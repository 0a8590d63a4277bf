// What is said in a room, read from the screen: numbered messages, so that loss, doubling and order can be told.
import assert from "node:assert/strict";

/** High enough that every row of a short room is on the screen at once. */
export const TALL = { width: 1000, height: 7_000 };

/** The numbered messages as the page shows them, from the top down. */
export function shown(page) {
  return page.getByRole("feed").evaluate((feed) => feed.textContent.match(/[a-z]+-\d{3}/g) ?? []);
}

/** Says `word-000`, `word-001` … one after another. Gives what was said. */
export async function chatter(person, { word, count, from = 0, pauseMs = 0 }) {
  const said = [];
  for (let number = from; number < from + count; number += 1) {
    const text = `${word}-${String(number).padStart(3, "0")}`;
    await person.say(text);
    said.push(text);
    if (pauseMs > 0) await person.page.waitForTimeout(pauseMs);
  }
  return said;
}

/** Waits until each page shows all of it; then: nothing lost, nothing doubled, each author in order, both the same. */
export async function assertSameTalk(pages, said) {
  const wanted = said.flat();
  for (const page of pages) {
    const until = Date.now() + 20_000;
    while ((await shown(page)).length < wanted.length && Date.now() < until) await page.waitForTimeout(100);
  }
  // Whatever comes twice would come now.
  await pages[0].waitForTimeout(500);
  const talks = await Promise.all(pages.map(shown));
  for (const talk of talks) {
    assert.deepEqual([...talk].sort(), [...wanted].sort(), "each message once");
    for (const own of said) {
      assert.deepEqual(
        talk.filter((text) => own.includes(text)),
        own,
        "each author's messages in the order in which they were said",
      );
    }
  }
  for (const talk of talks) assert.deepEqual(talk, talks[0], "one order for everybody");
}
