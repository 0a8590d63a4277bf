import { Toast } from "@base-ui/react/toast";
import { X } from "lucide-react";
import { classes } from "./classes";
import styles from "./ToastShelf.module.css";
import { toastQueue } from "./toasts";

/** Where notes appear. Stands once in the app. */
export function ToastShelf() {
  return (
    <Toast.Provider toastManager={toastQueue} limit={3}>
      <Toast.Portal>
        <Toast.Viewport className={styles.shelf}>
          <Notes />
        </Toast.Viewport>
      </Toast.Portal>
    </Toast.Provider>
  );
}

function Notes() {
  const { toasts } = Toast.useToastManager();
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
