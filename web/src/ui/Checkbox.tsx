import { Checkbox as Base } from "@base-ui/react/checkbox";
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
    // biome-ignore lint/a11y/noLabelWithoutControl: the control is a component that renders an input.
    <label className={styles.line}>
      <Base.Root checked={checked} onCheckedChange={onChange} className={styles.box}>
        <Base.Indicator className={styles.tick}>
          <Check />
        </Base.Indicator>
      </Base.Root>
      <span>{children}</span>
    </label>
  );
}
