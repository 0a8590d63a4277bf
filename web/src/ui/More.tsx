import { useEffect, useRef, useState } from "react";
import { Button } from "./Button";
import styles from "./More.module.css";

interface MoreProps {
  /** Why the last page did not come, as a sentence; null when nothing failed. */
  failed: string | null;
  /** Loads the next page. */
  onMore: () => Promise<void>;
}

/** So far below the screen the next page is asked for. */
const AHEAD = "600px";

/** The end of a list that goes on: the next page comes when it is nearly in sight, or by its button. */
export function More({ failed, onMore }: MoreProps) {
  const [busy, setBusy] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const more = useRef(onMore);
  more.current = async () => {
    if (busy) return;
    setBusy(true);
    await onMore();
    setBusy(false);
  };
  const waits = failed === null && !busy;
  useEffect(() => {
    if (place.current === null || !waits) return;
    const observer = new IntersectionObserver(
      (entries) => entries.some((entry) => entry.isIntersecting) && void more.current(),
      { rootMargin: AHEAD },
    );
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [waits]);
  return (
    <div ref={place} className={styles.more}>
      {failed !== null && (
        <p role="alert" className={styles.failed}>
          {failed}
        </p>
      )}
      <Button busy={busy} onClick={() => void more.current()}>
        {failed === null ? "Show more" : "Try again"}
      </Button>
    </div>
  );
}
