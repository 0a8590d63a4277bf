import { expect, test } from "vitest";
import type { Message } from "../../api/wire";
import { inRoom, type Row } from "../../stores/messages";
import { ANA, aMessage, BEN, CARA, idOf } from "../../testing/builders";
import { layOut } from "./layout";

const ROOM = idOf(0x600);
const HOUR = 3_600_000;

/** A message at a position, this many minutes after noon. */
function row(position: number, minutes: number, change: Partial<Message> = {}): Row {
  const created_at = new Date(new Date(2026, 2, 10, 12).getTime() + minutes * 60_000).toISOString();
  const message = aMessage(ROOM, position, { created_at, ...change });
  return { kind: "message", key: message.id, message };
}

const input = { hasOlder: false, boundary: null, me: ANA, placeOf: inRoom };

test("messages of one author within five minutes stand under one name", () => {
  const rows = [row(1, 0), row(2, 4), row(3, 9.5), row(4, 10, { author: CARA })];
  expect(layOut({ ...input, rows }).map((laid) => laid.grouped)).toEqual([false, true, false, false]);
});

test("each day has its separator, the first row too", () => {
  const rows = [row(1, 0), row(2, 1), row(3, 24 * 60)];
  expect(layOut({ ...input, rows }).map((laid) => laid.day !== null)).toEqual([true, false, true]);
});

test("the New line stands once, above the first message of somebody else after the mark", () => {
  const rows = [row(1, 0), row(2, 1, { author: ANA }), row(3, 2), row(4, 3)];
  expect(layOut({ ...input, rows, boundary: { after: 1, byHand: false } }).map((laid) => laid.first)).toEqual([
    false,
    false,
    true,
    false,
  ]);
  expect(layOut({ ...input, rows, boundary: null }).some((laid) => laid.first)).toBe(false);
});

test("a New line that was put by hand may stand above what the reader wrote", () => {
  const rows = [row(1, 0), row(2, 1, { author: ANA }), row(3, 2)];
  const laid = layOut({ ...input, rows, boundary: { after: 1, byHand: true } });
  expect(laid.map((one) => one.first)).toEqual([false, true, false]);
});

test("a row under the New line has a name of its own", () => {
  const rows = [row(1, 0), row(2, 1)];
  expect(layOut({ ...input, rows, boundary: { after: 1, byHand: false } })[1]?.grouped).toBe(false);
});

test("an older page changes nothing of the rows that stood there before", () => {
  const newer = [row(5, 10), row(6, 11), row(7, 12, { author: CARA })];
  const older = [row(3, 8), row(4, 9)];
  const before = layOut({ ...input, rows: newer, hasOlder: true });
  const held = new Map(before.map((laid) => [laid.key, laid]));
  const after = layOut({ ...input, rows: [...older, ...newer], hasOlder: true }, held);
  expect(before.map((laid) => laid.key)).toEqual([newer[1]?.key, newer[2]?.key]);
  for (const laid of before) expect(after).toContain(laid);
});

test("a deleted message leaves a trace only where replies hang on it", () => {
  const thread = { reply_count: 1, last_position: 1, last_reply_at: new Date(HOUR).toISOString(), repliers: [BEN] };
  const rows = [
    row(1, 0, { deleted_at: "2026-03-10T12:00:00Z" }),
    row(2, 1, { deleted_at: "2026-03-10T12:00:00Z", thread }),
  ];
  expect(layOut({ ...input, rows }).map((laid) => laid.key)).toEqual([rows[1]?.key]);
});

test("what is on its way is grouped with what I said before", () => {
  const said = row(1, 0, { author: ANA });
  const at = said.kind === "message" ? Date.parse(said.message.created_at) + 60_000 : 0;
  const send = {
    clientKey: "k",
    room: ROOM,
    text: "more",
    replyTo: null,
    alsoInRoom: false,
    files: [],
    at,
    state: "waiting" as const,
    problem: null,
    message: null,
  };
  const rows: Row[] = [said, { kind: "send", key: "k", send }];
  expect(layOut({ ...input, rows })[1]?.grouped).toBe(true);
});
