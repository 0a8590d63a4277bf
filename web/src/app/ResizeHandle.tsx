import type { KeyboardEvent, PointerEvent } from "react";
import styles from "./ResizeHandle.module.css";

interface ResizeHandleProps {
  label: string;
  /** Pixels. */
  value: number;
  least: number;
  most: number;
  onChange: (value: number) => void;
}

const STEP = 8;

/** The edge of a column that can be dragged, or moved by arrow keys. */
export function ResizeHandle({ label, value, least, most, onChange }: ResizeHandleProps) {
  const onPointerDown = (event: PointerEvent<HTMLDivElement>) => {
    const start = event.clientX - value;
    const handle = event.currentTarget;
    handle.setPointerCapture(event.pointerId);
    const onMove = (move: globalThis.PointerEvent) => onChange(move.clientX - start);
    handle.addEventListener("pointermove", onMove);
    handle.addEventListener("lostpointercapture", () => handle.removeEventListener("pointermove", onMove), {
      once: true,
    });
  };
  const onKeyDown = (event: KeyboardEvent) => {
    const step = event.key === "ArrowRight" ? STEP : event.key === "ArrowLeft" ? -STEP : 0;
    if (step === 0 || event.altKey) return;
    event.preventDefault();
    onChange(value + step);
  };
  return (
    <div
      className={styles.handle}
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={least}
      aria-valuemax={most}
      tabIndex={0}
      onPointerDown={onPointerDown}
      onKeyDown={onKeyDown}
    />
  );
}
