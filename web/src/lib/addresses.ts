/** Addresses of what a room holds, as the routes of the app spell them. */

export function messagePath(room: string, message: string): string {
  return `/rooms/${room}/messages/${message}`;
}

/** A thread beside its room; at one of its replies. */
export function threadPath(room: string, root: string, reply: string | null = null): string {
  return `/rooms/${room}/threads/${root}${reply === null ? "" : `/${reply}`}`;
}

/** Where a message stands: in its room, or else in its thread. */
export function pathOfMessage({ room, id, position, reply }: Placed): string {
  return position === null && reply !== null ? threadPath(room, reply.root, id) : messagePath(room, id);
}

interface Placed {
  room: string;
  id: string;
  position: number | null;
  reply: { root: string } | null;
}

/** The path of an address in this workspace's rooms; null when it leads elsewhere. */
export function pathHere(address: string): string | null {
  const url = URL.parse(address);
  return url?.origin === location.origin && url.pathname.startsWith("/rooms/") ? url.pathname : null;
}
