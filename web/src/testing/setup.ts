/** Runs before every test file: what jsdom lacks, and a clean page after each test. */
import { cleanup, configure } from "@testing-library/react";
import { afterEach } from "vitest";
import "fake-indexeddb/auto";

class QuietObserver {
  observe() {}
  unobserve() {}
  disconnect() {}
  takeRecords() {
    return [];
  }
}

globalThis.ResizeObserver ??= QuietObserver as unknown as typeof ResizeObserver;
globalThis.IntersectionObserver ??= QuietObserver as unknown as typeof IntersectionObserver;
window.matchMedia ??= (query: string) =>
  ({ matches: false, media: query, addEventListener() {}, removeEventListener() {} }) as unknown as MediaQueryList;
Element.prototype.scrollTo ??= () => {};
Element.prototype.scrollIntoView ??= () => {};
URL.createObjectURL ??= () => "blob:picture";
URL.revokeObjectURL ??= () => {};
Element.prototype.getAnimations ??= () => [];

// A busy machine is slow: what a test waits for may take its time.
configure({ asyncUtilTimeout: 8_000 });

afterEach(cleanup);
