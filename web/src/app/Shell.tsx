import { type CSSProperties, type ReactNode, useState } from "react";
import { classes } from "../ui/classes";
import { VisuallyHidden } from "../ui/VisuallyHidden";
import { ConnectionLine } from "./ConnectionLine";
import { ResizeHandle } from "./ResizeHandle";
import styles from "./Shell.module.css";

interface ShellProps {
  /** The first column; it takes the edge by which it is resized. */
  sidebar: (edge: ReactNode) => ReactNode;
  /** The main column. */
  children: ReactNode;
  /** At most one panel, at the right. */
  panel: ReactNode;
  /** What the screen is called to those who listen to it, while the sidebar is all of it. */
  title: string;
  /** On a phone: the sidebar is the whole screen; else the main column is, or the panel when there is one. */
  atHome: boolean;
}

const WIDTH_KEY = "relaydesk.sidebar_width";
const WIDTH = { least: 240, usual: 272, most: 320 };

/** The three columns; one at a time on a phone. */
export function Shell({ sidebar, children, panel, title, atHome }: ShellProps) {
  const [width, setWidth] = useState(storedWidth);
  const resize = (next: number) => {
    const fitting = Math.round(Math.min(WIDTH.most, Math.max(WIDTH.least, next)));
    setWidth(fitting);
    try {
      localStorage.setItem(WIDTH_KEY, String(fitting));
    } catch {
      // Storage is closed to us: the width holds until the page is left.
    }
  };
  return (
    <div
      className={classes(styles.shell, atHome && styles.home)}
      style={{ "--sidebar-width": `${width}px` } as CSSProperties}
    >
      <ConnectionLine />
      <div className={styles.sidebar} role={atHome ? "main" : undefined}>
        {atHome && (
          <h1>
            <VisuallyHidden>{title}</VisuallyHidden>
          </h1>
        )}
        {sidebar(
          <ResizeHandle
            label="Width of the sidebar"
            value={width}
            least={WIDTH.least}
            most={WIDTH.most}
            onChange={resize}
          />,
        )}
      </div>
      <div className={styles.main}>{children}</div>
      {panel && <aside className={styles.panel}>{panel}</aside>}
    </div>
  );
}

function storedWidth(): number {
  try {
    const width = Number(localStorage.getItem(WIDTH_KEY));
    return width >= WIDTH.least && width <= WIDTH.most ? width : WIDTH.usual;
  } catch {
    return WIDTH.usual;
  }
}
