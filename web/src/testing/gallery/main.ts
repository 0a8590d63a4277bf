/**
 * The real app on a server in memory, filled with a scene (`?scene=`): to be looked at, never shipped.
 *
 * `window.gallery` lets a script make things happen: somebody else writes, the network goes.
 */
import { xhrClass } from "../fakeBytes";
import { FakeServer } from "../fakeServer";
import { fill, ME, SCENES, type SceneName } from "./scenes";

const asked = new URLSearchParams(location.search).get("scene") ?? sessionStorage.getItem("scene") ?? "busy";
const scene: SceneName = asked in SCENES ? (asked as SceneName) : "busy";
sessionStorage.setItem("scene", scene);

const server = new FakeServer();
const { signedOut } = fill(server, scene);
const browser = server.browser(signedOut ? null : ME);
// What the app notes when somebody signs in.
if (signedOut) localStorage.removeItem("relaydesk.session");
else localStorage.setItem("relaydesk.session", "here");

window.fetch = async (input, init) => {
  const request = new Request(input, init);
  const { pathname } = new URL(request.url);
  if (pathname.endsWith("/claims/check")) return Response.json({ username: "mia.okoye", display_name: "Mia Okoye" });
  if (scene === "loading" && pathname.includes("/rooms/")) return new Promise<Response>(() => {});
  return browser.fetch(request);
};

class GallerySocket {
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
}
Object.assign(window, { WebSocket: GallerySocket, XMLHttpRequest: xhrClass(browser), gallery: { server, ME } });

void import("../../main");
