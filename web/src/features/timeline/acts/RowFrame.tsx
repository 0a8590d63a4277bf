import { type FocusEvent, type MouseEvent, type ReactNode, useEffect, useRef, useState } from "react";
import type { Message } from "../../../api/wire";
import { beside, pointAt } from "../../../ui/anchor";
import { classes } from "../../../ui/classes";
import type { MessageDoors } from "./acts";
import { HoverBar } from "./HoverBar";
import { hold, selectedIn } from "./inHand";
import { openOverlay, useIsOpenBeside } from "./overlays";
import styles from "./RowFrame.module.css";
import type { ShownIn } from "./subject";
import { useLongPress } from "./useLongPress";

interface RowFrameProps {
  /** Null for what is still on its way: there is nothing to do to it yet. */
  message: Message | null;
  shownIn: ShownIn;
  doors: MessageDoors;
  /** The field of an edit is in the row: it has no bar. */
  busy: boolean;
  label: string;
  className: string;
  children: ReactNode;
}

/** A row that can have the focus, with its bar, its menu and, under a finger, its sheet. */
export function RowFrame({ message, shownIn, doors, busy, label, className, children }: RowFrameProps) {
  const row = useRef<HTMLElement>(null);
  const [pointed, setPointed] = useState(false);
  const [focused, setFocused] = useState(false);
  const menuOpen = useIsOpenBeside(message?.id);
  const canAct = message !== null && message.deleted_at === null && !busy;
  const press = useLongPress(() => message && canAct && openOverlay({ name: "sheet", message, shownIn }));
  const marked = useRef(false);

  useEffect(() => {
    if (row.current !== null) hold(row.current, message, shownIn);
  }, [message, shownIn]);

  const onContextMenu = (event: MouseEvent<HTMLElement>) => {
    if (message === null || !canAct || marked.current || keepsItsOwnMenu(event.target)) return;
    event.preventDefault();
    if (press.isTouched()) return;
    // The key for menus tells of no place.
    const { clientX: x, clientY: y, currentTarget: element } = event;
    const anchor = x === 0 && y === 0 ? beside(element) : pointAt(x, y);
    openOverlay({ name: "menu", message, shownIn, anchor, align: "start", returnFocus: element });
  };

  return (
    <article
      ref={row}
      tabIndex={-1}
      aria-label={label}
      aria-posinset={message?.position ?? undefined}
      aria-setsize={message?.position ? -1 : undefined}
      className={classes(styles.frame, menuOpen && styles.open, className)}
      onPointerEnter={(event) => event.pointerType === "mouse" && setPointed(true)}
      onPointerLeave={() => setPointed(false)}
      // A click gives the focus too, but then the pointer says where the bar is wanted.
      onFocus={(event) => setFocused(event.target.matches(":focus-visible"))}
      onBlur={(event: FocusEvent) => !event.currentTarget.contains(event.relatedTarget) && setFocused(false)}
      onContextMenu={onContextMenu}
      {...press.handlers}
      onPointerDown={(event) => {
        // The menu of selected words is the browser's.
        marked.current = event.button === 2 && selectedIn(event.currentTarget) !== "";
        press.handlers.onPointerDown(event);
      }}
    >
      {children}
      {canAct && (pointed || focused || menuOpen) && (
        <HoverBar message={message} shownIn={shownIn} doors={doors} row={row} />
      )}
    </article>
  );
}

/** Links, pictures and fields have menus that people want. */
function keepsItsOwnMenu(target: EventTarget): boolean {
  return target instanceof Element && target.closest("a, img, video, audio, input, textarea") !== null;
}
