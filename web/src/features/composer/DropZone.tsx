import { Paperclip } from "lucide-react";
import { type RefObject, useEffect, useState } from "react";
import { createPortal } from "react-dom";
import styles from "./DropZone.module.css";

interface DropZoneProps {
  /** What is dropped on the parent of this element counts. */
  within: RefObject<HTMLElement | null>;
  title: string;
  onDrop: (data: DataTransfer) => void;
}

/** Takes files that are dropped anywhere on a room or a thread, and says so while they are above it. */
export function DropZone({ within, title, onDrop }: DropZoneProps) {
  const [area, setArea] = useState<HTMLElement | null>(null);
  const [over, setOver] = useState(false);
  useEffect(() => setArea(within.current?.parentElement ?? null), [within]);
  useEffect(() => {
    if (area === null) return;
    const stop = new AbortController();
    const on = <Name extends "dragenter" | "dragover" | "dragleave" | "drop">(
      target: HTMLElement | Window,
      name: Name,
      act: (event: DragEvent, files: DataTransfer) => void,
    ) =>
      target.addEventListener(
        name,
        (event) => {
          const { dataTransfer } = event as DragEvent;
          if (dataTransfer?.types.includes("Files")) act(event as DragEvent, dataTransfer);
        },
        { signal: stop.signal },
      );
    on(area, "dragenter", () => setOver(true));
    on(area, "dragleave", ({ relatedTarget }) => {
      if (!(relatedTarget instanceof Node && area.contains(relatedTarget))) setOver(false);
    });
    on(area, "drop", (_event, files) => {
      setOver(false);
      onDrop(files);
    });
    on(window, "drop", () => setOver(false));
    return () => stop.abort();
  }, [area, onDrop]);
  if (area === null || !over) return null;
  return createPortal(
    <div className={styles.over}>
      <p className={styles.words}>
        <Paperclip /> Drop to attach to {title}
      </p>
    </div>,
    area,
  );
}
