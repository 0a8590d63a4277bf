import type { ComponentProps, ReactNode } from "react";
import { classes } from "./classes";
import { Field } from "./Field";
import styles from "./TextField.module.css";

interface TextFieldProps extends Omit<ComponentProps<"input">, "id"> {
  label: string;
  hint?: ReactNode;
  error?: string | null;
  optional?: boolean;
  /** Shown inside the field, before the text. */
  before?: ReactNode;
}

/** One line of text with its label. */
export function TextField({ label, hint, error, optional, before, className, ...rest }: TextFieldProps) {
  return (
    <Field label={label} hint={hint} error={error ?? null} optional={optional ?? false}>
      {(control) => (
        <span className={classes(styles.box, className)}>
          {before && <span className={styles.before}>{before}</span>}
          <input {...rest} {...control} className={styles.input} />
        </span>
      )}
    </Field>
  );
}
