import { Popover } from "@base-ui/react/popover";
import { type RefObject, useRef } from "react";
import { type Anchor, focusOn } from "../anchor";
import { Dialog } from "../Dialog";
import type { CustomGlyph } from "./board";
import { noteEmojiUsed } from "./choice";
import { EmojiBoard } from "./EmojiBoard";
import styles from "./EmojiPicker.module.css";

export interface EmojiPickerProps {
  /** Where it opens. */
  anchor: Anchor;
  align?: "start" | "end";
  /** Gets the focus when it closes; without one, whoever had it before. */
  returnFocus?: RefObject<HTMLElement | null> | undefined;
  /** The workspace's own, by name. */
  custom: readonly CustomGlyph[];
  /** Takes the emoji itself, or the name of a custom one between colons. */
  onPick: (emoji: string) => void;
  onClose: () => void;
}

const TOUCH = "(max-width: 767px), (hover: none) and (pointer: coarse)";
const CELL_PX = 36;
const COLUMNS = 9;
/** For fingers: as wide as one, and as many as fit between the edges of the dialog. */
const FINGER_PX = 44;
const EDGES_PX = 24;
const DIALOG_PX = 460;

export function EmojiPickerPopup({ anchor, align = "end", returnFocus, custom, onPick, onClose }: EmojiPickerProps) {
  const search = useRef<HTMLInputElement>(null);
  const pick = (emoji: string, andMore: boolean) => {
    noteEmojiUsed(emoji);
    onPick(emoji);
    if (!andMore) onClose();
  };
  if (matchMedia(TOUCH).matches) {
    const columns = Math.max(5, Math.floor((Math.min(window.innerWidth, DIALOG_PX) - EDGES_PX) / FINGER_PX));
    return (
      <Dialog open bare title="Emoji" onClose={onClose} initialFocus={search}>
        <EmojiBoard custom={custom} columns={columns} cellPx={FINGER_PX} search={search} onPick={pick} />
      </Dialog>
    );
  }
  return (
    <Popover.Root open onOpenChange={(open) => !open && onClose()}>
      <Popover.Portal>
        <Popover.Positioner anchor={anchor} side="top" align={align} sideOffset={6} className={styles.positioner}>
          <Popover.Popup
            className={styles.popup}
            aria-label="Emoji"
            initialFocus={search}
            {...(returnFocus && { finalFocus: focusOn(returnFocus) })}
          >
            <EmojiBoard custom={custom} columns={COLUMNS} cellPx={CELL_PX} search={search} onPick={pick} />
          </Popover.Popup>
        </Popover.Positioner>
      </Popover.Portal>
    </Popover.Root>
  );
}
