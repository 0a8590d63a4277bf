import { SendHorizontal } from "lucide-react";
import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useRef, useState } from "react";
import { draftOf, keepDraft, useDraft } from "../../stores/drafts";
import type { Place } from "../../stores/places";
import { Checkbox } from "../../ui/Checkbox";
import { classes } from "../../ui/classes";
import { send, tellTyping } from "./actions";
import styles from "./Composer.module.css";
import { type Change, type MarkName, markChange, nextItem, type Selected } from "./marks";
import { Toolbar } from "./Toolbar";

/** Bytes of UTF-8 that the server takes for one message. */
const MOST_BYTES = 16_384;
/** From here on, the letters that are left are shown. */
const NEARLY_BYTES = 15_000;

interface ComposerProps {
  place: Place;
  /** Name of the room, for the choice to show a reply there too. */
  title: string;
  /** What it says while it is empty, for example `Message #general`. */
  prompt: string;
}

/** Where messages and replies are written. Mount it anew for each place: `key={placeKey(place)}`. */
export function Composer({ place, title, prompt }: ComposerProps) {
  const text = useDraft(place);
  const [alsoInRoom, setAlsoInRoom] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const sending = useRef(false);
  const bytes = byteLength(text);
  const canSend = text.trim() !== "" && bytes <= MOST_BYTES;

  useGrowing(field, text);
  useFocusOnOpen(field);

  const submit = async () => {
    if (!canSend || sending.current) return;
    sending.current = true;
    // What is typed while the text is being kept stays.
    if (await send(place, text.trim(), { alsoInRoom })) {
      const now = draftOf(place);
      if (now.startsWith(text)) keepDraft(place, now.slice(text.length));
      setAlsoInRoom(false);
    }
    sending.current = false;
    field.current?.focus();
  };

  const apply = useCallback((change: Change) => {
    if (field.current !== null) insert(field.current, change);
  }, []);
  const mark = useCallback(
    (name: MarkName) => field.current && apply(markChange(name, selection(field.current))),
    [apply],
  );

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // Safari ends a composition before it tells of the key that ended it; its code 229 gives it away.
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    const name = MARK_KEYS[keyName(event)];
    if (event.key === "Enter" && !event.shiftKey && !event.altKey && !isTouch()) {
      event.preventDefault();
      void submit();
    } else if (event.key === "Enter") {
      const change = nextItem(selection(event.currentTarget));
      if (change === null) return;
      event.preventDefault();
      apply(change);
    } else if (name !== undefined) {
      event.preventDefault();
      mark(name);
    }
  };

  return (
    <form
      className={styles.composer}
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <textarea
        ref={field}
        className={styles.field}
        aria-label={prompt}
        placeholder={prompt}
        dir="auto"
        rows={1}
        value={text}
        onChange={(event) => {
          keepDraft(place, event.target.value);
          if (event.target.value.trim() !== "") tellTyping(place.room);
        }}
        onKeyDown={onKeyDown}
      />
      {place.root !== null && (
        <div className={styles.also}>
          <Checkbox checked={alsoInRoom} onChange={setAlsoInRoom}>
            Also send to {title}
          </Checkbox>
        </div>
      )}
      <div className={styles.bar}>
        <Toolbar onMark={mark} />
        {bytes > NEARLY_BYTES && (
          <span className={classes(styles.left, bytes > MOST_BYTES && styles.over)} role="status">
            {bytes > MOST_BYTES
              ? `${(bytes - MOST_BYTES).toLocaleString()} too many`
              : `${(MOST_BYTES - bytes).toLocaleString()} left`}
          </span>
        )}
        <button type="submit" className={styles.send} disabled={!canSend} aria-label="Send">
          <SendHorizontal />
          <span>Send</span>
        </button>
      </div>
    </form>
  );
}

const MARK_KEYS: Record<string, MarkName> = {
  "mod+b": "bold",
  "mod+i": "italic",
  "mod+e": "code",
  "mod+shift+x": "strike",
  "mod+shift+u": "link",
  "mod+shift+9": "quote",
  "mod+shift+8": "bullets",
  "mod+shift+7": "numbers",
};

function keyName(event: KeyboardEvent): string {
  // With Shift, digits become other signs: their key code stays.
  const key = /^Digit\d$/.test(event.code) ? event.code.slice(5) : event.key.toLowerCase();
  return `${event.ctrlKey || event.metaKey ? "mod+" : ""}${event.shiftKey ? "shift+" : ""}${key}`;
}

/** On a phone the return key breaks the line: the way to send is the button. */
function isTouch(): boolean {
  return matchMedia("(hover: none) and (pointer: coarse)").matches;
}

function byteLength(text: string): number {
  return text.length * 3 < NEARLY_BYTES ? text.length : new TextEncoder().encode(text).length;
}

function selection(field: HTMLTextAreaElement): Selected {
  return { text: field.value, start: field.selectionStart, end: field.selectionEnd };
}

/** Changes the text as if it were typed, so that the browser's Undo knows of it. */
function insert(field: HTMLTextAreaElement, change: Change): void {
  field.focus();
  field.setSelectionRange(change.from, change.to);
  const [command, words] = change.insert === "" ? ["delete"] : ["insertText", change.insert];
  // Deprecated, and still the only way that browsers undo; where it is gone, the text is set without.
  const typed = document.execCommand?.(command ?? "", false, words) ?? false;
  if (!typed) {
    field.setRangeText(change.insert, change.from, change.to, "end");
    field.dispatchEvent(new Event("input", { bubbles: true }));
  }
  field.setSelectionRange(change.selectFrom, change.selectTo);
}

/** As tall as the text; the style sheet says where it ends. */
function useGrowing(field: { current: HTMLTextAreaElement | null }, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text.
  useLayoutEffect(() => {
    const box = field.current;
    if (box === null || globalThis.CSS?.supports?.("field-sizing", "content")) return;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
  }, [field, text]);
}

/** Ready to type at once, except where that brings up a keyboard. */
function useFocusOnOpen(field: { current: HTMLTextAreaElement | null }): void {
  useEffect(() => {
    const box = field.current;
    if (box === null || isTouch()) return;
    box.focus({ preventScroll: true });
    box.setSelectionRange(box.value.length, box.value.length);
  }, [field]);
}
