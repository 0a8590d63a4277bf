import styles from "./Skeleton.module.css";

interface SkeletonProps {
  /** CSS lengths. */
  width?: string;
  height?: string;
  round?: boolean;
}

/** Stands where something will be. Appears after 400 ms only: what is quicker needs no placeholder. */
export function Skeleton({ width = "100%", height = "12px", round }: SkeletonProps) {
  return (
    <span className={styles.skeleton} style={{ width, height, borderRadius: round ? "50%" : "6px" }} aria-hidden />
  );
}

const LINES = [
  ["28%", "86%"],
  ["22%", "64%"],
  ["34%", "92%"],
  ["26%", "48%"],
  ["30%", "74%"],
] as const;

/** Rows of a picture and two lines, the shape of messages and of people. */
export function SkeletonRows({ count }: { count: number }) {
  return (
    <div className={styles.rows} aria-hidden>
      {Array.from({ length: count }, (_, row) => {
        const [title, line] = LINES[row % LINES.length] ?? LINES[0];
        return (
          // biome-ignore lint/suspicious/noArrayIndexKey: the rows are alike and never move.
          <div key={row} className={styles.row}>
            <Skeleton width="36px" height="36px" round />
            <div className={styles.lines}>
              <Skeleton width={title} />
              <Skeleton width={line} />
            </div>
          </div>
        );
      })}
    </div>
  );
}
