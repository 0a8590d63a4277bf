/**
 * A list of choices under a field: the field keeps the focus, the arrow keys go through the list, Enter takes.
 *
 * `useChoices` is the field's part, `ChoiceList` the list's.
 */
import { Check, CornerDownLeft } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from "react";
import styles from "./Choices.module.css";
import { classes } from "./classes";

export interface ChoiceLook {
  key: string;
  /** An icon or a picture before the words. */
  mark: ReactNode;
  title: string;
  /** What else there is to say, in a word or two. */
  about: string;
  /** For lists of which several can be chosen: whether it is. */
  ticked?: boolean;
  /** Cannot be taken; `about` says why. */
  disabled?: boolean;
}

export interface ChoiceState {
  listId: string;
  /** Index of the choice that Enter takes; -1 when there is none. */
  at: number;
  aim: (at: number) => void;
  /** What the field needs, so that those who listen know of the list. */
  field: {
    role: "combobox";
    "aria-expanded": boolean;
    "aria-controls": string;
    "aria-activedescendant": string | undefined;
    "aria-autocomplete": "list";
    autoComplete: "off";
    spellCheck: false;
  };
  /** Goes up and down, or takes; false for all other keys. */
  onKey: (event: KeyboardEvent) => boolean;
}

/** Start anew at the first choice by `aim(0)` whenever other choices come. */
export function useChoices(count: number, onTake: (at: number) => void): ChoiceState {
  const listId = useId();
  const [aimed, aim] = useState(0);
  const at = Math.min(aimed, count - 1);
  const onKey = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || count === 0) return false;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) aim((at + step + count) % count);
    else if (event.key === "Enter") onTake(at);
    else return false;
    event.preventDefault();
    return true;
  };
  const field: ChoiceState["field"] = {
    role: "combobox",
    "aria-expanded": count > 0,
    "aria-controls": listId,
    "aria-activedescendant": at >= 0 ? `${listId}-${at}` : undefined,
    "aria-autocomplete": "list",
    autoComplete: "off",
    spellCheck: false,
  };
  return { listId, at, aim, field, onKey };
}

interface ChoiceListProps {
  label: string;
  state: ChoiceState;
  choices: readonly ChoiceLook[];
  /** Several can be chosen: those that are have a tick. */
  several?: boolean;
  onTake: (at: number) => void;
  className?: string | undefined;
}

export function ChoiceList({ label, state, choices, several, onTake, className }: ChoiceListProps) {
  return (
    <div
      className={classes(styles.list, className)}
      id={state.listId}
      role="listbox"
      aria-label={label}
      aria-multiselectable={several || undefined}
    >
      {choices.map((choice, index) => (
        <Line
          key={choice.key}
          id={`${state.listId}-${index}`}
          choice={choice}
          active={index === state.at}
          several={several === true}
          onAim={() => state.aim(index)}
          onTake={() => onTake(index)}
        />
      ))}
    </div>
  );
}

interface LineProps {
  id: string;
  choice: ChoiceLook;
  active: boolean;
  several: boolean;
  onAim: () => void;
  onTake: () => void;
}

function Line({ id, choice, active, several, onAim, onTake }: LineProps) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active) line.current?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the field keeps the focus and takes the keys.
    <div
      ref={line}
      id={id}
      role="option"
      aria-selected={several ? choice.ticked === true : active}
      aria-disabled={choice.disabled || undefined}
      className={classes(styles.line, active && styles.active)}
      onPointerMove={onAim}
      // The field keeps the focus.
      onPointerDown={(event) => event.preventDefault()}
      onClick={onTake}
    >
      <span className={styles.mark}>{choice.mark}</span>
      <bdi className={styles.title}>{choice.title}</bdi>
      {choice.about !== "" && <span className={styles.about}>{choice.about}</span>}
      {several
        ? choice.ticked && <Check className={styles.end} />
        : active && <CornerDownLeft className={styles.end} />}
    </div>
  );
}
