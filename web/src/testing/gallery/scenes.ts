/** Workspaces to look at: realistic names and words, long ones, right-to-left ones, emoji, code, many rooms. */
import type { Block, Document, Message } from "../../api/wire";
import { idOf, seeded } from "../builders";
import type { FakeServer } from "../fakeServer";
import { answered, uploads } from "./threads";

export const ME = idOf(0x100);
const MIA = idOf(0x101);
const JON = idOf(0x102);
const PRIYA = idOf(0x103);
const GITHUB = idOf(0x104);
const LEILA = idOf(0x105);
const LONG = idOf(0x106);
const WEI = idOf(0x107);

export const SCENES = {
  busy: "A working day",
  many: "200 rooms, 5,000 messages",
  fresh: "A new workspace",
  setup: "First start",
  signed_out: "Before signing in",
  loading: "Nothing has come in yet",
} as const;
export type SceneName = keyof typeof SCENES;

export const LAUNCH = idOf(0x201);

interface Filled {
  signedOut: boolean;
}

const MINUTE = 60_000;

export function fill(server: FakeServer, scene: SceneName): Filled {
  const { workspace } = server;
  workspace.workspace = { ...workspace.workspace, name: "Northwind", needs_setup: scene === "setup" };
  addPeople(server);
  const filled: Filled = { signedOut: scene === "setup" || scene === "signed_out" };
  if (scene === "fresh" || filled.signedOut) return filled;
  addRooms(server, scene === "many" ? 190 : 6);
  addLaunch(server);
  if (scene === "many") addHistory(server, 5_000);
  addElsewhere(server);
  return filled;
}

function addPeople({ workspace }: FakeServer): void {
  workspace.addUser(ME, { username: "ada", display_name: "Ada Bell" });
  workspace.addUser(MIA, { username: "mia", display_name: "Mia Okoye" });
  workspace.addUser(JON, { username: "jon", display_name: "Jon Tanaka" });
  workspace.addUser(PRIYA, { username: "priya", display_name: "Priya Rossi" });
  workspace.addUser(GITHUB, { username: "github", display_name: "GitHub", kind: "bot" });
  workspace.addUser(LEILA, { username: "leila", display_name: "ليلى حداد" });
  workspace.addUser(LONG, {
    username: "maximiliane",
    display_name: "Maximiliane von Hohenstein-Wittelsbach (Platform Engineering)",
  });
  workspace.addUser(WEI, { username: "wei", display_name: "李小龙" });
  for (let i = 0; i < 60; i += 1)
    workspace.addUser(idOf(0x120 + i), {
      username: `person${i}`,
      display_name: `${FIRST[i % FIRST.length]} ${LAST[(i * 7) % LAST.length]}`,
    });
}

const FIRST = ["Amara", "Bruno", "Chiara", "Dmitri", "Elif", "Farid", "Grace", "Hugo", "Ines", "Jamal"];
const LAST = ["Adeyemi", "Berg", "Castellanos", "Dvořák", "Eriksen", "Fournier", "Gupta", "Haddad", "Ivanova"];
const NAMES = ["general", "backend", "incidents", "announcements", "random", "deploys"];

function addRooms({ workspace }: FakeServer, count: number): void {
  workspace.createRoom(JON, {
    id: LAUNCH,
    name: "launch-week",
    topic: "Ship 2.0 on Thursday · runbook in pins · ask before you merge",
  });
  for (const user of [ME, MIA, PRIYA, GITHUB, LEILA, LONG, WEI]) workspace.addMember(LAUNCH, user);
  for (let i = 0; i < count; i += 1) {
    const name =
      NAMES[i] ?? `${["team", "project", "help", "topic"][i % 4]}-${LAST[i % LAST.length]?.toLowerCase()}-${i}`;
    const { room } = workspace.createRoom(JON, {
      name,
      kind: i % 9 === 8 ? "private" : "public",
      topic: i % 3 === 0 ? "What everybody should know" : "",
    });
    workspace.addMember(room.id, ME);
    workspace.addMember(room.id, MIA);
  }
  workspace.createRoom(MIA, { name: "security-review", kind: "private" });
  workspace.addMember([...workspace.rooms.keys()].at(-1) ?? "", ME);
  workspace.createRoom(MIA, { name: "eine-erstaunlich-lange-raumbezeichnung-für-das-abteilungsübergreifende-treffen" });
  workspace.addMember([...workspace.rooms.keys()].at(-1) ?? "", ME);
  workspace.createRoom(MIA, { name: "book-club", topic: "One book a month. This month: The Left Hand of Darkness" });
}

function said(
  server: FakeServer,
  room: string,
  author: string,
  text: string,
  change: Partial<Message> & { ago: number },
): Message {
  const { ago, ...rest } = change;
  const { answer } = server.workspace.send(author, room, text === "" ? "file" : text, `k${Math.random()}`);
  const position = answer.message.position ?? 0;
  server.workspace.updateMessage(room, position, {
    text,
    created_at: new Date(Date.now() - ago * MINUTE).toISOString(),
    ...rest,
  });
  const held = server.workspace.room(room);
  held.room = { ...held.room, last_message_at: new Date(Date.now() - ago * MINUTE).toISOString() };
  return held.messages[position - 1] ?? answer.message;
}

function document(...blocks: Block[]): Document {
  return { grammar: 1, blocks };
}

const text = (data: string) => ({ type: "text", data }) as const;
const mention = (user: string, username: string) => ({ type: "mention", data: { user, username } }) as const;
const code = (data: string) => ({ type: "code", data }) as const;
const p = (...data: Extract<Block, { type: "paragraph" }>["data"]): Block => ({ type: "paragraph", data });

function addLaunch(server: FakeServer): void {
  const room = LAUNCH;
  const day = 24 * 60;
  said(server, room, JON, "Morning! Agenda for the week is in the runbook.", { ago: 2 * day + 60 });
  said(server, room, WEI, "早上好！我今天下午把发布说明翻译完。", { ago: 2 * day + 55 });
  said(
    server,
    room,
    LEILA,
    "صباح الخير، سأراجع قائمة التحقق اليوم وأخبركم إن وجدت أي مشكلة في الخطوة الثالثة (rollback).",
    { ago: 2 * day + 40 },
  );
  said(
    server,
    room,
    LONG,
    "https://ci.example.com/northwind/launch/runs/8e7f6a5b4c3d2e1f0a9b8c7d6e5f4a3b2c1d0e9f8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c3d2e1f is the run that I meant, it fails on averyveryverylongidentifierthatneverendsandhasnospaceswhatsoever_in_it_at_all_for_real",
    { ago: 2 * day + 20 },
  );
  const green = said(server, room, PRIYA, "Load test is green: 10,000 sockets, p99 under 40 ms. Graph attached.", {
    ago: day + 200,
    reactions: [
      { emoji: "🚀", count: 4, users: [ME, JON, MIA, LEILA] },
      { emoji: "👏", count: 2, users: [JON, WEI] },
      { emoji: ":party_parrot:", count: 1, users: [LONG] },
    ],
    files: [
      {
        id: idOf(1),
        name: "load-test-p99.png",
        media_type: "image/png",
        size: 182_344,
        kind: "other",
        image: null,
        url: "https://files.example.com/a",
      },
      {
        id: idOf(2),
        name: "a-really-long-file-name-that-somebody-exported-from-a-tool-2026-11-21-final-v3.tar.gz",
        media_type: "",
        size: 0,
        kind: "other",
        image: null,
        url: "https://files.example.com/b",
      },
    ],
  });
  said(server, room, ME, "🎉", { ago: day + 198 });
  const rich = said(
    server,
    room,
    JON,
    "The resume path now reads from the ring first. @priya could you look at resume.rs?",
    {
      ago: 130,
      mentions: { users: [PRIYA], room: false, here: [] },
      document: document(
        p(
          text("The resume path now reads from the ring first. "),
          mention(PRIYA, "priya"),
          text(" could you look at "),
          code("resume.rs"),
          text("?"),
        ),
        {
          type: "code",
          data: {
            language: "rust",
            text: "let missed = ring.after(head)?;\nif missed.len() > 500 { return Refetch }\n// a rather long line so that the box has to scroll sideways instead of breaking the layout of the page\n",
          },
        },
      ),
    },
  );
  answered(server, rich, [
    { author: PRIYA, ago: 121, text: "Reads well. One question: what if the ring wrapped while we were copying?" },
    {
      author: JON,
      ago: 114,
      text: "Heads are checked again under the lock, so we fall back to the log.",
      change: { reactions: [{ emoji: "✅", count: 2, users: [ME, PRIYA] }] },
    },
    { author: ME, ago: 112, text: "Then I am happy. Merging after lunch." },
  ]);
  said(server, room, JON, "Numbers before and after are in the pull request.", { ago: 129 });
  said(server, room, ME, "before | after", {
    ago: 100,
    edited_at: new Date().toISOString(),
    document: document(
      { type: "heading", data: { level: 2, content: [text("What is left")] } },
      {
        type: "list",
        data: {
          start: null,
          items: [
            { done: true, blocks: [p(text("Freeze the branch"))] },
            {
              done: false,
              blocks: [p({ type: "strong", data: [text("Release notes")] }, text(" by "), mention(MIA, "mia"))],
            },
          ],
        },
      },
      {
        type: "quote",
        data: [p(text("No deploys on Friday, "), { type: "emphasis", data: [text("please")] }, text("."))],
      },
      {
        type: "table",
        data: {
          columns: ["left", "right"],
          head: [{ content: [text("Part")] }, { content: [text("p99")] }],
          rows: [
            { cells: [{ content: [text("Fan-out")] }, { content: [text("38 ms")] }] },
            { cells: [{ content: [text("Resume")] }, { content: [text("4 ms")] }] },
          ],
        },
      },
      p(
        text("See "),
        { type: "link", data: { url: "https://example.com", content: [text("the dashboard")] } },
        text(" and "),
        { type: "room_link", data: { room, name: "launch-week" } },
        text(". "),
        { type: "emoji", data: "tada" },
        { type: "strike", data: [text("done")] },
      ),
    ),
  });
  server.workspace.acts.answer({ name: "PUT messages :id pin", id: green.id, who: "", user: MIA, body: null });
  server.workspace.acts.answer({ name: "PUT messages :id pin", id: rich.id, who: "", user: LONG, body: null });
  server.workspace.acts.save(ME, rich.id, true);
  for (let i = 0; i < 24; i += 1) server.workspace.acts.react(idOf(0x120 + i), green.id, "💯", true);
  const typo = said(server, room, ME, "Release candiate 3 goes out at noon, watch the error rate.", { ago: 98 });
  server.workspace.acts.edit(ME, typo.id, "Release candidate 3 goes out at noon, watch the error rate.");
  server.workspace.acts.edit(
    ME,
    typo.id,
    "Release candidate 3 goes out at 13:00, please watch the error rate with me.",
  );
  server.workspace.mark(ME, room, green.position ?? 0);
  server.workspace.marks.set(`${room} ${ME}`, server.workspace.room(room).room.last_position);
  said(server, room, MIA, "@ada the release notes are ready for you 🙏", {
    ago: 12,
    document: document(p(mention(ME, "ada"), text(" the release notes are ready for you 🙏"))),
    files: [
      {
        id: idOf(3),
        name: "release-notes-2.0.md",
        media_type: "text/markdown",
        size: 14_336,
        kind: "other",
        image: null,
        url: "https://files.example.com/c",
      },
    ],
  });
  said(server, room, GITHUB, "Merged #482 Resume from ring into main by jon · 14 checks passed", {
    ago: 11,
    document: document(
      p(
        text("Merged "),
        { type: "strong", data: [text("#482 Resume from ring")] },
        text(" into main by jon · 14 checks passed"),
      ),
    ),
  });
}

/** Older messages of everybody, before those of the launch. */
function addHistory(server: FakeServer, count: number): void {
  const random = seeded(7);
  const words =
    "the relay holds every message until each device has it and then some more words follow to make lines of different length".split(
      " ",
    );
  const { room } = server.workspace.createRoom(JON, { id: idOf(0x202), name: "history" });
  for (const user of [ME, MIA, PRIYA]) server.workspace.addMember(room.id, user);
  for (let i = 0; i < count; i += 1) {
    const author = [JON, MIA, PRIYA, ME][Math.floor(random() * 4)] ?? JON;
    const length = 3 + Math.floor(random() ** 3 * 160);
    const line = Array.from({ length }, () => words[Math.floor(random() * words.length)]).join(" ");
    const held = server.workspace.room(room.id);
    const { answer } = server.workspace.send(author, room.id, `${i + 1}. ${line}`, `h${i}`);
    const position = answer.message.position ?? 0;
    held.messages[position - 1] = {
      ...answer.message,
      created_at: new Date(Date.now() - (count - i) * 4 * MINUTE).toISOString(),
    };
  }
  server.workspace.marks.set(`${room.id} ${ME}`, count);
}

/** Something new in other rooms and direct ones, in threads and in the caller's lists. */
function addElsewhere(server: FakeServer): void {
  const { workspace } = server;
  addFiles(server);
  const named = [...workspace.rooms.values()].filter((held) => held.members.has(ME) && held.room.id !== LAUNCH);
  const general = named.find((held) => held.room.name === "general");
  const incidents = named.find((held) => held.room.name === "incidents");
  if (general) addThread(server, general.room.id);
  if (general) said(server, general.room.id, MIA, "Lunch at one?", { ago: 30 });
  if (incidents) {
    workspace.addMember(incidents.room.id, ME);
    said(server, incidents.room.id, MIA, "@ada can you take the pager?", { ago: 25 });
  }
  const direct = (others: string[]) => {
    const { room } = workspace.createRoom(ME, { kind: "direct", name: "", direct_users: [ME, ...others].sort() });
    for (const user of others) workspace.addMember(room.id, user);
    return room.id;
  };
  const mia = direct([MIA]);
  for (const line of ["Hi!", "Do you have a minute?", "It is about the launch."])
    said(server, mia, MIA, line, { ago: 9 });
  said(server, direct([JON]), ME, "Thanks, that helped.", { ago: 400 });
  said(server, direct([PRIYA, LONG]), ME, "Shall we meet at three?", { ago: 900 });
  direct([LEILA]);
}

function addThread(server: FakeServer, room: string): void {
  for (const user of [JON, PRIYA, LEILA]) server.workspace.addMember(room, user);
  const root = said(server, room, ME, "Where shall we hold the retrospective? The small room is taken on Friday.", {
    ago: 300,
  });
  answered(server, root, [
    { author: JON, ago: 280, text: "The kitchen works if we are fewer than ten." },
    { author: JON, ago: 279, text: "Or we do it outside, it will be warm." },
    { author: PRIYA, ago: 200, text: "Outside +1" },
    { author: LEILA, ago: 40, text: "أفضّل الحديقة، لكن نحتاج شاشة." },
    { author: PRIYA, ago: 20, text: "@ada can you bring the projector? We can put it under the roof by the door." },
  ]);
  server.workspace.threads.read(ME, root.id, 3);
  server.workspace.acts.save(ME, root.id, true);
}

function addFiles(server: FakeServer): void {
  const { images, others } = uploads(server);
  const send = (author: string, text: string, files: string[], ago: number) => {
    const { answer } = server.workspace.send(author, LAUNCH, text, `f${ago}`, { files });
    server.workspace.replace({
      ...answer.message,
      created_at: new Date(Date.now() - ago * MINUTE).toISOString(),
    });
  };
  send(PRIYA, "Graphs of the last run", images, 8);
  send(LONG, "And the rest of what I have", others, 7);
}
