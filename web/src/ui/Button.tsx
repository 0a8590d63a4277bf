import type { ComponentProps, ReactNode } from "react";
import styles from "./Button.module.css";
import { classes } from "./classes";

interface ButtonProps extends ComponentProps<"button"> {
  look?: "primary" | "plain" | "quiet" | "danger";
  size?: "medium" | "large";
  icon?: ReactNode;
  /** Something is under way: the button keeps its width, takes no click and says so. */
  busy?: boolean;
}

/** A button with words on it. */
export function Button({ look = "plain", size = "medium", icon, busy, children, className, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      className={classes(styles.button, styles[look], styles[size], className)}
      disabled={rest.disabled || busy}
      aria-busy={busy || undefined}
    >
      {icon}
      <span>{children}</span>
      {busy && <span className={styles.progress} aria-hidden />}
    </button>
  );
}
