// What a file of journeys needs: one server, one browser, and the people in it. A failure leaves a picture behind.
import { mkdir } from "node:fs/promises";
import { after, before } from "node:test";
import { fileURLToPath } from "node:url";
import { company, openBrowser } from "./people.js";
import { Server } from "./server.js";

const RESULTS = fileURLToPath(new URL("../results/", import.meta.url));

/** Call it once at the top of a file. `stage.server` and `stage.enter(name)` are there inside the journeys. */
export function setStage(options = {}) {
  const stage = { server: null, browser: null };
  const all = company(
    () => stage.browser,
    () => stage.server,
  );
  stage.enter = all.enter;
  let known = false;
  /** Ada and Mia in one room of that name, which is new. Their workspace and accounts are made the first time. */
  stage.meet = async (room, { mia: options } = {}) => {
    const ada = await all.enter("Ada Bell");
    await (known ? ada.signIn() : ada.setUpWorkspace("Northwind"));
    const mia = await all.enter("Mia Okoye", options);
    await (known ? mia.signIn() : mia.register());
    known = true;
    await ada.createRoom(room);
    await mia.joinRoom(room);
    return { ada, mia };
  };
  before(async () => {
    [stage.server, stage.browser] = await Promise.all([Server.start(options), openBrowser()]);
  });
  after(async () => {
    await stage.browser?.close();
    await stage.server?.stop();
  });
  /** Runs one journey; whoever came goes at its end, and none of their browsers may have complained. */
  stage.journey = (act) => async (context) => {
    try {
      await act(context);
    } catch (error) {
      await mkdir(RESULTS, { recursive: true });
      const title = context.name.replace(/\W+/g, "-").slice(0, 60);
      for (const { page, name } of all.people)
        await page.screenshot({ path: `${RESULTS}${title}-${name.split(" ")[0]}.png` }).catch(() => {});
      await all.leave();
      throw error;
    }
    for (const person of await all.leave()) person.assertContent();
  };
  return stage;
}
