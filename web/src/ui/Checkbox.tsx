import { Check } from "lucide-react";
import type { ReactNode } from "react";
import styles from "./Checkbox.module.css";

interface CheckboxProps {
  checked: boolean;
  onChange: (checked: boolean) => void;
  children: ReactNode;
}

/** Something that is so or not, with its words beside it. */
export function Checkbox({ checked, onChange, children }: CheckboxProps) {
  return (
    <label className={styles.line}>
      <span className={styles.box}>
        <input
          type="checkbox"
          className={styles.input}
          checked={checked}
          onChange={(event) => onChange(event.target.checked)}
        />
        <Check className={styles.tick} />
      </span>
      <span>{children}</span>
    </label>
  );
}
