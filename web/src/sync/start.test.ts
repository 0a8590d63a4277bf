import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { connection } from "../stores/connection";
import { entities } from "../stores/entities";
import { sendsInRoom, timelineView } from "../stores/messages";
import { unreadOf } from "../stores/rooms";
import { session } from "../stores/session";
import { ANA, BEN, seeded } from "../testing/builders";
import { during, passing, stopClock } from "../testing/fakeBrowser";
import { type FakeBrowser, FakeServer } from "../testing/fakeServer";
import * as actions from "./actions";
import { api, signOut, startSync, stopSync } from "./start";

let server: FakeServer;
let browser: FakeBrowser;
let general = "";

beforeEach(() => {
  stopClock();
  server = new FakeServer(seeded(5));
  server.workspace.addUser(ANA);
  server.workspace.addUser(BEN);
  general = server.workspace.createRoom(ANA, { name: "general" }).room.id;
  server.workspace.addMember(general, BEN);
  for (let count = 1; count <= 80; count += 1) server.workspace.send(BEN, general, `text ${count}`, `k${count}`);
  browser = server.browser(ANA);
  localStorage.setItem("relaydesk.session", "here");
  vi.stubGlobal("fetch", (request: Request) => browser.fetch(request));
  vi.stubGlobal(
    "WebSocket",
    class {
      onmessage: ((event: { data: unknown }) => void) | null = null;
      onclose: ((event: { code: number }) => void) | null = null;
      readonly wire = browser.open({
        message: (data) => this.onmessage?.({ data }),
        closed: (code) => this.onclose?.({ code }),
      });
      send = (text: string) => this.wire.send(text);
      close = () => this.wire.close();
    },
  );
});

afterEach(async () => {
  if (session.getState().status === "signed_in") await during(signOut());
  stopSync();
  // What is under way on the disk ends, else it would hang with the clock.
  await passing(200);
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

const view = () => {
  const state = entities.getState();
  return timelineView(state.timelines[general], sendsInRoom(state.sends[general]), state);
};
const unread = () => {
  const entry = entities.getState().rooms[general];
  return entry ? unreadOf(entry) : -1;
};

describe("the app", () => {
  it("does not even ask when nobody ever signed in here", async () => {
    localStorage.removeItem("relaydesk.session");
    await during(startSync());
    expect(session.getState()).toEqual({ status: "signed_out", ended: false });
    expect(server.seen).toEqual([]);
  });

  it("starts by the cookie, and is online with its rooms", async () => {
    await during(startSync());
    await passing(200);
    expect(session.getState()).toEqual({ status: "signed_in", user: ANA });
    expect(connection.getState().phase).toBe("online");
    expect(unread()).toBe(80);
  });

  it("says that nobody is signed in when the cookie is worth nothing", async () => {
    browser.session = null;
    await during(startSync());
    expect(session.getState()).toEqual({ status: "signed_out", ended: false });
    expect(() => actions.retrySend("a")).toThrow("startSync");
  });

  it("takes what the screen tells on its own also while nobody is signed in", () => {
    actions.markRead(general, 1);
    actions.tellTyping(general);
    actions.needUsers([BEN]);
    actions.watchUsers([BEN])();
  });

  it("keeps what is unread when it opens right at a room", async () => {
    const starting = startSync();
    await during(starting);
    await during(actions.openRoom(general));
    await passing(200);
    expect(unread()).toBe(80);
    expect(view()?.rows).toHaveLength(80);
  });

  it("keeps a message's row key from the first moment to the answer and beyond", async () => {
    await during(startSync());
    await during(actions.openRoom(general));
    server.faults = { ...server.faults, delayMs: 400 };
    await during(actions.sendMessage({ room: general, root: null }, "hello"));
    const key = view()?.rows.at(-1)?.key;
    expect(view()?.rows.at(-1)?.kind).toBe("send");
    await passing(2_000);
    expect(view()?.rows.at(-1)).toMatchObject({ kind: "message", key, message: { text: "hello" } });
    expect(view()?.rows.filter((row) => row.key === key)).toHaveLength(1);
    expect(unread()).toBe(0);
  });

  it("renders again only the row that changed", async () => {
    await during(startSync());
    await during(actions.openRoom(general));
    await passing(100);
    const before = view()?.rows ?? [];
    server.workspace.updateMessage(general, 80, { text: "edited" });
    await passing(100);
    const now = view()?.rows ?? [];
    expect(now.filter((row, index) => row !== before[index])).toMatchObject([{ message: { text: "edited" } }]);
  });

  it("jumps far back, loads on both sides, and joins the present again", async () => {
    for (let count = 81; count <= 400; count += 1) server.workspace.send(BEN, general, `text ${count}`, `k${count}`);
    await during(startSync());
    await during(actions.openRoom(general, { position: 400 }));
    await during(actions.openPresent(general));
    await during(actions.openAround(general, { position: 100 }));
    expect(view()).toMatchObject({ live: false, target: 100, hasOlder: true, hasNewer: true });
    await during(actions.loadOlder(general));
    for (let page = 0; page < 10 && view()?.hasNewer; page += 1) await during(actions.loadNewer(general));
    expect(view()).toMatchObject({ live: true, target: 100 });
    const positions = view()?.rows.map((row) => (row.kind === "message" ? row.message.position : null)) ?? [];
    expect(positions.at(-1)).toBe(400);
    expect(positions).toEqual(positions.map((_, index) => (positions[0] ?? 0) + index));
  });

  it("sends at most one read mark in two seconds, the furthest, and badges answer at once", async () => {
    await during(startSync());
    await during(actions.openRoom(general));
    const marks = () => server.seen.filter((request) => request.endsWith("/read-mark")).length;
    actions.markRead(general, 10);
    for (let position = 11; position <= 60; position += 1) actions.markRead(general, position);
    expect(unread()).toBe(20);
    await passing(1_000);
    expect(marks()).toBe(1);
    await passing(2_000);
    expect(marks()).toBe(2);
    expect(server.workspace.marks.get(`${general} ${ANA}`)).toBe(60);
    actions.markRead(general, 70);
    window.dispatchEvent(new Event("blur"));
    await passing(100);
    expect(server.workspace.marks.get(`${general} ${ANA}`)).toBe(70);
  });

  it("makes, joins, leaves, browses and fills rooms", async () => {
    await during(startSync());
    const made = await during(actions.createRoom({ kind: "public", name: "harbour" }));
    expect(entities.getState().rooms[made]).toMatchObject({ role: "owner", mark: 0 });
    await during(actions.invite(made, [BEN]));
    await during(actions.listMembers(made));
    expect(Object.keys(entities.getState().members[made]?.byUser ?? {})).toEqual([ANA, BEN]);
    await during(actions.updateRoom(made, { name: "port" }));
    expect(entities.getState().rooms[made]?.room.name).toBe("port");
    await during(actions.leaveRoom(made));
    expect(entities.getState().rooms[made]).toBeUndefined();
    expect((await during(actions.browseRooms("port"))).rooms.map((room) => room.id)).toEqual([made]);
    await during(actions.joinRoom(made));
    await passing(200);
    expect(entities.getState().rooms[made]).toMatchObject({ role: "member" });
    const direct = await during(actions.openDirect([BEN]));
    expect(entities.getState().rooms[direct]?.room.direct_users).toEqual([ANA, BEN]);
    expect(await during(actions.findUsers("ben"))).toEqual([BEN]);
  });

  it("tells others who types and who is there, at most every four seconds", async () => {
    const { presence } = await import("../stores/presence");
    const { signs } = await import("../stores/typing");
    await during(startSync());
    await during(actions.openRoom(general));
    const ben = server.browser(BEN);
    let wire: ReturnType<FakeBrowser["open"]> | null = null;
    const heard: string[] = [];
    wire = ben.open({ message: (data) => heard.push(String(data)), closed: () => {} });
    const { access_token } = server.signedIn(ben.session as NonNullable<typeof ben.session>);
    wire.send(JSON.stringify({ type: "auth", data: { token: access_token.token } }));
    wire.send(JSON.stringify({ type: "focus", data: { room: general, active: true } }));
    wire.send(JSON.stringify({ type: "typing", data: { room: general } }));
    const release = actions.watchUsers([BEN]);
    await passing(500);
    expect(presence.getState().byUser[BEN]).toBe("online");
    expect(signs.getState().typing[general]).toEqual([BEN]);
    await passing(8_000);
    expect(signs.getState().typing[general]).toEqual([]);
    for (let key = 0; key < 50; key += 1) {
      actions.tellTyping(general);
      await passing(100);
    }
    expect(heard.filter((frame) => frame.includes('"typing"'))).toHaveLength(2);
    release();
  });

  it("fetches the authors of what is on screen, in one request", async () => {
    await during(startSync());
    await during(actions.openRoom(general));
    actions.needUsers([ANA, BEN]);
    await passing(200);
    expect(entities.getState().users[BEN]?.username).toBe("ben");
    expect(server.seen.filter((request) => request === "GET /api/v1/users").length).toBeLessThanOrEqual(2);
  });

  it("signs out here at once, also when the server cannot be reached, and leaves nothing behind", async () => {
    await during(startSync());
    await passing(2_000);
    server.down = true;
    await during(signOut());
    expect(session.getState()).toEqual({ status: "signed_out", ended: false });
    expect(entities.getState().me).toBe("");
    expect(api.refreshInMs()).toBeNull();
    server.down = false;
    browser.session = null;
    await during(startSync());
    expect(session.getState().status).toBe("signed_out");
  });

  it("says so when the session was ended from elsewhere", async () => {
    await during(startSync());
    await passing(500);
    server.end(browser);
    await passing(3_000);
    expect(session.getState()).toEqual({ status: "signed_out", ended: true });
  });
});
