import { SendHorizontal } from "lucide-react";
import { type KeyboardEvent, useCallback, useEffect, useLayoutEffect, useMemo, useRef, useState } from "react";
import { useQuote } from "../../stores/composing";
import { keepDraft, useDraft } from "../../stores/drafts";
import { useEntities } from "../../stores/entities";
import type { Place } from "../../stores/places";
import { Checkbox } from "../../ui/Checkbox";
import { classes } from "../../ui/classes";
import { lazily } from "../../ui/lazily";
import { type ComposerActs, tellTyping } from "./actions";
import styles from "./Composer.module.css";
import { isComposing, isTouch, replacement, selectionOf, type } from "./field";
import { type Change, type MarkName, markChange, nextItem } from "./marks";
import { SuggestionList } from "./SuggestionList";
import { offeredCommands } from "./slash";
import { Toolbar } from "./Toolbar";
import { useSubmit } from "./useSubmit";
import { useSuggestions } from "./useSuggestions";

const EverybodyDialog = lazily(async () => (await import("./EverybodyDialog")).EverybodyDialog);

/** Bytes of UTF-8 that the server takes for one message. */
const MOST_BYTES = 16_384;
/** From here on, the letters that are left are shown. */
const NEARLY_BYTES = 15_000;

interface ComposerProps {
  place: Place;
  /** Name of the room as people know it, for example `#general`. */
  title: string;
  /** What it says while it is empty, for example `Message #general`. */
  prompt: string;
  acts: ComposerActs;
}

/** Where messages and replies are written. Mount it anew for each place: `key={placeKey(place)}`. */
export function Composer({ place, title, prompt, acts }: ComposerProps) {
  const text = useDraft(place);
  const [alsoInRoom, setAlsoInRoom] = useState(false);
  const [caret, setCaret] = useState<number | null>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const commands = useCommands(place, acts);
  const bytes = byteLength(text);
  const canSend = text.trim() !== "" && bytes <= MOST_BYTES;

  const apply = useCallback((change: Change) => field.current && type(field.current, change), []);
  const mark = useCallback(
    (name: MarkName) => field.current && apply(markChange(name, selectionOf(field.current))),
    [apply],
  );
  const insert = useCallback(
    (words: string) => {
      const { start = 0, end = 0 } = field.current ? selectionOf(field.current) : {};
      apply(replacement(start, end, words));
    },
    [apply],
  );
  const suggestions = useSuggestions({
    place,
    text,
    caret,
    commands,
    onTake: (item, { from, to }) => apply(replacement(from, to, item.insert)),
  });
  const { submit, hint, clearHint, asking } = useSubmit({
    place,
    commands,
    acts,
    carried: () => ({ alsoInRoom }),
    onSent: () => setAlsoInRoom(false),
  });
  useGrowing(field, text);
  useFocusOnOpen(field);
  useQuote(
    place,
    useCallback((quote: string) => apply(quoted(field.current, quote)), [apply]),
  );

  const send = async () => {
    if (canSend) await submit();
    field.current?.focus();
  };

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (isComposing(event) || suggestions.onKeyDown(event)) return;
    const name = MARK_KEYS[keyName(event)];
    if (event.key === "Enter" && !event.shiftKey && !event.altKey && !isTouch()) {
      event.preventDefault();
      void send();
    } else if (event.key === "Enter") {
      const change = nextItem(selectionOf(event.currentTarget));
      if (change === null) return;
      event.preventDefault();
      apply(change);
    } else if (event.key === "ArrowUp" && text === "" && isBare(event)) {
      if (acts.editLast?.(place)) event.preventDefault();
    } else if (name !== undefined) {
      event.preventDefault();
      mark(name);
    }
  };

  const act = place.root === null ? "Send" : "Reply";
  return (
    <form
      className={styles.composer}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <SuggestionList of={suggestions} />
      <textarea
        ref={field}
        className={styles.field}
        aria-label={prompt}
        placeholder={prompt}
        dir="auto"
        rows={1}
        value={text}
        {...(suggestions.items.length > 0 && suggestions.choices.field)}
        onChange={(event) => {
          clearHint();
          setCaret(event.target.selectionEnd);
          keepDraft(place, event.target.value);
          if (event.target.value.trim() !== "") tellTyping(place.room);
        }}
        onSelect={({ currentTarget: { selectionStart, selectionEnd } }) =>
          setCaret(selectionStart === selectionEnd ? selectionStart : null)
        }
        onBlur={() => setCaret(null)}
        onKeyDown={onKeyDown}
      />
      {hint !== null && (
        <p className={styles.hint} role="alert">
          {hint}
        </p>
      )}
      {place.root !== null && (
        <div className={styles.also}>
          <Checkbox checked={alsoInRoom} onChange={setAlsoInRoom}>
            Also send to {title}
          </Checkbox>
        </div>
      )}
      <div className={styles.bar}>
        <Toolbar onMark={mark} onInsert={insert} field={field} />
        {bytes > NEARLY_BYTES && <BytesLeft bytes={bytes} />}
        <button type="submit" className={styles.send} disabled={!canSend} aria-label={act}>
          <SendHorizontal />
          <span>{act}</span>
        </button>
      </div>
      {asking !== null && <EverybodyDialog title={title} asking={asking} />}
    </form>
  );
}

function BytesLeft({ bytes }: { bytes: number }) {
  const over = bytes > MOST_BYTES;
  const count = Math.abs(MOST_BYTES - bytes).toLocaleString();
  return (
    <span className={classes(styles.left, over && styles.over)} role="status">
      {over ? `${count} too many` : `${count} left`}
    </span>
  );
}

function useCommands(place: Place, acts: ComposerActs) {
  const entry = useEntities((state) => state.rooms[place.room]);
  const abilities = useEntities((state) => state.abilities);
  const canSearch = acts.search !== undefined;
  return useMemo(() => offeredCommands(entry, abilities, canSearch), [entry, abilities, canSearch]);
}

/** What was quoted comes before what is written, on lines of its own. */
function quoted(field: HTMLTextAreaElement | null, quote: string): Change {
  const end = field?.value.length ?? 0;
  const before = end > 0 && !field?.value.endsWith("\n") ? "\n\n" : "";
  return replacement(end, end, before + quote);
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

function isBare(event: KeyboardEvent): boolean {
  return !event.ctrlKey && !event.metaKey && !event.altKey && !event.shiftKey;
}

function byteLength(text: string): number {
  return text.length * 3 < NEARLY_BYTES ? text.length : new TextEncoder().encode(text).length;
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
