import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Failure } from "../api/problems";
import type { ClientFrame, ServerFrame } from "../api/wire";
import { Socket, type WireListener } from "./socket";

interface Opened {
  listener: WireListener;
  sent: ClientFrame[];
  closed: boolean;
}

let wires: Opened[] = [];
let heard: string[] = [];
let signedOut: Failure | null = null;
let minted = 0;
let socket: Socket;

beforeEach(() => {
  vi.useFakeTimers();
  wires = [];
  heard = [];
  signedOut = null;
  minted = 0;
  socket = new Socket(
    {
      open: (listener) => {
        const wire: Opened = { listener, sent: [], closed: false };
        wires.push(wire);
        return {
          send: (text) => wire.sent.push(JSON.parse(text)),
          close: () => {
            wire.closed = true;
          },
        };
      },
      token: async () => `token-${minted}`,
      mint: async () => {
        if (signedOut) throw signedOut;
        minted += 1;
      },
      refreshInMs: () => 540_000,
      random: () => 0.5,
    },
    {
      phase: (phase) => heard.push(phase),
      ready: () => heard.push("ready"),
      frame: (frame) => heard.push(frame.type),
      lost: () => heard.push("lost"),
      signedOut: () => heard.push("signed out"),
    },
  );
});

afterEach(() => {
  socket.stop();
  vi.useRealTimers();
});

const ticks = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const last = () => wires.at(-1) as Opened;
const push = (frame: ServerFrame) => last().listener.message(JSON.stringify(frame));
const types = () => last().sent.map((frame) => frame.type);

async function live(): Promise<void> {
  if (wires.length === 0) socket.start();
  await ticks(0);
  push({ type: "hello", data: { version: "0.1.0" } });
  push({ type: "ready", data: { session: "s", epoch: "e", heartbeat_ms: 25_000 } });
}

describe("the socket", () => {
  it("proves who it is after hello, and is online after ready", async () => {
    await live();
    expect(last().sent).toEqual([{ type: "auth", data: { token: "token-0" } }]);
    expect(heard).toEqual(["online", "ready"]);
  });

  it("beats every 25 s, and gives a silent connection up after 10 s more", async () => {
    await live();
    await ticks(25_000);
    expect(types()).toEqual(["auth", "heartbeat"]);
    push({ type: "heartbeat" });
    await ticks(24_900);
    expect(last().closed).toBe(false);
    await ticks(10_200);
    expect(wires[0]?.closed).toBe(true);
    expect(heard).toContain("lost");
  });

  it("comes back after a loss, with growing waits and jitter", async () => {
    socket.start();
    const waits: number[] = [];
    for (let loss = 0; loss < 4; loss += 1) {
      await ticks(0);
      const before = wires.length;
      const from = Date.now();
      last().listener.closed(1006);
      while (wires.length === before) await ticks(10);
      waits.push(Date.now() - from);
    }
    expect(waits).toEqual([250, 500, 1_000, 2_000]);
  });

  it("waits as long as bye asks", async () => {
    await live();
    push({ type: "bye", data: { code: "restart", after_ms: 7_000 } });
    last().listener.closed(1012);
    await ticks(6_900);
    expect(wires).toHaveLength(1);
    await ticks(200);
    expect(wires).toHaveLength(2);
  });

  it.each([4401, 4403])("refreshes once after %i, and gives up when it is refused again", async (code) => {
    await live();
    last().listener.closed(code);
    await ticks(1_000);
    expect(minted).toBe(1);
    expect(wires).toHaveLength(2);
    last().listener.closed(code);
    await ticks(60_000);
    expect(heard.at(-1)).toBe("signed out");
    expect(wires).toHaveLength(2);
  });

  it("signs out when the session has ended", async () => {
    await live();
    signedOut = new Failure("not_signed_in", 401);
    last().listener.closed(4403);
    await ticks(60_000);
    expect(heard.at(-1)).toBe("signed out");
    expect(wires).toHaveLength(1);
  });

  it("stays away when the protocol is retired", async () => {
    await live();
    last().listener.closed(4010);
    await ticks(600_000);
    socket.wake();
    await ticks(600_000);
    expect(heard.at(-1)).toBe("retired");
    expect(wires).toHaveLength(1);
  });

  it("waits when it was too much", async () => {
    await live();
    last().listener.closed(4029);
    await ticks(4_900);
    expect(wires).toHaveLength(1);
    await ticks(1_000);
    expect(wires).toHaveLength(2);
  });

  it("tries at once when the network is back", async () => {
    socket.start();
    for (let loss = 0; loss < 8; loss += 1) {
      await ticks(0);
      last().listener.closed(1006);
      if (loss < 7) await ticks(60_000);
    }
    socket.networkLost();
    expect(heard.at(-1)).toBe("offline");
    const before = wires.length;
    socket.wake();
    await ticks(1);
    expect(wires).toHaveLength(before + 1);
  });

  it("renews its token on the open connection", async () => {
    await live();
    for (let beat = 0; beat < 22; beat += 1) {
      await ticks(25_000);
      push({ type: "heartbeat" });
    }
    expect(types()).toContain("reauth");
    expect(wires).toHaveLength(1);
  });

  it("gives a connection up that never becomes ready, or that speaks no JSON", async () => {
    socket.start();
    await ticks(11_000);
    expect(wires[0]?.closed).toBe(true);
    await ticks(2_000);
    last().listener.message("<html>");
    expect(wires[1]?.closed).toBe(true);
  });
});
