import { X } from "lucide-react";
import { type ReactNode, type RefObject, useLayoutEffect, useRef, useState } from "react";
import { IconButton } from "./IconButton";
import styles from "./Panel.module.css";

interface PanelProps {
  title: string;
  /** What it is about, in a word or two beside the title. */
  about?: ReactNode;
  /** A button before the title, to what it was opened from. */
  back?: ReactNode;
  /** Icon buttons before the one that closes it. */
  actions?: ReactNode;
  onClose: () => void;
  children: ReactNode;
}

/** The frame of what stands at the right of the screen, one at a time. On a phone it is the whole screen. */
export function Panel({ title, about, back, actions, onClose, children }: PanelProps) {
  const panel = useRef<HTMLElement>(null);
  useFocusBack(panel);
  return (
    <section ref={panel} className={styles.panel} aria-label={title}>
      <header className={styles.head}>
        {back}
        <h2 className={styles.title}>{title}</h2>
        <p className={styles.about}>
          <bdi>{about}</bdi>
        </p>
        {actions}
        <IconButton label="Close" icon={<X />} onClick={onClose} />
      </header>
      {children}
    </section>
  );
}

/** When a panel goes while the focus is in it, the focus goes back to where it was before, or to what the page is about. */
function useFocusBack(panel: RefObject<HTMLElement | null>): void {
  // Looked up while it is rendered: once it is there, something in it may have taken the focus.
  const [before] = useState(() => document.activeElement);
  useLayoutEffect(() => {
    const held = panel.current;
    return () => {
      if (!held?.contains(document.activeElement)) return;
      const main = document.querySelector<HTMLElement>("main");
      const there = before instanceof HTMLElement && before !== document.body && !held.contains(before) ? before : null;
      // Not before it is away: what comes in its place may take the focus by itself.
      queueMicrotask(() => {
        if (document.activeElement !== document.body) return;
        if (there?.isConnected) there.focus();
        else main?.querySelector<HTMLElement>("[tabindex='0']")?.focus();
      });
    };
  }, [panel, before]);
}

interface PanelBodyProps {
  /** For who gets there by keyboard, when there is nothing in it that takes the focus. */
  label?: string;
  children: ReactNode;
}

/** The part of a panel that scrolls. */
export function PanelBody({ label, children }: PanelBodyProps) {
  const reached = label === undefined ? {} : { tabIndex: 0, role: "group", "aria-label": label };
  return (
    <div className={styles.body} {...reached}>
      {children}
    </div>
  );
}

/** A sentence in a panel: nothing is here, or it could not be loaded. */
export function PanelNote({ children }: { children: ReactNode }) {
  return <p className={styles.note}>{children}</p>;
}

/** Stands under a list that goes on. */
export function PanelFoot({ children }: { children: ReactNode }) {
  return <div className={styles.foot}>{children}</div>;
}
