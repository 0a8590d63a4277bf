import { useEffect, useLayoutEffect, useRef, useState } from "react";
import { Kbd } from "./Kbd";
import styles from "./TooltipLayer.module.css";

interface Hint {
  text: string;
  keys: string | undefined;
  of: HTMLElement;
}

/** A hint waits this long, in milliseconds; none at all while moving from one to the next. */
const DELAY_MS = 450;
const WARM_MS = 300;
/** Distance to the element and to the edge of the window, in pixels. */
const GAP = 6;

/** Shows the hint of whatever `data-hint` is hovered or focused by keyboard. Stands once in the page. */
export function TooltipLayer() {
  const hint = useHint();
  const box = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (hint !== null && box.current !== null) place(box.current, hint.of.getBoundingClientRect());
  }, [hint]);
  if (hint === null) return null;
  return (
    <div ref={box} className={styles.hint} aria-hidden>
      {hint.text}
      {hint.keys && <Kbd>{hint.keys}</Kbd>}
    </div>
  );
}

/** Above the element where there is room, else below; never beyond the window. */
function place(box: HTMLElement, of: DOMRect): void {
  const above = of.top - box.offsetHeight - GAP;
  const top = above >= GAP ? above : of.bottom + GAP;
  const middle = of.left + of.width / 2 - box.offsetWidth / 2;
  const left = Math.max(GAP, Math.min(middle, window.innerWidth - box.offsetWidth - GAP));
  box.style.translate = `${Math.round(left)}px ${Math.round(top)}px`;
}

function useHint(): Hint | null {
  const [hint, setHint] = useState<Hint | null>(null);
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    let shownAt = 0;
    const hide = () => {
      clearTimeout(timer);
      setHint((before) => {
        if (before !== null) shownAt = Date.now();
        return null;
      });
    };
    const show = (target: EventTarget | null, delay: number) => {
      const of = target instanceof Element ? target.closest<HTMLElement>("[data-hint]") : null;
      if (of === null) return hide();
      clearTimeout(timer);
      const warm = Date.now() - shownAt < WARM_MS;
      timer = setTimeout(
        () => of.isConnected && setHint({ text: of.dataset.hint ?? "", keys: of.dataset.hintKeys, of }),
        warm ? 0 : delay,
      );
    };
    const over = (event: PointerEvent) => event.pointerType === "mouse" && show(event.target, DELAY_MS);
    const focus = (event: FocusEvent) =>
      event.target instanceof Element && event.target.matches(":focus-visible") && show(event.target, 0);
    const stop = new AbortController();
    const on = { signal: stop.signal, passive: true };
    document.addEventListener("pointerover", over, on);
    document.addEventListener("focusin", focus, on);
    for (const name of ["pointerdown", "keydown", "wheel", "focusout"]) document.addEventListener(name, hide, on);
    return () => {
      clearTimeout(timer);
      stop.abort();
    };
  }, []);
  return hint;
}
