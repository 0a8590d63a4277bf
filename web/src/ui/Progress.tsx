import styles from "./Progress.module.css";

interface ProgressProps {
  label: string;
  /** 0 to 1; left out while it is unknown. */
  value?: number;
}

/** How far something has come: a bar, never a spinner. */
export function Progress({ label, value }: ProgressProps) {
  return (
    <span
      className={styles.bar}
      role="progressbar"
      aria-label={label}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={value === undefined ? undefined : Math.round(value * 100)}
    >
      <span
        className={value === undefined ? styles.unknown : styles.known}
        style={{ width: `${(value ?? 0.35) * 100}%` }}
      />
    </span>
  );
}
