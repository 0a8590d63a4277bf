import { Compass, Keyboard, LogOut, MessageSquarePlus, Plus, SmilePlus, UserPlus } from "lucide-react";
import { type ReactNode, useState } from "react";
import { MenuChoice, MenuItem, MenuSeparator } from "../ui/MenuItems";
import { chooseDensity, chooseTheme, chosenDensity, chosenTheme } from "../ui/theme";
import { commandOf } from "./commands";
import { shownKeys } from "./shortcuts";

const THEMES = [
  { value: "light", label: "Light" },
  { value: "dark", label: "Dark" },
  { value: "system", label: "As the system" },
] as const;

const DENSITIES = [
  { value: "comfortable", label: "Comfortable" },
  { value: "compact", label: "Compact" },
] as const;

/** Items of the workspace's menu. */
export function WorkspaceMenu() {
  const [theme, setTheme] = useState(chosenTheme);
  const [density, setDensity] = useState(chosenDensity);
  return (
    <>
      <CommandItem id="invite_people" icon={<UserPlus />} />
      <CommandItem id="create_room" icon={<Plus />} />
      <CommandItem id="browse" icon={<Compass />} />
      <CommandItem id="new_direct" icon={<MessageSquarePlus />} />
      <CommandItem id="emoji" icon={<SmilePlus />} />
      <MenuSeparator />
      <MenuChoice
        label="Theme"
        value={theme}
        options={THEMES}
        onChange={(next) => {
          chooseTheme(next);
          setTheme(next);
        }}
      />
      <MenuChoice
        label="Density"
        value={density}
        options={DENSITIES}
        onChange={(next) => {
          chooseDensity(next);
          setDensity(next);
        }}
      />
      <MenuSeparator />
      <CommandItem id="shortcuts" icon={<Keyboard />} />
      <CommandItem id="sign_out" icon={<LogOut />} />
    </>
  );
}

function CommandItem({ id, icon }: { id: string; icon: ReactNode }) {
  const command = commandOf(id);
  if (command === undefined || (command.available?.() ?? true) === false) return null;
  return (
    <MenuItem icon={icon} keys={command.keys && shownKeys(command.keys)} onSelect={command.run}>
      {command.title}
    </MenuItem>
  );
}
