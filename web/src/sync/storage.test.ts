import { openDB } from "idb";
import { afterEach, describe, expect, it, vi } from "vitest";
import { openStorage, type StoredSend } from "./storage";
import { openTabs, type TabNote } from "./tabs";

const send: StoredSend = {
  clientKey: "k",
  room: "r",
  text: "hello",
  replyTo: null,
  alsoInRoom: false,
  files: [],
  at: 0,
  state: "waiting",
  problem: null,
};

afterEach(() => vi.unstubAllGlobals());

describe.each(["a disk", "no disk"])("the storage on %s", (kind) => {
  it("keeps sends in their order, and never brings a dropped one back", async () => {
    const refuse = () => {
      throw new Error("private window");
    };
    if (kind === "no disk") vi.stubGlobal("indexedDB", { open: refuse });
    const storage = await openStorage(`storage ${kind}`);
    const first = await storage.addSend(send);
    const second = await storage.addSend({ ...send, clientKey: "l" });
    expect(second).toBeGreaterThan(first);
    await storage.dropSends([first]);
    await storage.putSend({ ...send, order: first, state: "failed" });
    await storage.putSend({ ...send, order: second, clientKey: "l", state: "failed" });
    expect(await storage.sends()).toEqual([{ ...send, clientKey: "l", order: second, state: "failed" }]);
    expect(await storage.workspace()).toBeUndefined();
    expect(await storage.rooms()).toEqual([]);
    await storage.wipe();
    expect(await storage.sends()).toEqual([]);
    storage.close();
  });
});

describe("a database of the first version", () => {
  it("gives its sends to this one, and takes what was typed", async () => {
    const old = await openDB("first version", 1, {
      upgrade(database) {
        database.createObjectStore("sends", { keyPath: "order", autoIncrement: true });
        database.createObjectStore("rooms", { keyPath: "room" });
        database.createObjectStore("workspace");
      },
    });
    const { replyTo: _replyTo, alsoInRoom: _alsoInRoom, files: _files, ...before } = send;
    await old.add("sends", before);
    old.close();
    const storage = await openStorage("first version");
    expect(await storage.sends()).toEqual([{ ...send, order: 1 }]);
    const typed = { place: { room: "r", root: null }, text: "half", savedAt: null };
    await storage.saveDrafts([typed], []);
    expect(await storage.drafts()).toEqual([typed]);
    await storage.saveDrafts([], ["r"]);
    expect(await storage.drafts()).toEqual([]);
    storage.close();
  });
});

describe("the tabs", () => {
  it("hear each other, and one at a time owns the lock", async () => {
    const queue: (() => void)[] = [];
    let held = false;
    const request = async (_name: string, _options: object, hold: () => Promise<void>) => {
      if (held) await new Promise<void>((resolve) => queue.push(resolve));
      held = true;
      await hold();
      held = false;
      queue.shift()?.();
    };
    vi.stubGlobal("navigator", { ...navigator, locks: { request } });
    const [first, second] = [openTabs("t"), openTabs("t")];
    const owners: string[] = [];
    const heard: TabNote[] = [];
    second.listen((note) => heard.push(note));
    first.own(() => owners.push("first"));
    second.own(() => owners.push("second"));
    first.tell({ type: "sends_changed" });
    await vi.waitFor(() => expect(heard).toEqual([{ type: "sends_changed" }]));
    expect(owners).toEqual(["first"]);
    first.close();
    await vi.waitFor(() => expect(owners).toEqual(["first", "second"]));
    second.close();
  });

  it("all own the outbox where the browser knows no locks", () => {
    vi.stubGlobal("navigator", {});
    const tabs = openTabs("u");
    let owns = false;
    tabs.own(() => {
      owns = true;
    });
    expect(owns).toBe(true);
    tabs.close();
  });
});
