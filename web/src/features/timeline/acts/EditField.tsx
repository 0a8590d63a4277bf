import { type KeyboardEvent, useEffect, useLayoutEffect, useRef, useState } from "react";
import type { Message } from "../../../api/wire";
import { MESSAGE_BYTES } from "../../../lib/limits";
import { byteLength } from "../../../lib/text";
import { editingNow, setEditing } from "../../../stores/composing";
import { everybodyIn, type ToEverybody } from "../../../stores/everybody";
import { useRoom } from "../../../stores/rooms";
import { Button } from "../../../ui/Button";
import { lazily } from "../../../ui/lazily";
import { saveEdit } from "../actions";
import styles from "./EditField.module.css";
import { openOverlay } from "./overlays";
import type { ShownIn } from "./subject";

const EverybodyDialog = lazily(async () => (await import("../../../ui/EverybodyDialog")).EverybodyDialog);

interface EditFieldProps {
  message: Message;
  shownIn: ShownIn;
  text: string;
}

/** Takes the place of a message's text while that is changed. Enter saves, Escape leaves it as it was. */
export function EditField({ message, shownIn, text }: EditFieldProps) {
  const field = useRef<HTMLTextAreaElement>(null);
  const [asking, setAsking] = useState<ToEverybody | null>(null);
  const room = useRoom(message.room)?.room.name ?? "";
  const giveBack = useFocusOnce(field);
  useGrowing(field, text);
  const tooLong = byteLength(text) > MESSAGE_BYTES;
  const empty = text.trim() === "" && message.files.length === 0;

  const close = () => {
    setEditing(null);
    giveBack();
  };
  const commit = () => {
    void saveEdit(message, text.trim(), shownIn);
    close();
  };
  const save = () => {
    if (tooLong) return;
    if (!empty && text.trim() !== message.text) {
      const many = everybodyIn(message.room, text, message.text);
      if (many === null) return commit();
      setAsking({ ...many, confirm: commit, cancel: () => setAsking(null) });
      return;
    }
    if (empty) openOverlay({ name: "delete", message, shownIn });
    close();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // Safari ends a composition before it tells of the key that ended it; its code 229 gives it away.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    if (event.key === "Escape") {
      event.preventDefault();
      close();
    } else if (event.key === "Enter" && !event.shiftKey && !event.altKey && !isTouch()) {
      event.preventDefault();
      save();
    }
  };

  return (
    <form
      className={styles.edit}
      onSubmit={(event) => {
        event.preventDefault();
        save();
      }}
    >
      <textarea
        ref={field}
        className={styles.field}
        aria-label="Edit the message"
        dir="auto"
        rows={1}
        value={text}
        onChange={(event) => {
          setEditing({ room: message.room, message: message.id, shownIn, text: event.target.value, opened: false });
        }}
        onKeyDown={onKeyDown}
      />
      <div className={styles.foot}>
        <p className={styles.hint} role="status">
          {tooLong ? "This is too long to send." : "Enter saves, Esc leaves it as it was"}
        </p>
        <Button onClick={close}>Cancel</Button>
        <Button type="submit" look={empty ? "danger" : "primary"} disabled={tooLong}>
          {empty ? "Delete…" : "Save"}
        </Button>
      </div>
      {asking !== null && <EverybodyDialog title={`#${room}`} act="Save" asking={asking} />}
    </form>
  );
}

/** On a phone the return key breaks the line: the way to save is the button. */
function isTouch(): boolean {
  return matchMedia("(hover: none) and (pointer: coarse)").matches;
}

/** Takes the focus when the edit was just opened, not when its row comes back into view. Gives the way to give it back. */
function useFocusOnce(field: { current: HTMLTextAreaElement | null }): () => void {
  const before = useRef<Element | null>(null);
  useEffect(() => {
    const box = field.current;
    const editing = editingNow();
    if (box === null || !editing?.opened) return;
    setEditing({ ...editing, opened: false });
    before.current = document.activeElement;
    box.focus({ preventScroll: true });
    box.setSelectionRange(box.value.length, box.value.length);
  }, [field]);
  return () => {
    const row = field.current?.closest("article");
    const target = before.current?.isConnected && before.current !== document.body ? before.current : row;
    if (target instanceof HTMLElement) target.focus({ preventScroll: true });
  };
}

/** As tall as the text, where the style sheet alone cannot do it. */
function useGrowing(field: { current: HTMLTextAreaElement | null }, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text.
  useLayoutEffect(() => {
    const box = field.current;
    if (box === null || globalThis.CSS?.supports?.("field-sizing", "content")) return;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
  }, [field, text]);
}
