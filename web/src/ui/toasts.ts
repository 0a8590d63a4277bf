/** Short notes at the foot of the screen. `ToastShelf` shows what is put here. */
import { Toast } from "@base-ui/react/toast";

export interface ToastNote {
  /** One sentence. */
  text: string;
  look?: "plain" | "danger";
  /** What can be done about it, for example Retry or Undo. */
  action?: { label: string; run: () => void };
}

/** A note with something to do stays longer. */
const PLAIN_MS = 5_000;
const ACTION_MS = 10_000;

export const toastQueue = Toast.createToastManager();

/** Shows a note; an error is read aloud at once. */
export function showToast({ text, look = "plain", action }: ToastNote): void {
  const id = toastQueue.add({
    title: text,
    type: look,
    priority: look === "danger" ? "high" : "low",
    timeout: action ? ACTION_MS : PLAIN_MS,
    ...(action && {
      actionProps: {
        children: action.label,
        onClick: () => {
          toastQueue.close(id);
          action.run();
        },
      },
    }),
  });
}
