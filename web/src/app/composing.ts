/** What composers ask of the app around them: pages, dialogs, other features. */
import { navigate } from "wouter/use-browser-location";
import type { ComposerActs } from "../features/composer/actions";
import { leave } from "../features/rooms/actions";
import { editLast } from "../features/timeline/actions";
import { entities } from "../stores/entities";
import { roomTitle } from "../stores/titles";
import { openSearch } from "./places";
import { ROUTES, roomPath } from "./routes";
import { openDialog } from "./view";

export const COMPOSER_ACTS: ComposerActs = {
  editLast,
  search: (words) => void openSearch({ room: null, words }),
  openShortcuts: () => openDialog({ name: "shortcuts" }),
  goToRoom: (room) => navigate(roomPath(room)),
  leaveRoom(room) {
    const { rooms, users, me } = entities.getState();
    const entry = rooms[room];
    if (entry === undefined) return;
    navigate(ROUTES.home);
    void leave(room, roomTitle(entry.room, users, me), entry.room.kind === "public");
  },
};
