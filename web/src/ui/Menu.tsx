import { cloneElement, type ReactElement, type ReactNode, useRef, useState } from "react";
import { lazily } from "./lazily";

export const MenuPopup = lazily(async () => (await import("./MenuPopup")).MenuPopup);

interface MenuProps {
  /** The button that opens it; passes DOM props and a ref on. */
  trigger: ReactElement<Record<string, unknown>>;
  align?: "start" | "end";
  /** Items out of `MenuItems.tsx`. They are made when the menu opens. */
  children: () => ReactNode;
}

/** A menu of acts, by mouse and by arrow keys. Its code is loaded when the first one opens. */
export function Menu({ trigger, align = "start", children }: MenuProps) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      {cloneElement(trigger, {
        ref: button,
        "aria-haspopup": "menu",
        "aria-expanded": open,
        onClick: () => setOpen(!open),
      })}
      {open && (
        <MenuPopup anchor={button} returnFocus={button} align={align} onClose={() => setOpen(false)}>
          {children()}
        </MenuPopup>
      )}
    </>
  );
}
