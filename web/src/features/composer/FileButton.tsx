import { Paperclip } from "lucide-react";
import { useCallback, useRef } from "react";
import type { Place } from "../../stores/places";
import { IconButton } from "../../ui/IconButton";
import { attach } from "./actions";
import { useFileChoice } from "./picking";
import styles from "./Toolbar.module.css";

interface FileButtonProps {
  place: Place;
  /** Opens the choice from elsewhere, too. */
  choose: { current: () => void };
}

/** Chooses files to attach. */
export function FileButton({ place, choose }: FileButtonProps) {
  const input = useRef<HTMLInputElement>(null);
  const open = useCallback(() => input.current?.click(), []);
  choose.current = open;
  // In a thread the keys are for who writes there; everywhere else they are the room's.
  useFileChoice(place.root === null ? open : null);
  return (
    <>
      <IconButton label="Attach files" keys="Ctrl U" icon={<Paperclip />} className={styles.mark} onClick={open} />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label="Files to attach"
        onChange={({ target }) => {
          attach(place, [...(target.files ?? [])]);
          target.value = "";
        }}
      />
    </>
  );
}
