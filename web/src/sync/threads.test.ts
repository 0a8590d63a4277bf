import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { windowInView } from "../stores/messages";
import { unreadThreads } from "../stores/threads";
import { ANA, BEN, CARA, idOf } from "../testing/builders";
import { during, FakeTab, passing, stopClock } from "../testing/fakeBrowser";
import { FakeServer } from "../testing/fakeServer";

const room = idOf(0x501);
let server: FakeServer;
let tab: FakeTab;
let root: string;

beforeEach(async () => {
  stopClock();
  server = new FakeServer();
  for (const user of [ANA, BEN, CARA]) server.workspace.addUser(user);
  server.workspace.createRoom(ANA, { id: room, name: "general" });
  for (const user of [BEN, CARA]) server.workspace.addMember(room, user);
  root = server.workspace.send(ANA, room, "the root", "r").answer.message.id;
  tab = new FakeTab(server, server.browser(ANA));
  await during(tab.start());
  await passing(100);
  await during(tab.sync.openRoom(room, null));
});

afterEach(() => {
  tab.close();
  vi.useRealTimers();
});

function reply(text: string, author = BEN): void {
  server.workspace.send(author, room, text, `k ${text}`, { replyTo: root });
}

function replies(count: number): void {
  for (let each = 1; each <= count; each += 1) reply(`reply ${each}`);
}

const held = () => tab.state.replies[root];
const texts = () => {
  const thread = held();
  return (thread && windowInView(thread)?.ids.map((id) => thread.messages[id]?.text)) ?? [];
};
const open = (at: string | null = null) => during(tab.sync.threads.open({ room, root }, at));
const markPuts = () =>
  server.seen.filter((request) => request.startsWith("PUT") && request.endsWith("read-mark")).length;

describe("a thread", () => {
  it("opens with its newest replies and goes on by itself", async () => {
    replies(2);
    await passing(100);
    await open();
    expect(texts()).toEqual(["reply 1", "reply 2"]);
    reply("reply 3");
    await passing(100);
    expect(texts()).toEqual(["reply 1", "reply 2", "reply 3"]);
    expect(tab.state.timelines[room]?.messages[root]?.thread?.reply_count).toBe(3);
  });

  it("opens back to the first reply that is unread", async () => {
    replies(120);
    await passing(100);
    await open();
    expect(texts()[0]).toBe("reply 1");
    expect(texts()).toHaveLength(120);
  });

  it("opens with one page when all of it was read, and loads what is older when it is asked to", async () => {
    replies(120);
    server.workspace.threads.read(ANA, root, 120);
    await passing(100);
    await open();
    expect(texts()).toHaveLength(50);
    await during(tab.sync.threads.older({ room, root }));
    expect(texts()[0]).toBe("reply 21");
  });

  it("opens at a reply that a link names", async () => {
    replies(300);
    server.workspace.threads.read(ANA, root, 300);
    const wanted = server.workspace.repliesOf(root)[9];
    await passing(100);
    await open(wanted?.id);
    expect(held()?.target).toBe(10);
    expect(texts()).toContain("reply 10");
  });

  it("brings its root along when the room does not show it", async () => {
    reply("far below");
    for (let each = 0; each < 80; each += 1) server.workspace.send(BEN, room, `later ${each}`, `l${each}`);
    await during(tab.reload());
    await passing(100);
    await during(tab.sync.openRoom(room, null));
    server.workspace.mark(ANA, room, 81);
    await open();
    expect(held()?.messages[root]?.text).toBe("the root");
    server.workspace.acts.react(BEN, root, "👍", true);
    await passing(100);
    expect(held()?.messages[root]?.reactions).toHaveLength(1);
  });

  it("is whole again after its room could not be replayed", async () => {
    replies(2);
    await passing(100);
    const hide = tab.sync.threads.show(root);
    await open();
    server.cutAll();
    reply("while it was away");
    server.workspace.floors.set(`room:${room}`, server.workspace.head(`room:${room}`));
    await passing(60_000);
    expect(texts()).toEqual(["reply 1", "reply 2", "while it was away"]);
    reply("afterwards");
    await passing(100);
    expect(texts().at(-1)).toBe("afterwards");
    hide();
  });

  it("is whole again also where its room is not open", async () => {
    replies(2);
    await passing(100);
    const hide = tab.sync.threads.show(root);
    await open();
    await during(tab.sync.openRoom(null, null));
    server.cutAll();
    reply("while it was away");
    server.workspace.floors.set(`room:${room}`, server.workspace.head(`room:${room}`));
    await passing(60_000);
    expect(texts().at(-1)).toBe("while it was away");
    hide();
  });

  it("goes with its room", async () => {
    replies(2);
    await passing(100);
    await open();
    server.workspace.removeMember(room, ANA);
    await passing(100);
    expect(held()).toBeUndefined();
    expect(unreadThreads(tab.state)).toEqual([]);
  });
});

describe("a followed thread", () => {
  it("is unread while there are replies after the mark, and is read with few requests", async () => {
    replies(3);
    await passing(100);
    expect(unreadThreads(tab.state)).toEqual([root]);
    for (let position = 1; position <= 3; position += 1) tab.sync.threadMarks.read(root, position);
    expect(unreadThreads(tab.state)).toEqual([]);
    await passing(3_000);
    expect(markPuts()).toBe(2);
    expect(server.workspace.threads.followOf(ANA, root).mark).toBe(3);
  });

  it("does not become unread again by what another device read of it before", async () => {
    replies(3);
    await passing(100);
    server.refuse = { match: /PUT .*read-mark/, status: 503, code: "busy", times: 1 };
    tab.sync.threadMarks.read(root, 3);
    server.workspace.threads.read(ANA, root, 1);
    await passing(1_000);
    expect(tab.state.threads[root]?.mark).toBe(3);
    await passing(5_000);
    expect(server.workspace.threads.followOf(ANA, root).mark).toBe(3);
  });

  it("is read on all devices", async () => {
    replies(3);
    await passing(100);
    server.workspace.threads.read(ANA, root, 3);
    await passing(100);
    expect(unreadThreads(tab.state)).toEqual([]);
  });

  it("is read again when its unread replies are deleted", async () => {
    reply("a mistake");
    await passing(100);
    expect(unreadThreads(tab.state)).toEqual([root]);
    server.workspace.acts.remove(server.workspace.repliesOf(root)[0]?.id ?? "");
    await passing(100);
    expect(unreadThreads(tab.state)).toEqual([]);
  });

  it("is followed no more at once, and again when the server refuses", async () => {
    reply("hello");
    await passing(100);
    server.refuse = { match: /DELETE .*follow/, status: 403, code: "forbidden", times: 1 };
    const asked = tab.sync.threads.follow(root, false);
    asked.catch(() => {});
    expect(tab.state.threads[root]?.followed).toBe(false);
    await expect(during(asked)).rejects.toThrow();
    expect(tab.state.threads[root]?.followed).toBe(true);
  });
});

describe("the list of threads", () => {
  it("has the unread ones first, with their newest replies, and pages", async () => {
    const roots = Array.from({ length: 25 }, (_, each) => {
      const { id } = server.workspace.send(ANA, room, `root ${each}`, `root${each}`).answer.message;
      for (let count = 0; count < 5; count += 1)
        server.workspace.send(BEN, room, `to ${each}: ${count}`, `re${each} ${count}`, { replyTo: id });
      if (each !== 3) server.workspace.threads.read(ANA, id, 5);
      return id;
    });
    await passing(100);
    await during(tab.sync.threads.list("first"));
    expect(tab.state.threadList?.roots[0]).toBe(roots[3]);
    const thread = tab.state.replies[roots[3] ?? ""];
    expect(thread && windowInView(thread)?.ids).toHaveLength(3);
    await during(tab.sync.threads.older({ room, root: roots[3] ?? "" }));
    expect(windowInView(tab.state.replies[roots[3] ?? ""] ?? expect.fail())?.ids).toHaveLength(5);
    await during(tab.sync.threads.list("next"));
    expect(new Set(tab.state.threadList?.roots).size).toBe(25);
    expect(tab.state.threadList?.next).toBeNull();
  });
});
