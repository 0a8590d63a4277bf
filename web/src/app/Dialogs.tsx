/** The one dialog that is open. Each comes in a file of its own, loaded when it is first needed. */
import { lazy, Suspense, useMemo } from "react";
import { entities } from "../stores/entities";
import { roomTitle } from "../stores/titles";
import { offered } from "./commands";
import { shownKeys } from "./shortcuts";
import { closeDialog, useView } from "./view";

const Switcher = lazy(async () => ({ default: (await import("../features/sidebar/Switcher")).Switcher }));
const CreateRoomDialog = lazy(async () => ({ default: (await import("../features/rooms/RoomForm")).CreateRoomDialog }));
const EditRoomDialog = lazy(async () => ({ default: (await import("../features/rooms/RoomForm")).EditRoomDialog }));
const DirectDialog = lazy(async () => ({ default: (await import("../features/rooms/DirectDialog")).DirectDialog }));
const InviteDialog = lazy(async () => ({ default: (await import("../features/rooms/InviteDialog")).InviteDialog }));
const ShortcutsDialog = lazy(async () => ({ default: (await import("./HelpDialogs")).ShortcutsDialog }));
const InvitePeopleDialog = lazy(async () => ({ default: (await import("./HelpDialogs")).InvitePeopleDialog }));
const ImportDialog = lazy(async () => ({ default: (await import("./HelpDialogs")).ImportDialog }));

export function Dialogs() {
  return (
    <Suspense fallback={null}>
      <Current />
    </Suspense>
  );
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
  return <Switcher commands={commands} onClose={closeDialog} />;
}

function RoomDialog({ name, room }: { name: "invite" | "edit_room"; room: string }) {
  const { rooms, users, me } = entities.getState();
  const entry = rooms[room];
  if (entry === undefined) return null;
  if (name === "edit_room") return <EditRoomDialog room={entry.room} onClose={closeDialog} />;
  return <InviteDialog entry={entry} title={roomTitle(entry.room, users, me)} onClose={closeDialog} />;
}
