import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { draftOf, keepDraft } from "../stores/drafts";
import { ANA, BEN, idOf } from "../testing/builders";
import { during, FakeTab, passing, stopClock } from "../testing/fakeBrowser";
import { FakeServer } from "../testing/fakeServer";

let open: FakeTab[] = [];
let server: FakeServer;
let room = "";

beforeEach(() => {
  stopClock();
  server = new FakeServer();
  server.workspace.addUser(ANA);
  server.workspace.addUser(BEN);
  room = server.workspace.createRoom(ANA, { name: "general" }).room.id;
});

afterEach(() => {
  for (const device of open) device.close();
  open = [];
  vi.useRealTimers();
});

async function aDevice(): Promise<FakeTab> {
  const device = new FakeTab(server, server.browser(ANA));
  open.push(device);
  await during(device.start());
  await passing(200);
  return device;
}

const place = () => ({ room, root: null });
const type = (device: FakeTab, text: string) => keepDraft(place(), text, device.stores.typed);
const shown = (device: FakeTab) => draftOf(place(), device.stores.typed, device.stores.state);
const held = () => server.drafts.of(ANA).get(room)?.text;
const puts = () => server.seen.filter((request) => request.startsWith("PUT") && request.endsWith("/draft")).length;

it("reaches the other device two seconds after the last key, in one request", async () => {
  const [desk, phone] = [await aDevice(), await aDevice()];
  for (const text of ["h", "he", "hel"]) {
    type(desk, text);
    await passing(500);
  }
  expect(puts()).toBe(0);
  await passing(2_500);
  expect(puts()).toBe(1);
  expect(shown(phone)).toBe("hel");
});

it("does not come back as an echo under the hands of who types on", async () => {
  const desk = await aDevice();
  server.faults = { ...server.faults, delayMs: 800 };
  type(desk, "one");
  await passing(2_100);
  type(desk, "one two");
  await passing(1_000);
  expect(shown(desk)).toBe("one two");
  await passing(6_000);
  expect(shown(desk)).toBe("one two");
  expect(held()).toBe("one two");
});

it("takes what another device typed later, and keeps what is typed here meanwhile", async () => {
  const [desk, phone] = [await aDevice(), await aDevice()];
  type(desk, "from the desk");
  await passing(3_000);
  type(phone, "from the phone");
  await passing(3_000);
  expect(shown(desk)).toBe("from the phone");
  type(desk, "typing");
  type(phone, "phone again");
  desk.sync.drafts.flush();
  await passing(100);
  expect(shown(phone)).toBe("phone again");
});

it("leaves every device when it is sent, at once", async () => {
  const [desk, phone] = [await aDevice(), await aDevice()];
  type(desk, "to be sent");
  await passing(3_000);
  expect(shown(phone)).toBe("to be sent");
  type(desk, "");
  await passing(100);
  expect(shown(phone)).toBe("");
  expect(held()).toBeUndefined();
});

it("is not asked of the server when it was never there", async () => {
  const desk = await aDevice();
  type(desk, "quick");
  await passing(300);
  type(desk, "");
  await passing(3_000);
  expect(puts()).toBe(0);
});

it("survives a reload without a network, and goes out when that is back", async () => {
  const desk = await aDevice();
  server.down = true;
  type(desk, "kept offline");
  await passing(600);
  await during(desk.reload());
  expect(shown(desk)).toBe("kept offline");
  server.down = false;
  await passing(60_000);
  expect(held()).toBe("kept offline");
});

it("shows drafts of other devices without a network, from its own copy", async () => {
  const desk = await aDevice();
  server.drafts.put(ANA, room, { text: "from elsewhere" });
  await passing(2_000);
  desk.sync.leaving();
  await passing(100);
  server.down = true;
  await during(desk.reload());
  expect(shown(desk)).toBe("from elsewhere");
});

it("takes what changed elsewhere while this device was away", async () => {
  const desk = await aDevice();
  type(desk, "old");
  await passing(3_000);
  desk.close();
  await passing(10);
  server.drafts.put(ANA, room, { text: "newer" });
  await during(desk.start());
  await passing(1_000);
  expect(shown(desk)).toBe("newer");
  desk.close();
  server.drafts.put(ANA, room, { text: "" });
  await during(desk.start());
  await passing(1_000);
  expect(shown(desk)).toBe("");
});

it("stays here when the server refuses it, and of a thread is one of its own", async () => {
  const desk = await aDevice();
  const root = idOf(77);
  server.refuse = { match: /draft$/, status: 422, code: "invalid", times: 1 };
  keepDraft({ room, root }, "in the thread", desk.stores.typed);
  await passing(5_000);
  expect(puts()).toBe(1);
  expect(draftOf({ room, root }, desk.stores.typed, desk.stores.state)).toBe("in the thread");
  expect(shown(desk)).toBe("");
});

it("does not lose a change that came while the list was on its way", async () => {
  const desk = await aDevice();
  server.drafts.put(ANA, room, { text: "before" });
  await passing(200);
  server.faults = { ...server.faults, delayMs: 400 };
  const fetching = desk.sync.drafts.fetch();
  await passing(100);
  server.drafts.put(ANA, room, { text: "meanwhile" });
  await during(fetching);
  await passing(1_000);
  expect(shown(desk)).toBe("meanwhile");
});
