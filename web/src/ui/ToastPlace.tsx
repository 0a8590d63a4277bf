import { useSyncExternalStore } from "react";
import { lazily } from "./lazily";
import { hasWaitingToasts, onToastWaiting } from "./toasts";

const ToastShelf = lazily(async () => (await import("./ToastShelf")).ToastShelf);

let needed = false;

/** Brings the shelf in with the first note. Stands once in the app. */
export function ToastPlace() {
  const wanted = useSyncExternalStore(onToastWaiting, () => {
    needed ||= hasWaitingToasts();
    return needed;
  });
  return wanted ? <ToastShelf /> : null;
}
