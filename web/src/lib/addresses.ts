/** Addresses of what a room holds, as the routes of the app spell them. */

export function messagePath(room: string, message: string): string {
  return `/rooms/${room}/messages/${message}`;
}
