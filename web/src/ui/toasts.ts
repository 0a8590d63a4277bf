/** Short notes at the foot of the screen. `ToastShelf` shows what is put here; its code is loaded with the first note. */

export interface ToastNote {
  /** One sentence. */
  text: string;
  look?: "plain" | "danger";
  /** What can be done about it, for example Retry or Undo. */
  action?: { label: string; run: () => void };
}

type Listener = (note: ToastNote) => void;

/** Notes from before somebody listened. */
let waiting: ToastNote[] = [];
let listener: Listener | null = null;
let onFirst: (() => void) | null = null;

/** Shows a note; an error is read aloud at once. */
export function showToast(note: ToastNote): void {
  if (listener !== null) {
    listener(note);
    return;
  }
  waiting.push(note);
  onFirst?.();
}

/** Takes the notes from now on, and those that wait. Returns the way to stop. */
export function takeToasts(take: Listener): () => void {
  listener = take;
  for (const note of waiting) take(note);
  waiting = [];
  return () => {
    if (listener === take) listener = null;
  };
}

/** Calls when a note waits and nobody takes it. Returns the way to stop. */
export function onToastWaiting(tell: () => void): () => void {
  onFirst = tell;
  return () => {
    onFirst = null;
  };
}

export function hasWaitingToasts(): boolean {
  return waiting.length > 0;
}
