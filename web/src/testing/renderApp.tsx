/** The whole app in a test, on a server in memory: what a person sees and does. */
import { cleanup, render } from "@testing-library/react";
import { vi } from "vitest";
import { App } from "../app/App";
import { view } from "../app/view";
import { EMPTY, entities } from "../stores/entities";
import { session } from "../stores/session";
import { signOut } from "../sync/start";
import { xhrClass } from "./fakeBytes";
import type { FakeBrowser, FakeServer } from "./fakeServer";

/** Heights that jsdom does not know: a window of twenty rows. */
const FEED_PX = 800;
const ROW_PX = 40;

function giveHeights(): void {
  const height = (element: Element) => (element.getAttribute("role") === "feed" ? FEED_PX : ROW_PX);
  vi.spyOn(HTMLElement.prototype, "offsetHeight", "get").mockImplementation(function (this: HTMLElement) {
    return height(this);
  });
  vi.spyOn(Element.prototype, "clientHeight", "get").mockImplementation(function (this: Element) {
    return height(this);
  });
}

function socketClass(browser: FakeBrowser) {
  return class {
    onmessage: ((event: { data: string }) => void) | null = null;
    onclose: ((event: { code: number }) => void) | null = null;
    readonly #wire = browser.open({
      message: (data) => this.onmessage?.({ data: String(data) }),
      closed: (code) => this.onclose?.({ code: code ?? 1006 }),
    });
    send(text: string): void {
      this.#wire.send(text);
    }
    close(): void {
      this.#wire.close();
    }
  };
}

/** Opens an address as a user; as nobody with `null`. */
export function renderApp(server: FakeServer, user: string | null, path = "/") {
  const browser = server.browser(user);
  vi.stubGlobal("fetch", (request: Request) => browser.fetch(request));
  vi.stubGlobal("WebSocket", socketClass(browser));
  vi.stubGlobal("XMLHttpRequest", xhrClass(browser));
  giveHeights();
  // What the app notes when somebody signs in.
  if (user !== null) localStorage.setItem("relaydesk.session", "here");
  history.replaceState(null, "", path);
  view.setState({ dialog: null, panel: null });
  return { browser, ...render(<App />) };
}

/** Call it after each test: signs out, which wipes what this browser holds. */
export async function closeApp(): Promise<void> {
  cleanup();
  await signOut();
  session.setState({ status: "unknown" }, true);
  entities.setState(EMPTY, true);
  localStorage.clear();
  sessionStorage.clear();
  vi.restoreAllMocks();
  vi.unstubAllGlobals();
}
