import { Menu as Base } from "@base-ui/react/menu";
import type { ReactNode, RefObject } from "react";
import styles from "./Menu.module.css";

interface MenuPopupProps {
  anchor: RefObject<HTMLButtonElement | null>;
  align: "start" | "end";
  onClose: () => void;
  children: ReactNode;
}

/** What opens under a menu's button. */
export function MenuPopup({ anchor, align, onClose, children }: MenuPopupProps) {
  return (
    <Base.Root open onOpenChange={(open) => !open && onClose()}>
      <Base.Portal>
        <Base.Positioner anchor={anchor} sideOffset={4} align={align} className={styles.positioner}>
          <Base.Popup className={styles.popup} finalFocus={anchor}>
            {children}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
