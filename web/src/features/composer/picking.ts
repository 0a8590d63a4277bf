/** The way to choose files from anywhere in the app: the composer of the open room takes them. */
import { useEffect } from "react";

const open: (() => void)[] = [];

/** For the room's composer: `choose` opens its choice of files while it is on the screen. */
export function useFileChoice(choose: (() => void) | null): void {
  useEffect(() => {
    if (choose === null) return;
    open.push(choose);
    return () => {
      open.splice(open.indexOf(choose), 1);
    };
  }, [choose]);
}

export function canChooseFiles(): boolean {
  return open.length > 0;
}

export function chooseFiles(): void {
  open.at(-1)?.();
}
