// What a link leads to, shown beneath it.
import assert from "node:assert/strict";
import { after, test } from "node:test";
import { openSite } from "../support/site.js";
import { setStage } from "../support/stage.js";

const site = await openSite({
  name: "Harbour wiki",
  title: "How the tides work",
  text: "High water comes twice a day, fifty minutes later each day.",
});
after(() => site.close());
const stage = setStage({ settings: { RELAYDESK_PREVIEW_SERVERS: site.address } });

test(
  "a link gets a preview with a picture on every screen, and its author takes it away for everybody",
  stage.journey(async () => {
    const { ada, mia } = await stage.meet("general");
    await ada.say(`All of it stands at http://${site.address}/tides`);

    for (const { page } of [ada, mia]) {
      const preview = page.getByRole("list", { name: "Previews of links" });
      await preview.getByText("Harbour wiki").waitFor();
      await preview.getByText("High water comes twice a day").waitFor();
      const title = preview.getByRole("link", { name: "How the tides work" });
      assert.equal(await title.getAttribute("href"), `http://${site.address}/tides`);
      // The picture is the server's copy: the browser never speaks to the site.
      const picture = preview.locator("img");
      assert.match(await picture.getAttribute("src"), /^\/api\/v1\/previews\//);
      await picture.evaluate((image) => image.decode());
      assert.ok((await picture.evaluate(({ naturalWidth }) => naturalWidth)) > 32);
    }

    const remove = { name: "Remove the preview of Harbour wiki" };
    assert.equal(await mia.page.getByRole("button", remove).count(), 0);
    await ada.row("All of it").hover();
    await ada.page.getByRole("button", remove).click();
    await mia.page.getByRole("list", { name: "Previews of links" }).waitFor({ state: "detached" });

    await ada.composer().press("ArrowUp");
    const field = ada.page.getByRole("textbox", { name: "Edit the message" });
    await field.fill(`Nearly all of it stands at http://${site.address}/tides`);
    await field.press("Enter");
    await mia.sees("Nearly all of it");
    await mia.page.reload();
    await mia.sees("Nearly all of it");
    assert.equal(await mia.page.getByRole("list", { name: "Previews of links" }).count(), 0, "gone for good");
    assert.equal(site.visits, 1);
  }),
);

test(
  "a link to another server inside the network is not followed",
  stage.journey(async () => {
    const other = await openSite({ name: "Vault", title: "Keys of the vault", text: "" });
    const { ada } = await stage.meet("secrets");
    const before = site.visits;
    await ada.say(`Not for us: http://${other.address}/keys`);
    await ada.say(`But this: http://${site.address}/ebb`);
    await ada.page.getByRole("list", { name: "Previews of links" }).waitFor();
    assert.deepEqual([site.visits - before, other.visits], [1, 0]);
    other.close();
  }),
);
