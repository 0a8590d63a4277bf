import styles from "./Kbd.module.css";

/** Keys to press, for example `Ctrl K`. */
export function Kbd({ children }: { children: string }) {
  return <kbd className={styles.kbd}>{children}</kbd>;
}
