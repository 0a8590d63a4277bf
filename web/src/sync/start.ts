/**
 * Where the app meets the machinery.
 *
 * - `startSync()` once when the page loads: shows the local copy at once, tries the session cookie, and says through
 *   `useSession()` whether somebody is signed in.
 * - `startSync(signedIn)` with the answer of a sign-in, registration, set-up or claim (made with `api.open`).
 * - `signOut()` ends the session and wipes what is stored; `stopSync()` only stops.
 *
 * What a person does (send, load, open, mark, join …) is in `actions.ts`; what is shown comes from the hooks of
 * `stores/`.
 */
import { sendByXhr } from "../api/bytes";
import { type Api, answer, createApi } from "../api/client";
import { asFailure } from "../api/problems";
import type { SignedIn } from "../api/wire";
import { attachments } from "../stores/attachments";
import { connection } from "../stores/connection";
import { typed } from "../stores/drafts";
import { entities } from "../stores/entities";
import { presence } from "../stores/presence";
import { session } from "../stores/session";
import { signs } from "../stores/typing";
import { fullJitterMs } from "./backoff";
import { Cache } from "./cache";
import { Sync } from "./engine";
import { listenToPage } from "./page";
import type { Wire, WireListener } from "./socket";
import { openStorage, type Storage } from "./storage";
import { openTabs, type Tabs } from "./tabs";
import { tabMemory } from "./unfinished";

const NAME = "relaydesk";

/** The app's way to the server. Features use `api.open` and `api.rest`, each wrapped in `answer`. */
export const api: Api = createApi({
  origin: globalThis.location?.origin ?? "http://localhost",
  fetch: (request) => fetch(request),
  now: () => Date.now(),
  minted: (signedIn) => identityIs(signedIn),
});

let sync: Sync | null = null;
let storage: Storage | null = null;
let tabs: Tabs | null = null;
let unlisten: () => void = () => {};
/** Moves with every start and stop, so that a start that was overtaken ends quietly. */
let generation = 0;

/** The running machinery. Throws when nobody is signed in: a mistake of the caller's. */
export function running(): Sync {
  if (!sync) throw new Error("Nobody is signed in: startSync() comes first.");
  return sync;
}

/** The same for what the screen tells on its own, which may come a moment too late: null when nobody is signed in. */
export function runningNow(): Sync | null {
  return sync;
}

/** Starts for whom the session cookie names, or for whoever has just signed in. */
export async function startSync(signedIn?: SignedIn): Promise<void> {
  stopSync();
  const mine = generation;
  storage ??= await openStorage(NAME);
  let copy = await Cache.read(storage).catch(() => null);
  if (mine !== generation) return;
  if (signedIn) {
    api.adopt(signedIn);
    if (copy && copy.me !== signedIn.user.id) {
      copy = null;
      await storage.wipe().catch(() => {});
    }
  }
  const user = signedIn?.user.id ?? copy?.me ?? (await byCookie(mine));
  if (mine !== generation || user === null) return;
  entities.setState({ me: user });
  launch();
  session.setState({ status: "signed_in", user }, true);
  rememberSession(true);
  await sync?.start(copy);
}

/** Stops; what is stored stays for the next start. */
export function stopSync(): void {
  generation += 1;
  unlisten();
  unlisten = () => {};
  sync?.stop();
  sync = null;
  tabs = null;
}

/** Ends the session on the server, and wipes what this browser holds also when the server cannot be reached. */
export async function signOut(): Promise<void> {
  // The other tabs first: with the session gone, each would ask in vain for a token.
  tabs?.tell({ type: "signed_out" });
  const ending = answer(api.rest.DELETE("/api/v1/sessions/current")).catch(() => {});
  await Promise.race([ending, new Promise((resolve) => setTimeout(resolve, 3_000))]);
  await leave(false);
}

async function leave(ended: boolean): Promise<void> {
  stopSync();
  api.forget();
  rememberSession(false);
  tabMemory.write("", []);
  session.setState({ status: "signed_out", ended }, true);
  await storage?.wipe().catch(() => {});
}

function launch(): void {
  const opened = openTabs(NAME);
  tabs = opened;
  if (!storage) return;
  const started = new Sync({
    api,
    sendBytes: sendByXhr,
    storage,
    memory: tabMemory,
    tabs: opened,
    stores: { state: entities, presence, signs, connection, typed, attachments },
    openWire,
    now: () => Date.now(),
    random: () => Math.random(),
    newKey,
    onSignedOut: () => void leave(true),
  });
  sync = started;
  unlisten = listenToPage(started);
}

function openWire(listener: WireListener): Wire {
  const socket = new WebSocket(`${location.origin.replace(/^http/, "ws")}/api/v1/socket`);
  socket.onmessage = ({ data }) => listener.message(data);
  socket.onclose = ({ code }) => listener.closed(code);
  return socket;
}

/** Who the cookie says we are; null when nobody. Without a network it tries until there is one. */
async function byCookie(mine: number): Promise<string | null> {
  if (!mayHaveSession()) {
    session.setState({ status: "signed_out", ended: false }, true);
    return null;
  }
  for (let tries = 0; mine === generation; tries += 1) {
    try {
      return (await api.mint()).user.id;
    } catch (thrown) {
      if (mine !== generation) return null;
      if (!asFailure(thrown).passing) {
        rememberSession(false);
        session.setState({ status: "signed_out", ended: false }, true);
        return null;
      }
      connection.setState({ phase: "connecting" });
      await new Promise((resolve) => setTimeout(resolve, fullJitterMs(tries, Math.random)));
    }
  }
  return null;
}

/** The cookie cannot be read from here: this note spares a browser that never signed in a request that must fail. */
const SESSION_NOTE = "relaydesk.session";

function rememberSession(there: boolean): void {
  try {
    if (there) localStorage.setItem(SESSION_NOTE, "here");
    else localStorage.removeItem(SESSION_NOTE);
  } catch {
    // Storage is closed to us: the cookie is tried every time.
  }
}

function mayHaveSession(): boolean {
  try {
    return localStorage.getItem(SESSION_NOTE) !== null;
  } catch {
    return true;
  }
}

/** Another tab signed in as somebody else: this one follows. */
function identityIs(signedIn: SignedIn): void {
  const { me } = entities.getState();
  if (sync && me !== "" && me !== signedIn.user.id) void startSync(signedIn);
}

/** 128 random bits; `crypto.randomUUID` is missing on pages over plain http. */
function newKey(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
