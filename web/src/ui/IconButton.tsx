import type { ComponentProps, ReactNode } from "react";
import { classes } from "./classes";
import styles from "./IconButton.module.css";
import { Tooltip } from "./Tooltip";

interface IconButtonProps extends Omit<ComponentProps<"button">, "aria-label"> {
  /** What it does; read aloud and shown on hover. */
  label: string;
  icon: ReactNode;
  /** Shown beside the label on hover, for example `Ctrl K`. */
  keys?: string;
  /** For a button that switches something: whether it is on. */
  pressed?: boolean;
}

/** A button that shows only an icon. */
export function IconButton({ label, icon, keys, pressed, className, ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} keys={keys}>
      <button
        type="button"
        {...rest}
        aria-label={label}
        aria-pressed={pressed}
        className={classes(styles.button, pressed && styles.pressed, className)}
      >
        {icon}
      </button>
    </Tooltip>
  );
}
