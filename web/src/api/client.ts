/**
 * The one way to the server's REST interface.
 *
 * Owns the access token, which lives in memory only: it is minted through the session cookie, one mint at a time, a
 * minute before it ends and once more after a 401. Every failure leaves here as a `Failure` (see `problems.ts`). It
 * never touches a store.
 */
import createClient, { type Client } from "openapi-fetch";
import { asFailure, Failure, failureOf } from "./problems";
import type { paths } from "./schema";
import type { SignedIn } from "./wire";

/** What the client needs of the world. */
export interface ApiWorld {
  /** Where the server is, for example `https://chat.example.org`. */
  origin: string;
  fetch: (request: Request) => Promise<Response>;
  now: () => number;
  /** Called with every token that was minted: another tab may have signed in as somebody else. */
  minted?: (signedIn: SignedIn) => void;
}

/** Shortest and longest time that a token is trusted, whatever the clocks say. */
const TOKEN_MIN_MS = 30_000;
const TOKEN_MAX_MS = 600_000;
/** A token is replaced this long before it ends. */
const REFRESH_EARLY_MS = 60_000;
/** A request without an answer after this long counts as lost. */
const REQUEST_TIMEOUT_MS = 20_000;

interface HeldToken {
  token: string;
  /** On this machine's clock. */
  endsAt: number;
}

export interface Api {
  /** Requests that carry the access token. Wrap each in `answer`. */
  readonly rest: Client<paths>;
  /** Requests that need no session: set-up, sign-in, register, claims, the workspace. Wrap each in `answer`. */
  readonly open: Client<paths>;
  /** Takes the token that came with a sign-in. */
  adopt(signedIn: SignedIn): void;
  /** A token that holds for another minute, minted if need be. Throws `not_signed_in` when the session is over. */
  token(): Promise<string>;
  /** Mints anew through the session cookie, also when the held token looks good. */
  mint(): Promise<SignedIn>;
  /** When the held token is due to be replaced, in milliseconds from now; null without one. */
  refreshInMs(): number | null;
  /** Forgets the token. */
  forget(): void;
}

export function createApi(world: ApiWorld): Api {
  let held: HeldToken | null = null;
  let minting: Promise<SignedIn> | null = null;
  // Moves at every sign-in and sign-out, so that a mint from before cannot bring an old session back.
  let generation = 0;

  const open = createClient<paths>({ baseUrl: world.origin, fetch: (request) => timed(world, request) });
  const rest = createClient<paths>({ baseUrl: world.origin, fetch: (request) => withToken(request) });

  function hold(signedIn: SignedIn): void {
    const life = Date.parse(signedIn.access_token.expires_at) - world.now();
    held = {
      token: signedIn.access_token.token,
      endsAt: world.now() + Math.min(Math.max(life, TOKEN_MIN_MS + REFRESH_EARLY_MS), TOKEN_MAX_MS),
    };
  }

  async function mintOnce(): Promise<SignedIn> {
    const mine = generation;
    const signedIn = await answer(open.POST("/api/v1/access-tokens"));
    if (mine !== generation) throw new Failure("not_signed_in", 401);
    hold(signedIn);
    world.minted?.(signedIn);
    return signedIn;
  }

  function mint(): Promise<SignedIn> {
    const shared: Promise<SignedIn> =
      minting ??
      mintOnce().finally(() => {
        if (minting === shared) minting = null;
      });
    minting = shared;
    return shared;
  }

  /** Whatever is being minted is of the session before. */
  function turn(): void {
    generation += 1;
    minting = null;
  }

  async function token(): Promise<string> {
    if (held && held.endsAt - world.now() > REFRESH_EARLY_MS) return held.token;
    return (await mint()).access_token.token;
  }

  async function withToken(request: Request): Promise<Response> {
    const again = request.clone();
    const first = await token();
    const response = await timed(world, bearing(request, first));
    if (response.status !== 401) return response;
    // Somebody else may have replaced the token while this request was on its way.
    const second = held && held.token !== first ? held.token : (await mint()).access_token.token;
    return timed(world, bearing(again, second));
  }

  return {
    rest,
    open,
    token,
    mint,
    adopt(signedIn) {
      turn();
      hold(signedIn);
    },
    refreshInMs: () => (held ? Math.max(0, held.endsAt - REFRESH_EARLY_MS - world.now()) : null),
    forget() {
      turn();
      held = null;
    },
  };
}

/** Waits for a request and gives its body, or throws a `Failure`. */
export async function answer<T>(request: Promise<{ data?: T; error?: unknown; response: Response }>): Promise<T> {
  let settled: { data?: T; error?: unknown; response: Response };
  try {
    settled = await request;
  } catch (thrown) {
    throw thrown instanceof SyntaxError ? new Failure("bad_answer", 0) : asFailure(thrown);
  }
  if (!settled.response.ok) throw failureOf(settled.response.status, settled.error);
  // A 204 has no body; its type is `undefined`, which `T` then includes.
  return settled.data as T;
}

function bearing(request: Request, token: string): Request {
  request.headers.set("Authorization", `Bearer ${token}`);
  return request;
}

/** Sends, and gives up after a while: a request that hangs would hold back everything queued behind it. */
async function timed(world: ApiWorld, request: Request): Promise<Response> {
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), REQUEST_TIMEOUT_MS);
  try {
    return await world.fetch(new Request(request, { signal: stop.signal }));
  } finally {
    clearTimeout(timer);
  }
}
