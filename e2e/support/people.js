// People with browsers of their own, and what they do in the app by what is on the screen.
import assert from "node:assert/strict";
import { chromium } from "playwright-core";

const PASSWORD = "correct horse battery";
const FLAGS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking"];
export const DESKTOP = { width: 1440, height: 900 };
export const PHONE = { width: 390, height: 844 };
const WAIT_MS = 30_000;
/**
 * What a browser says of the network itself; expected while the network, or the server, is away. 409: a piece of an upload
 * was taken though its answer got lost.
 */
const OF_THE_NETWORK = /net::ERR_|WebSocket connection to|status of (5\d\d|409)/;

export async function openBrowser() {
  return chromium.launch({ executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium", args: FLAGS });
}

/** A person before a browser window that nobody else uses. */
export class Person {
  static async at(browser, server, name, options = {}) {
    const context = await browser.newContext({
      viewport: DESKTOP,
      locale: "en-GB",
      timezoneId: "UTC",
      reducedMotion: "reduce",
      ...options,
    });
    context.setDefaultTimeout(WAIT_MS);
    const person = new Person(context, server, name);
    person.page = await person.tab();
    return person;
  }

  /** Complaints of the browser that no journey may cause. */
  #complaints = [];
  #networkMayFail = false;

  constructor(context, server, name) {
    this.context = context;
    this.server = server;
    this.name = name;
    this.username = name.split(" ")[0].toLowerCase();
    this.password = PASSWORD;
  }

  /** Another tab of the same person. */
  async tab() {
    const page = await this.context.newPage();
    await page.addInitScript(() => {
      document.addEventListener("securitypolicyviolation", (event) => {
        console.error(`CSP: ${event.violatedDirective} ${event.blockedURI}`);
      });
    });
    page.on("pageerror", (error) => this.#complaints.push(String(error.stack ?? error)));
    page.on("console", (message) => {
      if (!["error", "warning"].includes(message.type())) return;
      if (this.#networkMayFail && OF_THE_NETWORK.test(message.text())) return;
      this.#complaints.push(`${message.text()} ${message.location().url}`);
    });
    return page;
  }

  /** From here on the network, or the server, may be away. */
  expectOutage() {
    this.#networkMayFail = true;
  }

  /** Fails when the browser complained of anything. */
  assertContent() {
    assert.deepEqual(this.#complaints, [], `what the browser of ${this.name} complained of`);
  }

  async goto(path) {
    await this.page.goto(this.server.origin + path);
  }

  async setUpWorkspace(workspace) {
    await this.goto("/");
    await this.page.getByLabel("Name of the workspace").fill(workspace);
    await this.#account();
    await this.page.getByRole("button", { name: "Create workspace" }).click();
    await this.page.getByRole("heading", { name: `Welcome to ${workspace}` }).waitFor();
  }

  async register() {
    await this.goto("/register");
    await this.#account();
    await this.page.getByRole("button", { name: "Create account" }).click();
    // Who is in no room yet is greeted; a narrow screen shows nothing else then.
    await this.page.getByRole("heading", { name: /^Welcome to/ }).waitFor();
  }

  async #account() {
    await this.page.getByLabel("Your name").fill(this.name);
    await this.page.getByLabel("User name").fill(this.username);
    await this.page.getByLabel("Password", { exact: true }).fill(this.password);
  }

  async signIn() {
    await this.goto("/sign-in");
    await this.page.getByLabel("User name or email").fill(this.username);
    await this.page.getByLabel("Password", { exact: true }).fill(this.password);
    await this.page.getByRole("button", { name: "Sign in" }).click();
    await this.page.getByRole("navigation", { name: "Rooms and people" }).waitFor();
  }

  async createRoom(name, kind = "Public") {
    await this.page.getByRole("button", { name: "Create a room" }).first().click();
    const dialog = this.page.getByRole("dialog");
    await dialog.getByLabel("Name").fill(name);
    await dialog.getByText(kind, { exact: true }).click();
    await dialog.getByRole("button", { name: "Create", exact: true }).click();
    await this.page.getByRole("heading", { level: 1, name }).waitFor();
    return this.page.url().split("/rooms/")[1];
  }

  async joinRoom(name) {
    await this.goto("/rooms");
    await this.page.getByRole("button", { name: `Join ${name}` }).click();
    await this.composer().waitFor();
  }

  composer(page = this.page) {
    return page.getByRole("textbox", { name: /^Message / });
  }

  feed(page = this.page) {
    return page.getByRole("feed");
  }

  async say(text, page = this.page) {
    // The space ends a name at the end of the text: no list of names is open when Enter comes.
    await this.composer(page).fill(`${text} `);
    await this.composer(page).press("Enter");
    // The composer is empty once the text is safe on this machine.
    await page.waitForFunction(() => document.querySelector("textarea")?.value === "");
  }

  async sees(text, page = this.page) {
    await this.feed(page).getByText(text).first().waitFor();
  }

  /** The row of a message. */
  row(text, page = this.page) {
    return this.feed(page).getByRole("article").filter({ hasText: text }).first();
  }

  /** Does something to a message out of its menu. */
  async act(text, name, page = this.page) {
    await this.row(text, page).hover();
    await this.row(text, page).getByRole("button", { name: "More", exact: true }).click();
    await page.getByRole("menuitem", { name }).click();
  }

  line(room, page = this.page) {
    return page.getByRole("navigation").getByRole("link").filter({ hasText: room });
  }
}

/** Who is there at the moment. */
export function company(browser, server) {
  const people = [];
  return {
    people,
    async enter(name, options) {
      const person = await Person.at(browser(), server(), name, options);
      people.push(person);
      return person;
    },
    /** Gives who was there. */
    async leave() {
      const gone = people.splice(0);
      await Promise.all(gone.map((person) => person.context.close()));
      return gone;
    },
  };
}
