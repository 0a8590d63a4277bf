import { Eye, EyeOff } from "lucide-react";
import { type ComponentProps, type ReactNode, useState } from "react";
import { Field } from "./Field";
import { IconButton } from "./IconButton";
import styles from "./TextField.module.css";

interface PasswordFieldProps extends Omit<ComponentProps<"input">, "id" | "type"> {
  label: string;
  hint?: ReactNode;
  error?: string | null;
}

/** A password that can be looked at while it is typed. */
export function PasswordField({ label, hint, error, ...rest }: PasswordFieldProps) {
  const [shown, setShown] = useState(false);
  return (
    <Field label={label} hint={hint} error={error ?? null}>
      {(control) => (
        <span className={styles.box}>
          <input
            {...rest}
            {...control}
            type={shown ? "text" : "password"}
            className={styles.input}
            spellCheck={false}
          />
          <IconButton
            label={shown ? "Hide password" : "Show password"}
            icon={shown ? <EyeOff /> : <Eye />}
            className={styles.reveal}
            onClick={() => setShown(!shown)}
          />
        </span>
      )}
    </Field>
  );
}
