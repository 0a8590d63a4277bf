import { Menu as Base } from "@base-ui/react/menu";
import type { ReactNode, RefObject } from "react";
import { type Anchor, focusOn } from "./anchor";
import styles from "./Menu.module.css";

interface MenuPopupProps {
  anchor: Anchor;
  align: "start" | "end";
  /** Gets the focus when the menu closes. */
  returnFocus: RefObject<HTMLElement | null>;
  onClose: () => void;
  children: ReactNode;
}

/** What opens under a menu's button, or where somebody asked for it. */
export function MenuPopup({ anchor, align, returnFocus, onClose, children }: MenuPopupProps) {
  return (
    <Base.Root open onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Positioner anchor={anchor} sideOffset={4} align={align} className={styles.positioner}>
          <Base.Popup className={styles.popup} finalFocus={focusOn(returnFocus)}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
