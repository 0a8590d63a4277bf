import styles from "./Logo.module.css";

/** The mark of RelayDesk. */
export function Logo({ size = 28 }: { size?: number }) {
  return (
    <svg className={styles.logo} width={size} height={size} viewBox="0 0 32 32" aria-hidden>
      <rect width="32" height="32" rx="9" fill="currentColor" />
      <path
        className={styles.ring}
        d="M16 8.2a7.8 7.8 0 1 1-5.5 2.3"
        fill="none"
        strokeWidth="3.4"
        strokeLinecap="round"
      />
    </svg>
  );
}
