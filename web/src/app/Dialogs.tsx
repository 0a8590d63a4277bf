/** The one dialog that is open. Each comes in a file of its own, loaded when it is first needed. */
import { useMemo } from "react";
import { entities } from "../stores/entities";
import { roomTitle } from "../stores/titles";
import { lazily } from "../ui/lazily";
import { offered } from "./commands";
import { openSearch } from "./places";
import { shownKeys } from "./shortcuts";
import { closeDialog, useView } from "./view";

export const Switcher = lazily(async () => (await import("../features/sidebar/Switcher")).Switcher);
const CreateRoomDialog = lazily(async () => (await import("../features/rooms/RoomForm")).CreateRoomDialog);
const EditRoomDialog = lazily(async () => (await import("../features/rooms/RoomForm")).EditRoomDialog);
const DirectDialog = lazily(async () => (await import("../features/rooms/DirectDialog")).DirectDialog);
const InviteDialog = lazily(async () => (await import("../features/rooms/InviteDialog")).InviteDialog);
const EmojiDialog = lazily(async () => (await import("../features/emoji/EmojiDialog")).EmojiDialog);
const ShortcutsDialog = lazily(async () => (await import("./HelpDialogs")).ShortcutsDialog);
const InvitePeopleDialog = lazily(async () => (await import("./HelpDialogs")).InvitePeopleDialog);
const ImportDialog = lazily(async () => (await import("./HelpDialogs")).ImportDialog);

export function Dialogs() {
  return <Current />;
}

function Current() {
  const { dialog } = useView();
  if (dialog === null) return null;
  switch (dialog.name) {
    case "switcher":
      return <SwitcherWithCommands />;
    case "create_room":
      return <CreateRoomDialog onClose={closeDialog} />;
    case "new_direct":
      return <DirectDialog onClose={closeDialog} />;
    case "shortcuts":
      return <ShortcutsDialog onClose={closeDialog} />;
    case "invite_people":
      return <InvitePeopleDialog onClose={closeDialog} />;
    case "emoji":
      return <EmojiDialog onClose={closeDialog} />;
    case "import":
      return <ImportDialog onClose={closeDialog} />;
    default:
      return <RoomDialog name={dialog.name} room={dialog.room} />;
  }
}

function SwitcherWithCommands() {
  const commands = useMemo(
    () => offered().map((command) => ({ ...command, keys: command.keys && shownKeys(command.keys) })),
    [],
  );
  return (
    <Switcher commands={commands} onSearch={(words) => void openSearch({ room: null, words })} onClose={closeDialog} />
  );
}

function RoomDialog({ name, room }: { name: "invite" | "edit_room"; room: string }) {
  const { rooms, users, me } = entities.getState();
  const entry = rooms[room];
  if (entry === undefined) return null;
  if (name === "edit_room") return <EditRoomDialog room={entry.room} onClose={closeDialog} />;
  return <InviteDialog entry={entry} title={roomTitle(entry.room, users, me)} onClose={closeDialog} />;
}
