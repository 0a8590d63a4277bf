import { useEffect, useState } from "react";
import { counted } from "../lib/text";
import { type ConnectionState, useConnection } from "../stores/connection";
import styles from "./ConnectionLine.module.css";

/** A loss shorter than this is nobody's business, in milliseconds. */
const PATIENCE_MS = 1_500;

/** The quiet line at the top while the live connection is away. */
export function ConnectionLine() {
  const connection = useConnection();
  const away = useLongerThan(PATIENCE_MS, connection.phase !== "online");
  return (
    <div role="status" className={styles.place}>
      {connection.phase === "retired" && (
        <p className={styles.line}>
          A new version of RelayDesk is here.{" "}
          <button type="button" onClick={() => location.reload()}>
            Reload
          </button>
        </p>
      )}
      {away && connection.phase !== "retired" && <p className={styles.line}>{sentence(connection)}</p>}
    </div>
  );
}

export function sentence({ phase, before, waiting }: ConnectionState): string {
  const what = phase === "offline" ? "You are offline" : before ? "Reconnecting…" : "Connecting…";
  return waiting > 0 ? `${what} · ${counted(waiting, "message")} waiting` : what;
}

function useLongerThan(ms: number, now: boolean): boolean {
  const [long, setLong] = useState(false);
  useEffect(() => {
    if (!now) return setLong(false);
    const timer = setTimeout(() => setLong(true), ms);
    return () => clearTimeout(timer);
  }, [ms, now]);
  return long && now;
}
