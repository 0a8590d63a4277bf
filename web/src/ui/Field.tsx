import { type ReactNode, useId } from "react";
import styles from "./Field.module.css";

/** What ties a control to its label, hint and error. */
export interface FieldControlProps {
  id: string;
  "aria-describedby": string | undefined;
  "aria-invalid": true | undefined;
}

interface FieldProps {
  label: string;
  hint?: ReactNode;
  /** What is wrong, as a sentence. It takes the hint's place and is read aloud when it appears. */
  error?: string | null;
  optional?: boolean;
  children: (control: FieldControlProps) => ReactNode;
}

/** A labelled control with a hint below it, or an error. */
export function Field({ label, hint, error, optional, children }: FieldProps) {
  const id = useId();
  const noteId = `${id}-note`;
  const noted = Boolean(error ?? hint);
  return (
    <div className={styles.field}>
      <label htmlFor={id} className={styles.label}>
        {label}
        {optional && <span className={styles.optional}>optional</span>}
      </label>
      {children({ id, "aria-describedby": noted ? noteId : undefined, "aria-invalid": error ? true : undefined })}
      <p id={noteId} className={error ? styles.error : styles.hint} aria-live="polite" hidden={!noted}>
        {error ?? hint}
      </p>
    </div>
  );
}
