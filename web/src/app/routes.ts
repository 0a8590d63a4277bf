/** Every address of the app. */
export const ROUTES = {
  home: "/",
  signIn: "/sign-in",
  register: "/register",
  setup: "/setup",
  claim: "/claim",
  browse: "/rooms",
  threads: "/threads",
  mentions: "/mentions",
  saved: "/saved",
  search: "/search",
  room: "/rooms/:room",
  message: "/rooms/:room/messages/:message",
  thread: "/rooms/:room/threads/:root/:reply?",
} as const;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function isId(text: string | undefined): text is string {
  return text !== undefined && UUID.test(text);
}

export function roomPath(room: string): string {
  return `/rooms/${room}`;
}

/** The room that an address is about; null for all others. */
export function roomOfPath(path: string): string | null {
  const room = /^\/rooms\/([^/]+)/.exec(path)?.[1];
  return isId(room) ? room : null;
}

/** The thread that an address is about; null for all others. */
export function threadOfPath(path: string): { root: string; reply: string | null } | null {
  const [, root, reply] = /^\/rooms\/[^/]+\/threads\/([^/]+)(?:\/([^/]+))?$/.exec(path) ?? [];
  return isId(root) ? { root, reply: isId(reply) ? reply : null } : null;
}

const LAST_ROOM = "relaydesk.last_room";

/** Keeps where this person was, for the next start. */
export function keepLastRoom(room: string): void {
  try {
    localStorage.setItem(LAST_ROOM, room);
  } catch {
    // Storage is closed to us: the next start begins elsewhere.
  }
}

export function lastRoom(): string | null {
  try {
    return localStorage.getItem(LAST_ROOM);
  } catch {
    return null;
  }
}
