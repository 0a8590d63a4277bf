import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { attachmentsOf, progressOf } from "../stores/attachments";
import { draftOf, keepDraft } from "../stores/drafts";
import { ANA } from "../testing/builders";
import { during, FakeTab, passing, stopClock } from "../testing/fakeBrowser";
import { FakeServer } from "../testing/fakeServer";

let open: FakeTab[] = [];
let server: FakeServer;
let room = "";

beforeEach(() => {
  stopClock();
  server = new FakeServer();
  server.uploads.chunkBytes = 4;
  server.workspace.addUser(ANA);
  room = server.workspace.createRoom(ANA, { name: "general" }).room.id;
});

afterEach(() => {
  for (const tab of open) tab.close();
  open = [];
  vi.useRealTimers();
});

async function aTab(): Promise<FakeTab> {
  const tab = new FakeTab(server, server.browser(ANA));
  open.push(tab);
  await during(tab.start());
  await passing(200);
  return tab;
}

const here = () => ({ room, root: null });
const file = (name: string, text: string) => new File([text], name, { type: "text/plain" });
const list = (tab: FakeTab) => attachmentsOf(here(), tab.stores.attachments);
const shown = (tab: FakeTab) => list(tab).map((one) => `${one.name} ${one.state}`);
const patches = () => server.seen.filter((request) => request.startsWith("PATCH /api/v1/uploads")).length;
const begun = () => server.seen.filter((request) => request === "POST /api/v1/uploads").length;
const said = () => server.workspace.room(room).messages;
const hold = (text: string) => ({ written: text, text, alsoInRoom: false });

it("sends a file in chunks, and tells how far it is", async () => {
  const tab = await aTab();
  server.faults = { ...server.faults, delayMs: 200 };
  tab.sync.uploads.add(here(), [file("a.txt", "0123456789")]);
  await passing(400);
  const half = progressOf(list(tab));
  expect(half).toBeGreaterThan(0);
  expect(half).toBeLessThan(1);
  await passing(3_000);
  expect(shown(tab)).toEqual(["a.txt done"]);
  expect(patches()).toBe(3);
  expect(progressOf(list(tab))).toBe(1);
});

it("goes on where the server is after the network was away", async () => {
  const tab = await aTab();
  server.faults = { ...server.faults, delayMs: 100 };
  tab.sync.uploads.add(here(), [file("a.txt", "0123456789abcdef")]);
  await passing(350);
  const [before] = [...server.uploads.held.values()];
  expect(before?.offset).toBeGreaterThan(0);
  server.down = true;
  await passing(5_000);
  expect(list(tab)[0]).toMatchObject({ state: "waiting", problem: expect.stringContaining("cannot be reached") });
  server.down = false;
  tab.sync.wake();
  await passing(10_000);
  expect(shown(tab)).toEqual(["a.txt done"]);
  expect(begun()).toBe(1);
});

it("goes on from the server's offset when the answer to a chunk was lost", async () => {
  const tab = await aTab();
  server.faults = { ...server.faults, loseAnswer: 0.6 };
  tab.sync.uploads.add(here(), [file("a.txt", "0123456789")]);
  await passing(20_000);
  server.faults = { ...server.faults, loseAnswer: 0 };
  await passing(30_000);
  expect(shown(tab)).toEqual(["a.txt done"]);
  const [held] = [...server.workspace.files.values()];
  expect(held?.size).toBe(10);
});

it("asks where the server is when that is not where we thought", async () => {
  const tab = await aTab();
  server.faults = { ...server.faults, delayMs: 100 };
  tab.sync.uploads.add(here(), [file("a.txt", "0123456789abcdef")]);
  await passing(250);
  const [held] = [...server.uploads.held.values()];
  // A chunk whose answer went another way.
  server.uploads.take(ANA, held?.id ?? "", held?.offset ?? 0, 4);
  await passing(300);
  expect(list(tab)[0]?.state).toBe("uploading");
  await passing(5_000);
  expect(shown(tab)).toEqual(["a.txt done"]);
});

it("sends the message once all files are through, in their order", async () => {
  const tab = await aTab();
  server.faults = { ...server.faults, delayMs: 50 };
  tab.sync.uploads.add(here(), [file("long.txt", "0123456789abcdef0123"), file("b.txt", "b"), file("c.txt", "c")]);
  keepDraft(here(), "look at these", tab.stores.typed);
  await during(tab.sync.uploads.hold(here(), hold("look at these")));
  keepDraft(here(), "look at these and typed on", tab.stores.typed);
  expect(said()).toEqual([]);
  await passing(10_000);
  expect(said().map((message) => message.files.map((one) => one.name))).toEqual([["long.txt", "b.txt", "c.txt"]]);
  expect(shown(tab)).toEqual([]);
  expect(draftOf(here(), tab.stores.typed, tab.stores.state)).toBe(" and typed on");
});

it("sends files without a word", async () => {
  const tab = await aTab();
  tab.sync.uploads.add(here(), [file("a.txt", "a")]);
  await passing(500);
  await during(tab.sync.uploads.hold(here(), hold("")));
  await passing(500);
  expect(said().map((message) => [message.text, message.files.length])).toEqual([["", 1]]);
});

it("keeps the message back when a file is refused, with the reason", async () => {
  const tab = await aTab();
  server.refuse = { match: /POST .*uploads/, status: 413, code: "too_large", times: 1 };
  tab.sync.uploads.add(here(), [file("huge.txt", "a")]);
  await during(tab.sync.uploads.hold(here(), hold("hello")));
  await passing(500);
  expect(list(tab)[0]).toMatchObject({ state: "failed", problem: "too_large." });
  expect(tab.stores.attachments.getState().holds).toEqual({});
  expect(said()).toEqual([]);
  tab.sync.uploads.retry(list(tab)[0]?.key ?? "");
  await passing(500);
  expect(shown(tab)).toEqual(["huge.txt done"]);
});

it("takes a cancelled file off the server too", async () => {
  const tab = await aTab();
  server.faults = { ...server.faults, delayMs: 100 };
  tab.sync.uploads.add(here(), [file("a.txt", "0123456789")]);
  await passing(300);
  tab.sync.uploads.remove(list(tab)[0]?.key ?? "");
  await passing(1_000);
  expect(shown(tab)).toEqual([]);
  expect(server.uploads.held.size).toBe(0);
});

it("offers what a reload interrupted again, and goes on with the same file", async () => {
  const tab = await aTab();
  tab.sync.uploads.add(here(), [file("done.txt", "d")]);
  await passing(500);
  server.faults = { ...server.faults, delayMs: 100 };
  tab.sync.uploads.add(here(), [file("half.txt", "0123456789abcdef")]);
  await passing(350);
  await during(tab.reload());
  expect(shown(tab)).toEqual(["done.txt done", "half.txt interrupted"]);
  await passing(1_000);
  const before = patches();
  tab.sync.uploads.goOn(list(tab)[1]?.key ?? "", file("half.txt", "0123456789abcdef"));
  await passing(3_000);
  expect(shown(tab)).toEqual(["done.txt done", "half.txt done"]);
  expect(begun()).toBe(2);
  expect(patches() - before).toBeLessThan(4);
});

it("begins anew with another file, and when the server has thrown the first away", async () => {
  const tab = await aTab();
  server.faults = { ...server.faults, delayMs: 100 };
  tab.sync.uploads.add(here(), [file("half.txt", "0123456789abcdef")]);
  await passing(350);
  await during(tab.reload());
  tab.sync.uploads.goOn(list(tab)[0]?.key ?? "", file("other.txt", "other"));
  await passing(300);
  server.uploads.held.clear();
  await passing(5_000);
  expect(shown(tab)).toEqual(["other.txt done"]);
  expect([...server.workspace.files.values()].at(-1)?.size).toBe(5);
});
