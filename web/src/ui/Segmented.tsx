import { Radio } from "@base-ui/react/radio";
import { RadioGroup } from "@base-ui/react/radio-group";
import type { ReactNode } from "react";
import { classes } from "./classes";
import styles from "./Segmented.module.css";

interface SegmentedProps<Value extends string> {
  label: string;
  value: Value;
  options: readonly { value: Value; label: string; icon?: ReactNode; hint?: string }[];
  /** Small for a filter above a list. */
  size?: "small" | "medium";
  onChange: (value: Value) => void;
}

/** One of a few, all of them in sight. */
export function Segmented<Value extends string>({
  label,
  value,
  options,
  size = "medium",
  onChange,
}: SegmentedProps<Value>) {
  return (
    <RadioGroup
      aria-label={label}
      value={value}
      onValueChange={(next) => onChange(next as Value)}
      className={classes(styles.group, styles[size])}
    >
      {options.map((option) => (
        <Radio.Root
          key={option.value}
          value={option.value}
          className={styles.option}
          render={<button type="button" />}
          nativeButton
        >
          <span className={styles.label}>
            {option.icon}
            {option.label}
          </span>
          {option.hint && <span className={styles.hint}>{option.hint}</span>}
        </Radio.Root>
      ))}
    </RadioGroup>
  );
}
