/** What sends bytes in tests: the fake browser's requests, as a function and as the browser's own class. */
import type { SendBytes } from "../api/bytes";
import type { FakeBrowser } from "./fakeServer";

export function bytesBy(browser: FakeBrowser): SendBytes {
  return async ({ path, token, body, onSent, signal }) => {
    try {
      // The server in memory counts bytes only.
      const headers = { Authorization: `Bearer ${token}` };
      onSent(Math.floor(body.size / 2));
      const response = await browser.fetch(
        new Request(`http://chat.test${path}`, { method: "PATCH", headers, body: "x".repeat(body.size), signal }),
      );
      return { status: response.status, body: await response.json() };
    } catch {
      return { status: 0, body: null };
    }
  };
}

/** As much of XMLHttpRequest as `sendByXhr` uses. */
export function xhrClass(browser: FakeBrowser) {
  return class {
    status = 0;
    responseText = "";
    upload: { onprogress: ((event: { loaded: number }) => void) | null } = { onprogress: null };
    onloadend: (() => void) | null = null;
    #path = "";
    readonly #headers: Record<string, string> = {};
    readonly #stop = new AbortController();
    open(_method: string, path: string): void {
      this.#path = path;
    }
    setRequestHeader(name: string, value: string): void {
      this.#headers[name] = value;
    }
    abort(): void {
      this.#stop.abort();
    }
    async send(body: Blob): Promise<void> {
      const token = this.#headers.Authorization?.replace("Bearer ", "") ?? "";
      const onSent = (loaded: number) => this.upload.onprogress?.({ loaded });
      const answered = await bytesBy(browser)({ path: this.#path, token, body, onSent, signal: this.#stop.signal });
      this.status = answered.status;
      this.responseText = JSON.stringify(answered.body);
      this.onloadend?.();
    }
  };
}
