import { Dialog as Base } from "@base-ui/react/dialog";
import { X } from "lucide-react";
import { type ReactNode, type RefObject, useEffect, useRef, useState } from "react";
import { focusOn } from "./anchor";
import { classes } from "./classes";
import styles from "./Dialog.module.css";
import { IconButton } from "./IconButton";

interface DialogProps {
  open: boolean;
  onClose: () => void;
  title: string;
  /** One sentence under the title that says what this is for. */
  description?: ReactNode;
  width?: "narrow" | "wide";
  /** Leaves title and padding out, for dialogs that are one list; the title is still read aloud. */
  bare?: boolean;
  /** Gets the focus when the dialog opens. */
  initialFocus?: RefObject<HTMLElement | null>;
  /** Buttons at the foot; the last one is the act itself. */
  actions?: ReactNode;
  children: ReactNode;
}

/** A dialog above the page: keeps the focus inside and gives it back; Escape and a click beside it close it. */
export function Dialog(props: DialogProps) {
  const { open, onClose, title, description, width = "narrow", bare, initialFocus, actions, children } = props;
  const before = useRef(document.activeElement instanceof HTMLElement ? document.activeElement : null);
  return (
    <Base.Root open={open} onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Viewport className={classes(styles.viewport, bare && styles.high)}>
          <Base.Popup
            className={classes(styles.popup, styles[width])}
            {...(initialFocus && { initialFocus })}
            finalFocus={focusOn(before)}
          >
            {bare ? (
              <Base.Title className={styles.unseen}>{title}</Base.Title>
            ) : (
              <header className={styles.head}>
                <Base.Title className={styles.title}>{title}</Base.Title>
                <Base.Close render={<IconButton label="Close" icon={<X />} />} />
                {description && <Base.Description className={styles.description}>{description}</Base.Description>}
              </header>
            )}
            {bare ? <div className={styles.bare}>{children}</div> : <Body>{children}</Body>}
            {actions && <footer className={styles.actions}>{actions}</footer>}
          </Base.Popup>
        </Base.Viewport>
      </Base.Portal>
    </Base.Root>
  );
}

/** What stands between head and foot. While it is too long for the window it scrolls, and the arrow keys must reach it. */
function Body({ children }: { children: ReactNode }) {
  const body = useRef<HTMLDivElement>(null);
  const [scrolls, setScrolls] = useState(false);
  useEffect(() => {
    const element = body.current;
    if (element === null) return;
    const observer = new ResizeObserver(() => setScrolls(element.scrollHeight > element.clientHeight));
    observer.observe(element);
    return () => observer.disconnect();
  }, []);
  return (
    <div ref={body} className={styles.body} {...(scrolls && { tabIndex: 0 })}>
      {children}
    </div>
  );
}
