import styles from "./Badge.module.css";
import { VisuallyHidden } from "./VisuallyHidden";

interface BadgeProps {
  count: number;
  /** What is counted, read aloud, for example `mentions`. */
  label: string;
}

/** A number of things that concern you. */
export function Badge({ count, label }: BadgeProps) {
  return (
    <span className={styles.badge}>
      {count > 99 ? "99+" : count}
      <VisuallyHidden> {label}</VisuallyHidden>
    </span>
  );
}
