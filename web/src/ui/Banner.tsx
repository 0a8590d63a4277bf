import type { ReactNode } from "react";
import styles from "./Banner.module.css";
import { classes } from "./classes";

interface BannerProps {
  look?: "plain" | "warning" | "danger";
  icon?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}

/** A line that says something about the whole place. Errors are read aloud when they appear. */
export function Banner({ look = "plain", icon, action, children }: BannerProps) {
  return (
    <div className={classes(styles.banner, styles[look])} role={look === "danger" ? "alert" : "status"}>
      {icon && <span className={styles.icon}>{icon}</span>}
      <span className={styles.text}>{children}</span>
      {action}
    </div>
  );
}
