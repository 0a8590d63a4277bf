// axe, which finds barriers for people who do not use a mouse, or not their eyes.
import assert from "node:assert/strict";
import { readFile } from "node:fs/promises";
import { createRequire } from "node:module";

const AXE = await readFile(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** Looks at the screen as it is, light and dark. Menus stand outside of every landmark, as they must: no `region` rule. */
export async function assertAccessible({ page }, screen) {
  for (const colorScheme of ["light", "dark"]) {
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    await page.waitForFunction((theme) => document.documentElement.dataset.theme === theme, colorScheme);
    await page.evaluate(AXE);
    const { violations } = await page.evaluate(() => window.axe.run(document, { resultTypes: ["violations"], rules: { region: { enabled: false } } }));
    const found = violations
      .filter(({ impact }) => impact === "serious" || impact === "critical" || impact === "moderate")
      .map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 160)).join(" | ")}`);
    assert.deepEqual(found, [], `${screen}, ${colorScheme}`);
  }
}
