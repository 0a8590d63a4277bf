import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { File } from "../api/wire";
import { sendsInRoom, timelineView } from "../stores/messages";
import { ANA, BEN, idOf, seeded } from "../testing/builders";
import { during, FakeTab, passing, stopClock } from "../testing/fakeBrowser";
import { FakeServer } from "../testing/fakeServer";

let open: FakeTab[] = [];
let server: FakeServer;
let room = "";

beforeEach(() => {
  stopClock();
  server = new FakeServer(seeded(3));
  server.workspace.addUser(ANA);
  server.workspace.addUser(BEN);
  room = server.workspace.createRoom(ANA, { name: "general" }).room.id;
  server.workspace.addMember(room, BEN);
});

afterEach(() => {
  for (const tab of open) tab.close();
  open = [];
  vi.useRealTimers();
});

async function aTab(beside?: FakeTab): Promise<FakeTab> {
  const tab = new FakeTab(server, server.browser(ANA), beside);
  open.push(tab);
  await during(tab.start());
  await passing(100);
  await during(tab.sync.openRoom(room, null));
  return tab;
}

const said = () => server.workspace.room(room).messages.map((message) => message.text);
const posts = () => server.seen.filter((request) => request.startsWith("POST") && request.endsWith("/messages")).length;
const rows = (tab: FakeTab) => (tab.state.sends[room] ?? []).map((send) => `${send.text} ${send.state}`);

describe("the outbox", () => {
  it("has a text on disk before it says so, and sends it after a reload", async () => {
    const tab = await aTab();
    server.down = true;
    await during(tab.sync.outbox.add({ room, root: null }, "kept"));
    expect((await tab.storage.sends()).map((send) => send.text)).toEqual(["kept"]);
    expect(tab.stores.connection.getState().waiting).toBe(1);
    await during(tab.reload());
    server.down = false;
    await passing(60_000);
    expect(said()).toEqual(["kept"]);
    expect(await tab.storage.sends()).toEqual([]);
  });

  it("parks what the server cannot take after some tries, so that what was written after it goes", async () => {
    const tab = await aTab();
    server.refuse = { match: /POST .*messages/, status: 507, code: "storage_full", times: 5 };
    await during(tab.sync.outbox.add({ room, root: null }, "stuck"));
    await during(tab.sync.outbox.add({ room, root: null }, "behind it"));
    await passing(100);
    const waiting = tab.state.sends[room]?.[0];
    expect(waiting?.state).toBe("waiting");
    expect(waiting?.problem?.sentence).toContain("disk is full");
    await passing(120_000);
    expect(said()).toEqual(["behind it"]);
    expect(rows(tab)).toContain("stuck failed");
    await during(tab.sync.outbox.retry(waiting?.clientKey ?? ""));
    await passing(1_000);
    expect(said()).toEqual(["behind it", "stuck"]);
  });

  it("keeps the order of a room, one request at a time", async () => {
    const tab = await aTab();
    server.faults = { ...server.faults, delayMs: 200 };
    for (const text of ["one", "two", "three"]) await during(tab.sync.outbox.add({ room, root: null }, text));
    await passing(5_000);
    expect(said()).toEqual(["one", "two", "three"]);
    expect(posts()).toBe(3);
  });

  it("makes one message of a send whose answers are lost", async () => {
    const tab = await aTab();
    server.faults = { ...server.faults, loseAnswer: 0.9 };
    await during(tab.sync.outbox.add({ room, root: null }, "only once"));
    await passing(20_000);
    server.faults = { ...server.faults, loseAnswer: 0 };
    await passing(60_000);
    expect(said()).toEqual(["only once"]);
    expect(rows(tab)).toEqual([]);
  });

  it("does not send again what came down on the socket", async () => {
    const tab = await aTab();
    server.faults = { ...server.faults, loseAnswer: 1 };
    await during(tab.sync.outbox.add({ room, root: null }, "seen"));
    await passing(10);
    server.faults = { ...server.faults, loseAnswer: 0 };
    await passing(60_000);
    expect(posts()).toBe(1);
    expect(rows(tab)).toEqual([]);
  });

  it("parks what the server refuses, with its reason, and lets the next go", async () => {
    const tab = await aTab();
    server.refuse = { match: /messages/, status: 422, code: "invalid", times: 1 };
    await during(tab.sync.outbox.add({ room, root: null }, "refused"));
    await during(tab.sync.outbox.add({ room, root: null }, "fine"));
    await passing(1_000);
    expect(said()).toEqual(["fine"]);
    expect(rows(tab)).toEqual(["refused failed"]);
    const [parked] = sendsInRoom(tab.state.sends[room]);
    expect(parked?.problem).toEqual({ code: "invalid", sentence: "invalid." });
    expect(tab.stores.connection.getState().waiting).toBe(0);

    await during(tab.sync.outbox.retry(parked?.clientKey ?? ""));
    await passing(1_000);
    expect(said()).toEqual(["fine", "refused"]);
    expect(rows(tab)).toEqual([]);
  });

  it("forgets a parked send that is deleted, for good", async () => {
    const tab = await aTab();
    server.refuse = { match: /messages/, status: 403, code: "forbidden", times: 1 };
    await during(tab.sync.outbox.add({ room, root: null }, "refused"));
    await passing(1_000);
    await during(tab.sync.outbox.discard(tab.state.sends[room]?.[0]?.clientKey ?? ""));
    await during(tab.reload());
    await passing(5_000);
    expect(rows(tab)).toEqual([]);
    expect(said()).toEqual([]);
  });

  it("waits as long as a busy server asks", async () => {
    const tab = await aTab();
    server.refuse = { match: /messages/, status: 429, code: "rate_limited", times: 1 };
    await during(tab.sync.outbox.add({ room, root: null }, "later"));
    await passing(150);
    tab.sync.wake();
    await passing(20);
    expect(said()).toEqual([]);
    await passing(2_000);
    expect(said()).toEqual(["later"]);
  });

  it("shows another tab's sends, and one tab alone sends them", async () => {
    const first = await aTab();
    const second = await aTab(first);
    server.down = true;
    await during(second.sync.outbox.add({ room, root: null }, "from the second"));
    await passing(50);
    expect(rows(first)).toEqual(["from the second waiting"]);
    server.down = false;
    await passing(60_000);
    expect(said()).toEqual(["from the second"]);
    expect(rows(first)).toEqual([]);
    expect(rows(second)).toEqual([]);
  });

  it("goes on in the other tab when the one that sends is closed", async () => {
    const first = await aTab();
    const second = await aTab(first);
    server.down = true;
    await during(second.sync.outbox.add({ room, root: null }, "orphan"));
    first.close();
    open = open.filter((tab) => tab !== first);
    server.down = false;
    await passing(60_000);
    expect(said()).toEqual(["orphan"]);
  });

  it("keeps the key of a row through the answer, and the row until its turn in the stream", async () => {
    const tab = await aTab();
    server.workspace.send(BEN, room, "before", "b");
    server.workspace.onEvent = () => {};
    server.workspace.send(BEN, room, "not yet here", "n");
    await during(tab.sync.outbox.add({ room, root: null }, "mine"));
    await passing(500);
    expect(rows(tab)).toEqual(["mine sent"]);
    const key = tab.state.sends[room]?.[0]?.clientKey;
    expect(server.workspace.room(room).messages.at(-1)?.client_key).toBe(key);
  });

  it("keeps what goes with a text through a reload: thread, room and files", async () => {
    const tab = await aTab();
    server.workspace.send(BEN, room, "the root", "r");
    const root = server.workspace.room(room).messages[0]?.id ?? "";
    const file = {
      id: idOf(9),
      name: "a.txt",
      media_type: "text/plain",
      size: 3,
      kind: "other",
      image: null,
      url: null,
    };
    server.workspace.files.set(file.id, file as File);
    server.down = true;
    await during(tab.sync.outbox.add({ room, root }, "a reply", { files: [file as File], alsoInRoom: true }));
    await during(tab.reload());
    expect(tab.state.sends[room]?.[0]).toMatchObject({ replyTo: root, alsoInRoom: true, files: [file] });
    server.down = false;
    await passing(60_000);
    const [reply] = server.workspace.repliesOf(root);
    expect(reply).toMatchObject({ text: "a reply", position: 2, files: [file] });
    expect(rows(tab)).toEqual([]);
  });

  it("shows a reply in its thread only, until the stream brings it", async () => {
    const tab = await aTab();
    server.workspace.send(BEN, room, "the root", "r");
    await passing(100);
    const root = server.workspace.room(room).messages[0]?.id ?? "";
    server.workspace.onEvent = () => {};
    await during(tab.sync.outbox.add({ room, root }, "a reply"));
    await passing(500);
    expect(rows(tab)).toEqual(["a reply sent"]);
    const view = timelineView(tab.state.timelines[room], sendsInRoom(tab.state.sends[room]), tab.state);
    expect(view?.rows.map((row) => row.kind)).toEqual(["message"]);
    server.cutAll();
    await passing(60_000);
    expect(rows(tab)).toEqual([]);
  });
});
