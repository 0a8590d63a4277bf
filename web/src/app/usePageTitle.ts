import { useEffect } from "react";
import { useEntities } from "../stores/entities";
import { mentionsOf, sidebarRooms, unreadOf } from "../stores/rooms";
import { roomTitle } from "../stores/titles";
import { ROUTES, roomOfPath } from "./routes";

const PAGES: Record<string, string> = {
  [ROUTES.browse]: "Browse rooms",
  [ROUTES.threads]: "Threads",
  [ROUTES.mentions]: "Mentions",
  [ROUTES.saved]: "Saved",
  [ROUTES.search]: "Search",
};

/** The page's title: how much concerns you, where you are. */
export function usePageTitle(path: string): void {
  const room = roomOfPath(path);
  const title = useEntities((state) => {
    const concerning = sidebarRooms(state.rooms).reduce(
      (sum, entry) => sum + (entry.room.kind === "direct" ? unreadOf(entry) : mentionsOf(entry)),
      0,
    );
    const entry = room === null ? undefined : state.rooms[room];
    const here = entry && roomTitle(entry.room, state.users, state.me);
    const place = [here ?? PAGES[path], state.workspace?.name ?? "RelayDesk"].filter(Boolean).join(" · ");
    return concerning > 0 ? `(${concerning}) ${place}` : place;
  });
  useEffect(() => {
    document.title = title;
  }, [title]);
}
