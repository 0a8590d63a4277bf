import { afterEach, describe, expect, it, vi } from "vitest";
import { answer, createApi } from "./client";
import { asFailure, Failure, failureOf } from "./problems";

const HOUR = 3_600_000;

function aServer(handle: (request: Request) => Promise<Response> | Response) {
  const seen: string[] = [];
  let clock = Date.UTC(2026, 2, 1);
  let tokens = 0;
  const api = createApi({
    origin: "http://chat.test",
    now: () => clock,
    fetch: async (request) => {
      const path = new URL(request.url).pathname.replace("/api/v1", "");
      seen.push(`${path} ${request.headers.get("Authorization") ?? "-"}`);
      if (path !== "/access-tokens") return handle(request);
      tokens += 1;
      const access_token = { token: `t${tokens}`, expires_at: new Date(clock + 600_000).toISOString() };
      return Response.json({ user: { id: "ana" }, session: "s", access_token });
    },
  });
  return { api, seen, pass: (ms: number) => (clock += ms) };
}

const ok = () => Response.json({ sessions: [] });
const refused = (status: number, code: string, more = {}) =>
  Response.json({ type: "", title: "", status, detail: "Because.", code, request_id: "r1", ...more }, { status });

afterEach(() => vi.useRealTimers());

describe("the client", () => {
  it("mints one token for many requests, and another a minute before it ends", async () => {
    const { api, seen, pass } = aServer(ok);
    await Promise.all([1, 2, 3].map(() => answer(api.rest.GET("/api/v1/sessions"))));
    expect(seen.filter((line) => line.startsWith("/access-tokens"))).toHaveLength(1);
    pass(530_000);
    await answer(api.rest.GET("/api/v1/sessions"));
    pass(20_000);
    await answer(api.rest.GET("/api/v1/sessions"));
    expect(seen.filter((line) => line.startsWith("/access-tokens"))).toHaveLength(2);
    expect(seen.at(-1)).toBe("/sessions Bearer t2");
  });

  it("mints once more after a 401, and sends the body again", async () => {
    const bodies: string[] = [];
    const { api, seen } = aServer(async (request) => {
      bodies.push(await request.text());
      return request.headers.get("Authorization") === "Bearer t1" ? refused(401, "not_signed_in") : ok();
    });
    await answer(api.rest.POST("/api/v1/rooms", { body: { kind: "public", name: "general" } }));
    expect(seen).toEqual(["/access-tokens -", "/rooms Bearer t1", "/access-tokens -", "/rooms Bearer t2"]);
    expect(bodies[1]).toBe(bodies[0]);
    expect(bodies[1]).toContain("general");
  });

  it("gives up after the second 401", async () => {
    const { api, seen } = aServer(() => refused(401, "not_signed_in"));
    await expect(answer(api.rest.GET("/api/v1/sessions"))).rejects.toMatchObject({ code: "not_signed_in" });
    expect(seen).toHaveLength(4);
  });

  it("does not mint for each request when the clocks differ by hours", async () => {
    for (const hours of [-3, 3]) {
      let minted = 0;
      const api = createApi({
        origin: "http://chat.test",
        now: () => Date.UTC(2026, 2, 1),
        fetch: async (request) => {
          if (!request.url.endsWith("/access-tokens")) return ok();
          minted += 1;
          const expires_at = new Date(Date.UTC(2026, 2, 1) + hours * HOUR).toISOString();
          return Response.json({ user: { id: "ana" }, session: "s", access_token: { token: "t", expires_at } });
        },
      });
      for (let count = 0; count < 5; count += 1) await answer(api.rest.GET("/api/v1/sessions"));
      expect(minted).toBe(1);
    }
  });

  it("never takes a token of a session that was left meanwhile", async () => {
    const { api } = aServer(ok);
    const minting = api.token();
    api.forget();
    await expect(minting).rejects.toMatchObject({ code: "not_signed_in" });
    expect(api.refreshInMs()).toBeNull();
  });

  it("tells every failure by one code and a sentence", async () => {
    const cases: [() => Response, string, boolean][] = [
      [() => refused(404, "not_found"), "not_found", false],
      [() => refused(503, "busy", { retry_after_ms: 250 }), "busy", true],
      [() => refused(507, "storage_full"), "storage_full", true],
      [() => new Response("<h1>Bad gateway</h1>", { status: 502 }), "unavailable", true],
      [() => new Response("teapot", { status: 418 }), "bad_answer", false],
      [() => new Response("<html>", { headers: { "Content-Type": "application/json" } }), "bad_answer", true],
      [
        () => {
          throw new TypeError("fetch failed");
        },
        "network",
        true,
      ],
    ];
    for (const [handle, code, passing] of cases) {
      const { api } = aServer(handle);
      const failure = await answer(api.rest.GET("/api/v1/sessions")).catch(asFailure);
      expect(failure).toBeInstanceOf(Failure);
      expect(failure).toMatchObject({ code, passing });
      expect((failure as Failure).message).toMatch(/^[A-Z].*\.$/);
    }
  });

  it("gives a request up that gets no answer", async () => {
    vi.useFakeTimers();
    const { api } = aServer(
      (request) =>
        new Promise((_resolve, reject) => request.signal.addEventListener("abort", () => reject(new Error()))),
    );
    const asked = answer(api.rest.GET("/api/v1/sessions")).catch(asFailure);
    await vi.advanceTimersByTimeAsync(21_000);
    expect(await asked).toMatchObject({ code: "network" });
  });
});

describe("a failure", () => {
  it("says what the server says where that is more", () => {
    const problem = { type: "", title: "", status: 422, detail: "A name has 1 to 80 characters.", request_id: "r" };
    const fields = [{ field: "name", detail: "Too long." }];
    const failure = failureOf(422, { ...problem, code: "invalid", fields });
    expect(failure.message).toBe("A name has 1 to 80 characters.");
    expect(failure.fields).toEqual(fields);
    expect(failureOf(404, { ...problem, code: "not_found" }).message).toBe(
      "This is not here any more, or you may not see it.",
    );
  });
});
