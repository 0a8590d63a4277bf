import { classes } from "./classes";
import styles from "./Divider.module.css";

interface DividerProps {
  label: string;
  look?: "plain" | "new";
}

/** A line across with words in its middle. */
export function Divider({ label, look = "plain" }: DividerProps) {
  return (
    <div className={classes(styles.divider, styles[look])}>
      <span>{label}</span>
    </div>
  );
}
