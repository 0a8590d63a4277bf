import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { unreadOf } from "../stores/rooms";
import { ANA, BEN, CARA, DAN, seeded } from "../testing/builders";
import { during, FakeTab, passing, stopClock } from "../testing/fakeBrowser";
import { FakeServer, NO_FAULTS } from "../testing/fakeServer";
import { freshState, oneOf, presentMessages, seenIn } from "../testing/history";

const BAD_NETWORK = {
  delayMs: 300,
  loseRequest: 0.1,
  loseAnswer: 0.15,
  busy: 0.05,
  cut: 0.03,
  duplicate: 0.1,
  dropFrame: 0.05,
};

let open: FakeTab[] = [];

beforeEach(stopClock);

afterEach(() => {
  for (const tab of open) tab.close();
  open = [];
  vi.useRealTimers();
});

async function tabOf(server: FakeServer, user: string, beside?: FakeTab): Promise<FakeTab> {
  const tab = new FakeTab(server, server.browser(user), beside);
  open.push(tab);
  await during(tab.start());
  return tab;
}

function town(random: () => number) {
  const server = new FakeServer(random);
  const { workspace } = server;
  for (const person of [ANA, BEN, CARA, DAN]) workspace.addUser(person);
  const general = workspace.createRoom(ANA, { name: "general" }).room.id;
  const second = workspace.createRoom(BEN, { name: "second" }).room.id;
  for (const person of [ANA, BEN, CARA]) for (const room of [general, second]) workspace.addMember(room, person);
  for (let count = 1; count <= 120; count += 1) workspace.send(BEN, general, `old ${count}`, `old-${count}`);
  return { server, workspace, general, second };
}

function texts(tab: FakeTab, room: string): string[] {
  return presentMessages(tab.state, room, 1_000).map((message) => message?.text ?? "");
}

describe("whatever the network does", () => {
  it.each([
    1, 2, 3, 4, 5, 6, 7, 8,
  ])("every send is there once, in order, and all browsers show the same (seed %i)", async (seed) => {
    const random = seeded(seed);
    const { server, workspace, general, second } = town(random);
    const rooms = [general, second];
    const ana = await tabOf(server, ANA);
    const anasOther = await tabOf(server, ANA, ana);
    const tabs = [ana, anasOther, await tabOf(server, BEN), await tabOf(server, CARA)];
    for (const tab of tabs) await during(tab.sync.openRoom(general, null));
    server.faults = BAD_NETWORK;
    const written = new Map<string, string[]>();
    for (let round = 0; round < 60; round += 1) {
      await passing(random() * 800);
      const tab = oneOf(tabs, random);
      const room = oneOf(rooms, random);
      const dice = random();
      if (dice < 0.55) {
        const text = `text ${round}`;
        await during(tab.sync.outbox.add({ room, root: null }, text));
        const key = `${tab.state.me} ${room}`;
        written.set(key, [...(written.get(key) ?? []), text]);
      } else if (dice < 0.62) workspace.deleteMessage(general, 1 + Math.floor(random() * 120));
      else if (dice < 0.68) tab.sync.openRoom(room, null).catch(() => {});
      else if (dice < 0.74) tab.sync.pages.older(general).catch(() => {});
      else if (dice < 0.8) tab.sync.marks.read(room, workspace.room(room).room.last_position);
      else if (dice < 0.84) workspace.addMember(second, DAN);
      else if (dice < 0.88) workspace.removeMember(second, DAN);
      else if (dice < 0.92) server.cutAll();
      else if (dice < 0.95) {
        server.down = true;
        server.cutAll(1012);
        setTimeout(() => {
          server.down = false;
        }, 3_000);
      } else {
        await during(tab.reload());
        tab.sync.openRoom(general, null).catch(() => {});
      }
    }
    server.faults = NO_FAULTS;
    await passing(90_000);
    // A skipped event shows with the next one of its stream.
    for (const room of rooms) workspace.send(BEN, room, "the last word", "last");
    await passing(1_000);
    for (const tab of tabs) await during(tab.sync.openRoom(general, null));
    for (const tab of tabs) await during(tab.sync.openRoom(second, null));
    for (const tab of tabs) await during(tab.sync.openRoom(general, null));
    await passing(10_000);

    for (const [key, expected] of written) {
      const [author, room = ""] = key.split(" ");
      const said = workspace.room(room).messages.filter((message) => message.author === author);
      expect(said.map((message) => message.text).filter((text) => text.startsWith("text"))).toEqual(expected);
    }
    for (const tab of tabs) {
      const fresh = freshState(workspace, tab.state.me, rooms);
      expect(seenIn(tab.state, rooms, [tab.state.me])).toEqual(seenIn(fresh, rooms, [tab.state.me]));
      expect(Object.values(tab.state.sends).flat()).toEqual([]);
      expect(await tab.storage.sends()).toEqual([]);
      expect(tab.stores.connection.getState()).toMatchObject({ phase: "online", waiting: 0 });
    }
  }, 30_000);
});

describe("a browser", () => {
  it("shows a message of another browser at once", async () => {
    const { server, general } = town(seeded(1));
    const ana = await tabOf(server, ANA);
    const ben = await tabOf(server, BEN);
    await passing(100);
    await during(ana.sync.openRoom(general, null));
    await during(ben.sync.outbox.add({ room: general, root: null }, "good morning"));
    await passing(100);
    expect(texts(ana, general).at(-1)).toBe("good morning");
    expect(ana.state.rooms[general] && unreadOf(ana.state.rooms[general])).toBe(121);
  });

  it("takes in a room that it is added to, and drops one that it was removed from", async () => {
    const { server, workspace, second } = town(seeded(1));
    const dan = await tabOf(server, DAN);
    await passing(100);
    expect(dan.state.rooms[second]).toBeUndefined();
    workspace.addMember(second, DAN);
    workspace.send(BEN, second, "welcome", "w");
    await passing(100);
    expect(dan.state.rooms[second]).toMatchObject({ role: "member", room: { last_position: 1 } });
    workspace.removeMember(second, DAN);
    workspace.send(BEN, second, "he is gone", "g");
    await passing(100);
    expect(dan.state.rooms[second]).toBeUndefined();
    expect(dan.state.heads[`room:${second}`]).toBeUndefined();
  });

  it("follows a public room that it only looks at, and forgets it afterwards", async () => {
    const { server, workspace, second } = town(seeded(1));
    const dan = await tabOf(server, DAN);
    await passing(100);
    await during(dan.sync.openRoom(second, null));
    await passing(200);
    workspace.send(BEN, second, "for everybody", "e");
    await passing(100);
    expect(texts(dan, second)).toEqual(["for everybody"]);
    expect(dan.state.rooms[second]?.role).toBeNull();
    server.cutAll();
    workspace.send(BEN, second, "meanwhile", "m");
    await passing(5_000);
    expect(texts(dan, second)).toEqual(["for everybody", "meanwhile"]);
    await during(dan.sync.openRoom(null, null));
    expect(dan.state.rooms[second]).toBeUndefined();
  });

  it("starts over when the workspace was restored from a backup, and sends what was not sent", async () => {
    const { server, workspace, general } = town(seeded(1));
    const ana = await tabOf(server, ANA);
    await during(ana.sync.openRoom(general, null));
    const backup = structuredClone({
      users: workspace.users,
      rooms: workspace.rooms,
      marks: workspace.marks,
      log: workspace.log,
    });
    workspace.send(BEN, general, "lost in the restore", "l");
    await passing(100);
    expect(texts(ana, general).at(-1)).toBe("lost in the restore");
    server.down = true;
    server.cutAll(1012);
    await during(ana.sync.outbox.add({ room: general, root: null }, "written meanwhile"));
    workspace.restore(backup as typeof workspace, "epoch-2");
    await passing(2_000);
    server.down = false;
    await passing(60_000);
    expect(ana.state.epoch).toBe("epoch-2");
    expect(texts(ana, general).slice(-2)).toEqual(["old 120", "written meanwhile"]);
  });

  it("fetches afresh what was missed for too long, as far back as it was held", async () => {
    const { server, workspace, general } = town(seeded(1));
    const ana = await tabOf(server, ANA);
    await during(ana.sync.openRoom(general, { position: 10 }));
    await during(ana.sync.pages.present(general));
    await during(ana.sync.pages.older(general));
    const from = ana.state.timelines[general]?.windows.at(-1)?.from ?? 0;
    server.down = true;
    server.cutAll();
    for (let count = 0; count < 600; count += 1) workspace.send(BEN, general, `missed ${count}`, `m${count}`);
    await passing(1_000);
    server.down = false;
    await passing(60_000);
    const window = ana.state.timelines[general]?.windows.at(-1);
    expect(window).toMatchObject({ to: 720, newer: null });
    expect(window?.from).toBeLessThanOrEqual(from);
    expect(new Set(window?.ids).size).toBe(720 - (window?.from ?? 0) + 1);
  });

  it("opens from its own disk without a network, and goes on from there", async () => {
    const { server, workspace, general } = town(seeded(1));
    const ana = await tabOf(server, ANA);
    await during(ana.sync.openRoom(general, null));
    await passing(3_000);
    server.down = true;
    server.cutAll();
    await during(ana.reload());
    expect(texts(ana, general).at(-1)).toBe("old 120");
    expect(ana.stores.connection.getState().phase).not.toBe("online");
    workspace.send(BEN, general, "while it was away", "a");
    server.down = false;
    await passing(60_000);
    expect(texts(ana, general).at(-1)).toBe("while it was away");
    expect(seenIn(ana.state, [general], [ANA])).toEqual(
      seenIn(freshState(workspace, ANA, [general]), [general], [ANA]),
    );
  });

  it("wipes its disk when the session is ended from elsewhere", async () => {
    const server = new FakeServer(seeded(1));
    server.workspace.addUser(ANA);
    const browser = server.browser(ANA);
    const tab = new FakeTab(server, browser);
    await during(tab.start());
    await passing(3_000);
    expect(await tab.storage.workspace()).toBeDefined();
    server.end(browser);
    await passing(5_000);
    expect(tab.signedOut).toBe(1);
    expect(await tab.storage.workspace()).toBeUndefined();
    tab.close();
  });

  it("renews its token before it ends, on the open connection", async () => {
    const { server, general } = town(seeded(1));
    const ana = await tabOf(server, ANA);
    await passing(100);
    await passing(30 * 60_000);
    const minted = server.seen.filter((request) => request.endsWith("/access-tokens")).length;
    expect(minted).toBeGreaterThanOrEqual(3);
    expect(minted).toBeLessThanOrEqual(6);
    server.workspace.send(BEN, general, "still here", "s");
    await passing(100);
    expect(ana.state.rooms[general]?.room.last_position).toBe(121);
  });
});
