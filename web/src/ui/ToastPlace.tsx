import { lazy, Suspense, useSyncExternalStore } from "react";
import { hasWaitingToasts, onToastWaiting } from "./toasts";

const ToastShelf = lazy(async () => ({ default: (await import("./ToastShelf")).ToastShelf }));

let needed = false;

/** Brings the shelf in with the first note. Stands once in the app. */
export function ToastPlace() {
  const wanted = useSyncExternalStore(onToastWaiting, () => {
    needed ||= hasWaitingToasts();
    return needed;
  });
  return wanted ? (
    <Suspense fallback={null}>
      <ToastShelf />
    </Suspense>
  ) : null;
}
