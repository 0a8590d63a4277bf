import type { ReactNode, RefObject } from "react";
import styles from "./ChoiceSearch.module.css";
import type { ChoiceState } from "./Choices";

interface ChoiceSearchProps {
  icon: ReactNode;
  label: string;
  placeholder: string;
  state: ChoiceState;
  field: RefObject<HTMLInputElement | null>;
  value: string;
  onChange: (value: string) => void;
  /** Stands behind the field. */
  children?: ReactNode;
}

/** The field at the head of a dialog that is one list of choices. */
export function ChoiceSearch({ icon, label, placeholder, state, field, value, onChange, children }: ChoiceSearchProps) {
  return (
    <div className={styles.search}>
      {icon}
      <input
        ref={field}
        className={styles.input}
        {...state.field}
        aria-label={label}
        placeholder={placeholder}
        value={value}
        onChange={(event) => {
          onChange(event.target.value);
          state.aim(0);
        }}
        onKeyDown={state.onKey}
      />
      {children}
    </div>
  );
}
