import { type PointerEvent, useEffect, useRef } from "react";

/** So long a finger rests, in milliseconds, and by so much it may tremble, in pixels. */
const PRESS_MS = 450;
const TREMBLE_PX = 10;

interface LongPress {
  handlers: {
    onPointerDown: (event: PointerEvent) => void;
    onPointerMove: (event: PointerEvent) => void;
    onPointerUp: () => void;
    onPointerCancel: () => void;
  };
  /** Whether a finger is, or was last, on the element: its menu is the sheet. */
  isTouched: () => boolean;
}

/** Calls when a finger rests on an element. */
export function useLongPress(onPress: () => void): LongPress {
  const latest = useRef(onPress);
  latest.current = onPress;
  const touched = useRef(false);
  const press = useRef<{ x: number; y: number; timer: ReturnType<typeof setTimeout> } | null>(null);
  const end = () => {
    clearTimeout(press.current?.timer);
    press.current = null;
  };
  useEffect(() => () => clearTimeout(press.current?.timer), []);
  return {
    handlers: {
      onPointerDown: (event) => {
        end();
        touched.current = event.pointerType === "touch";
        if (!touched.current) return;
        const timer = setTimeout(() => latest.current(), PRESS_MS);
        press.current = { x: event.clientX, y: event.clientY, timer };
      },
      onPointerMove: ({ clientX, clientY }) => {
        const from = press.current;
        if (from && Math.hypot(clientX - from.x, clientY - from.y) > TREMBLE_PX) end();
      },
      onPointerUp: end,
      onPointerCancel: end,
    },
    isTouched: () => touched.current,
  };
}
