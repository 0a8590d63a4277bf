import { Toast } from "@base-ui/react/toast";
import { X } from "lucide-react";
import { useEffect } from "react";
import { classes } from "./classes";
import styles from "./ToastShelf.module.css";
import { type ToastNote, takeToasts } from "./toasts";

/** A note with something to do stays longer, in milliseconds. */
const PLAIN_MS = 5_000;
const ACTION_MS = 10_000;

/** Where notes appear. Stands once in the app. */
export function ToastShelf() {
  return (
    <Toast.Provider limit={3}>
      <Toast.Portal>
        <Toast.Viewport className={styles.shelf}>
          <Notes />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function Notes() {
  const { toasts, add, close } = Toast.useToastManager();
  useEffect(
    () =>
      takeToasts(({ text, look = "plain", action }: ToastNote) => {
        const id = add({
          title: text,
          type: look,
          priority: look === "danger" ? "high" : "low",
          timeout: action ? ACTION_MS : PLAIN_MS,
          ...(action && {
            actionProps: {
              children: action.label,
              onClick: () => {
                close(id);
                action.run();
              },
            },
          }),
        });
      }),
    [add, close],
  );
  return toasts.map((toast) => (
    <Toast.Root key={toast.id} toast={toast} className={classes(styles.note, toast.type === "danger" && styles.danger)}>
      <Toast.Content className={styles.content}>
        <Toast.Title className={styles.text} render={<p />} />
        {toast.actionProps && <Toast.Action className={styles.action} />}
        <Toast.Close className={styles.close} aria-label="Dismiss">
          <X />
        </Toast.Close>
      </Toast.Content>
    </Toast.Root>
  ));
}
