/** What a room is called: its name, or the people of a direct room. Hook for components: `useRoomTitle(room)`. */
import type { Room, User, UserId } from "../api/wire";
import { useEntities } from "./entities";
import { directPartners } from "./rooms";

/** Names listed for a direct room of many. */
const MOST_NAMES = 4;

export function roomTitle(room: Room, users: Record<UserId, User>, me: UserId): string {
  if (room.kind !== "direct") return room.name;
  const partners = directPartners(room, me);
  if (partners.length === 1 && partners[0] === me) return `${users[me]?.display_name ?? "You"} (you)`;
  const names = partners.map((id) => users[id]?.display_name ?? "…");
  if (names.length <= MOST_NAMES) return names.join(", ");
  return `${names.slice(0, MOST_NAMES - 1).join(", ")} and ${names.length - MOST_NAMES + 1} more`;
}

export function useRoomTitle(room: Room): string {
  return useEntities((state) => roomTitle(room, state.users, state.me));
}
