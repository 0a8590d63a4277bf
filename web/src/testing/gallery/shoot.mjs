// Takes pictures of the gallery: node src/testing/gallery/shoot.mjs OUT_DIR [name…]. Needs `npm run gallery` running.
import { mkdirSync, readFileSync } from "node:fs";
import { chromium } from "playwright-core";

const [out = "/tmp/shots", ...only] = process.argv.slice(2);
const BASE = process.env.GALLERY ?? "http://127.0.0.1:4179";
const LAUNCH = "/rooms/00000000-0000-7000-8000-000000000201";
const SIZES = { desk: [1440, 900], tablet: [820, 1180], phone: [390, 844] };
mkdirSync(out, { recursive: true });
const axe = readFileSync("node_modules/axe-core/axe.min.js", "utf8");

const press = (keys) => (page) => page.keyboard.press(keys);
const click =
  (name, role = "button") =>
  (page) =>
    page.getByRole(role, { name }).first().click();
const write = (text) => (page) =>
  page
    .getByRole("textbox", { name: /^Message/ })
    .first()
    .pressSequentially(text);
/** A message of the launch room, by its words. */
const row = (page, words) => page.locator("article", { hasText: words }).first();
const OWN = "Release candidate 3";
const hover = (words) => (page) => row(page, words).hover();
/** The menu of a message: right click, or a finger that rests. */
const menu = (words) => async (page) => {
  await row(page, words).scrollIntoViewIfNeeded();
  await page.waitForTimeout(100);
  const box = await row(page, words).boundingBox();
  if (page.viewportSize().width > 500) await page.mouse.click(box.x + 200, box.y + 14, { button: "right" });
  else {
    await row(page, words).dispatchEvent("pointerdown", { pointerType: "touch", clientX: 90, clientY: box.y + 10 });
    await page.waitForTimeout(600);
    await row(page, words).dispatchEvent("pointerup", { pointerType: "touch" });
  }
  await page.waitForTimeout(300);
};
const act =
  (words, name, up = 0) =>
  async (page) => {
    // Rows far up are not in the page.
    await page.getByRole("feed").evaluate((feed, part) => feed.scrollBy(0, -feed.clientHeight * part), up);
    await page.waitForTimeout(200);
    await menu(words)(page);
    const role = page.viewportSize().width > 500 ? "menuitem" : "button";
    await page.getByRole(role, { name }).first().click();
    await page.waitForTimeout(400);
  };
/** A picture that is through, and three files that are not: the server in memory stops taking bytes. */
const attach = async (page) => {
  const files = page.getByLabel("Files to attach");
  const { buffer } = await page.evaluate(drawing).then((url) => ({ buffer: Buffer.from(url.split(",")[1], "base64") }));
  await files.setInputFiles([{ name: "load-test.png", mimeType: "image/png", buffer }]);
  await page.waitForTimeout(400);
  await page.evaluate(() => {
    window.gallery.server.uploads.chunkBytes = 30_000;
    window.gallery.server.faults = { ...window.gallery.server.faults, delayMs: 20_000 };
  });
  await files.setInputFiles(
    [
      { name: "a-really-long-name-of-a-log-file-from-the-staging-cluster.log.gz", buffer: Buffer.alloc(90_000) },
      { name: "تقرير الأسبوع.pdf", buffer: Buffer.alloc(50_000) },
      { name: "notes.md", buffer: Buffer.alloc(900) },
    ].map((file) => ({ mimeType: "application/octet-stream", ...file })),
  );
  await page.evaluate(() => window.gallery.server.uploads.held.clear());
};
function drawing() {
  const canvas = document.createElement("canvas");
  canvas.width = 300;
  canvas.height = 200;
  const pen = canvas.getContext("2d");
  const fill = pen.createLinearGradient(0, 0, 300, 200);
  fill.addColorStop(0, "#134e5e");
  fill.addColorStop(1, "#e8b06a");
  pen.fillStyle = fill;
  pen.fillRect(0, 0, 300, 200);
  return canvas.toDataURL();
}
const SHOTS = [
  { name: "act-bar", scene: "busy", path: LAUNCH, act: hover("Merged #482"), sizes: ["desk", "tablet"] },
  { name: "act-menu", scene: "busy", path: LAUNCH, act: menu(OWN) },
  { name: "act-emoji", scene: "busy", path: LAUNCH, act: act(OWN, /Add a reaction/) },
  {
    name: "act-emoji-search",
    scene: "busy",
    path: LAUNCH,
    act: async (page) => {
      await act(OWN, /Add a reaction/)(page);
      await page.waitForSelector("[role=grid] [role=gridcell]");
      await page.keyboard.type("heart");
    },
    sizes: ["desk", "phone"],
  },
  { name: "act-edit", scene: "busy", path: LAUNCH, act: act(OWN, /^Edit/) },
  { name: "act-versions", scene: "busy", path: LAUNCH, act: act(OWN, /Earlier versions/) },
  { name: "act-delete", scene: "busy", path: LAUNCH, act: act(OWN, /Delete/) },
  { name: "act-forward", scene: "busy", path: LAUNCH, act: act(OWN, /Forward/) },
  { name: "act-reactors", scene: "busy", path: LAUNCH, act: act("Load test is green", /Who reacted/, 0.5) },
  { name: "act-unread", scene: "busy", path: LAUNCH, act: act("Numbers before", /Mark unread/) },
  {
    name: "act-pins",
    scene: "busy",
    path: LAUNCH,
    act: async (page) => {
      await page.keyboard.press("Control+k");
      await page.waitForSelector("[role=combobox]");
      await page.keyboard.type("pinned messages");
      await page.keyboard.press("Enter");
      await page.waitForTimeout(400);
    },
  },
  {
    name: "act-focus",
    scene: "busy",
    path: LAUNCH,
    act: async (page) => {
      await page.keyboard.press("F6");
      await page.keyboard.press("ArrowUp");
      await page.keyboard.press("ArrowUp");
    },
    sizes: ["desk"],
  },
  { name: "room", scene: "busy", path: LAUNCH },
  { name: "suggest-people", scene: "busy", path: LAUNCH, act: write("Hello @m") },
  { name: "suggest-commands", scene: "busy", path: LAUNCH, act: write("/") },
  { name: "suggest-emoji", scene: "busy", path: LAUNCH, act: write("Well done :par"), sizes: ["desk", "phone"] },
  {
    name: "suggest-thread",
    scene: "busy",
    path: LAUNCH,
    act: async (page) => {
      await click(/3 replies/)(page);
      await page.getByRole("textbox", { name: "Reply…" }).pressSequentially("I think @p");
    },
  },
  { name: "attached", scene: "busy", path: LAUNCH, act: attach },
  {
    name: "interrupted",
    scene: "busy",
    path: LAUNCH,
    act: async (page) => {
      await attach(page);
      page.on("dialog", (dialog) => dialog.accept());
      await page.reload();
      await page.waitForTimeout(900);
    },
    sizes: ["desk", "phone"],
  },
  {
    name: "waiting",
    scene: "busy",
    path: LAUNCH,
    act: async (page) => {
      await attach(page);
      await write("The logs of last night")(page);
      await click("Send")(page);
    },
    sizes: ["desk", "phone"],
  },
  {
    name: "dropping",
    scene: "busy",
    path: LAUNCH,
    act: (page) =>
      page.evaluate(() => {
        const dataTransfer = new DataTransfer();
        dataTransfer.items.add(new File(["x"], "x.txt"));
        document.querySelector("main h1").dispatchEvent(new DragEvent("dragenter", { dataTransfer, bubbles: true }));
      }),
    sizes: ["desk"],
  },
  {
    name: "emoji-button",
    scene: "busy",
    path: LAUNCH,
    act: (page) =>
      page
        .locator("form")
        .getByRole("button", { name: "Emoji" })
        .click()
        .then(() => page.waitForTimeout(600)),
  },
  {
    name: "emoji-dialog",
    scene: "busy",
    path: LAUNCH,
    act: async (page) => {
      await page.keyboard.press("Control+k");
      await page.waitForSelector("[role=combobox]");
      await page.keyboard.type("custom emoji");
      await page.keyboard.press("Enter");
      await page.waitForTimeout(500);
    },
  },
  {
    name: "everybody",
    scene: "many",
    path: LAUNCH.replace("201", "202"),
    act: async (page) => {
      await write("@room please stop deploying")(page);
      await click("Send")(page);
    },
    sizes: ["desk", "phone"],
  },
  {
    name: "hint",
    scene: "busy",
    path: LAUNCH,
    act: async (page) => {
      await write("/dance now")(page);
      await click("Send")(page);
    },
    sizes: ["desk", "phone"],
  },
  { name: "thread", scene: "busy", path: LAUNCH, act: click(/3 replies/) },
  { name: "threads", scene: "busy", path: "/threads" },
  { name: "threads-reply", scene: "busy", path: "/threads", act: click("Reply…"), sizes: ["desk", "phone"] },
  { name: "mentions", scene: "busy", path: "/mentions" },
  { name: "saved", scene: "busy", path: "/saved" },
  { name: "empty-threads", scene: "fresh", path: "/threads", sizes: ["desk", "phone"] },
  { name: "empty-saved", scene: "fresh", path: "/saved", sizes: ["desk"] },
  {
    name: "search",
    scene: "busy",
    path: LAUNCH,
    act: async (page) => {
      await page.getByRole("button", { name: "Search in this room" }).click();
      await page.getByRole("combobox", { name: "Search messages" }).pressSequentially("the");
      await page.keyboard.press("Enter");
      await page.waitForTimeout(500);
    },
  },
  {
    name: "search-chips",
    scene: "busy",
    path: "/search?q=from:mia+from:nobody+the",
  },
  {
    name: "search-offers",
    scene: "busy",
    path: LAUNCH,
    act: async (page) => {
      await page.getByRole("button", { name: "Search in this room" }).click();
      await page.getByRole("combobox", { name: "Search messages" }).pressSequentially("from:");
    },
  },
  {
    name: "search-thread",
    scene: "busy",
    path: LAUNCH,
    act: async (page) => {
      await page.getByRole("button", { name: "Search in this room" }).click();
      await page.getByRole("combobox", { name: "Search messages" }).pressSequentially("lock");
      await page.getByRole("link", { name: /in a thread/ }).click();
      await page.waitForTimeout(500);
    },
  },
  { name: "search-help", scene: "busy", path: "/search", sizes: ["desk", "phone"] },
  { name: "search-nothing", scene: "busy", path: "/search?q=unfindable", sizes: ["desk"] },
  {
    name: "files",
    scene: "busy",
    path: LAUNCH,
    act: async (page) => {
      if (page.viewportSize().width > 500) return page.getByRole("button", { name: "Files", exact: true }).click();
      await page.getByRole("button", { name: "More about this room" }).click();
      await page.getByRole("menuitem", { name: "Files" }).click();
    },
  },
  { name: "members", scene: "busy", path: LAUNCH, act: press("Control+.") },
  {
    name: "switcher",
    scene: "busy",
    path: LAUNCH,
    act: async (page) => {
      await page.keyboard.press("Control+k");
      await page.waitForSelector("[role=combobox]");
      await page.keyboard.type("an");
    },
  },
  { name: "menu", scene: "busy", path: LAUNCH, act: click(/Northwind/), sizes: ["desk"] },
  { name: "phone-home", scene: "busy", path: "/", sizes: ["phone"] },
  { name: "many", scene: "many", path: LAUNCH },
  { name: "browse", scene: "busy", path: "/rooms" },
  {
    name: "create",
    scene: "busy",
    path: LAUNCH,
    act: async (page) => {
      await page.evaluate(() => document.querySelector("main")?.focus());
      await page.keyboard.press("Control+k");
      await page.waitForSelector("[role=combobox]");
      await page.keyboard.type("create a room");
      await page.keyboard.press("Enter");
    },
  },
  {
    name: "direct",
    scene: "busy",
    path: LAUNCH,
    act: async (page) => {
      await page.keyboard.press("Control+k");
      await page.waitForSelector("[role=combobox]");
      await page.keyboard.type("new direct");
      await page.keyboard.press("Enter");
      await page.waitForTimeout(300);
      await page.keyboard.type("a");
    },
  },
  { name: "shortcuts", scene: "busy", path: LAUNCH, act: press("Control+/"), sizes: ["desk", "phone"] },
  { name: "fresh", scene: "fresh", path: "/" },
  { name: "setup", scene: "setup", path: "/" },
  { name: "sign-in", scene: "signed_out", path: "/" },
  { name: "register", scene: "signed_out", path: "/register", sizes: ["desk", "phone"] },
  { name: "claim", scene: "signed_out", path: "/claim#secret", sizes: ["desk", "phone"] },
  { name: "loading", scene: "loading", path: LAUNCH, sizes: ["desk", "phone"] },
];

const browser = await chromium.launch({ executablePath: "/usr/bin/chromium", args: ["--no-sandbox"] });
let troubles = 0;
for (const shot of SHOTS) {
  if (only.length > 0 && !only.includes(shot.name)) continue;
  for (const size of shot.sizes ?? Object.keys(SIZES)) {
    for (const theme of ["light", "dark"]) {
      const [width, height] = SIZES[size];
      const context = await browser.newContext({
        viewport: { width, height },
        colorScheme: theme,
        hasTouch: size === "phone",
        isMobile: size === "phone",
        bypassCSP: false,
      });
      const page = await context.newPage();
      page.setDefaultTimeout(4000);
      const said = [];
      page.on("console", (message) => ["error", "warning"].includes(message.type()) && said.push(message.text()));
      page.on("pageerror", (error) => said.push(String(error)));
      const [path, hash = ""] = shot.path.split("#");
      await page.goto(`${BASE}${path}${path.includes("?") ? "&" : "?"}scene=${shot.scene}${hash && `#${hash}`}`);
      await page.waitForTimeout(700);
      await shot.act?.(page).catch((error) => said.push(`act: ${error.message.split("\n")[0]}`));
      await page.waitForTimeout(350);
      await page.screenshot({ path: `${out}/${shot.name}-${size}-${theme}.png` });
      const cdp = await context.newCDPSession(page);
      const { result } = await cdp.send("Runtime.evaluate", {
        expression: `${axe}; axe.run({ resultTypes: ["violations"] }).then((r) => JSON.stringify(r.violations.map((v) => [v.impact, v.id, v.nodes.length, v.nodes[0].html.slice(0, 140), v.nodes[0].any.map((a) => a.message).join("; ").slice(0, 160)])))`,
        awaitPromise: true,
        allowUnsafeEvalBlockedByCSP: true,
      });
      const found =
        result.value === undefined ? [["error", "axe", String(result.description)]] : JSON.parse(result.value);
      for (const one of [...said.map((line) => ["console", line.slice(0, 300)]), ...found]) {
        troubles += 1;
        console.log(`${shot.name}-${size}-${theme}`, one.join(" | "));
      }
      await context.close();
    }
  }
}
await browser.close();
console.log(`${troubles} troubles`);
