import { Files, Link2, LogOut, Pencil, Pin, UserPlus, Users } from "lucide-react";
import { useLocation } from "wouter";
import type { RoomEntry } from "../../stores/entities";
import { MenuItem, MenuSeparator } from "../../ui/MenuItems";
import { showToast } from "../../ui/toasts";
import { leave } from "./actions";
import type { RoomHeaderActs } from "./RoomHeader";

interface RoomMenuItemsProps {
  entry: RoomEntry;
  title: string;
  acts: RoomHeaderActs;
}

/** What can be done with a room, in its menu. */
export function RoomMenuItems({ entry, title, acts }: RoomMenuItemsProps) {
  const { room, abilities, role } = entry;
  const [, go] = useLocation();
  const copy = async () => {
    const link = `${location.origin}/rooms/${room.id}`;
    try {
      await navigator.clipboard.writeText(link);
      showToast({ text: "The link to this room was copied." });
    } catch {
      showToast({ text: `Copy it from here: ${link}` });
    }
  };
  const goAway = async () => {
    go("/");
    await leave(room.id, title, room.kind === "public");
  };
  return (
    <>
      <MenuItem icon={<Users />} onSelect={acts.toggleMembers}>
        Members
      </MenuItem>
      <MenuItem icon={<Pin />} onSelect={acts.togglePins}>
        Pinned messages
      </MenuItem>
      <MenuItem icon={<Files />} onSelect={acts.toggleFiles}>
        Files
      </MenuItem>
      {abilities.includes("invite") && room.kind !== "direct" && (
        <MenuItem icon={<UserPlus />} onSelect={acts.invite}>
          Add people
        </MenuItem>
      )}
      {abilities.includes("manage_room") && room.kind !== "direct" && (
        <MenuItem icon={<Pencil />} onSelect={acts.edit}>
          Name and topic
        </MenuItem>
      )}
      <MenuItem icon={<Link2 />} onSelect={() => void copy()}>
        Copy link
      </MenuItem>
      {role !== null && abilities.includes("leave") && room.kind !== "direct" && (
        <>
          <MenuSeparator />
          <MenuItem icon={<LogOut />} danger onSelect={() => void goAway()}>
            Leave room
          </MenuItem>
        </>
      )}
    </>
  );
}
