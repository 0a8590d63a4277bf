import {
  type KeyboardEvent,
  type ReactNode,
  type RefObject,
  useCallback,
  useEffect,
  useLayoutEffect,
  useState,
} from "react";
import { useQuote } from "../../stores/composing";
import { keepDraft, useDraft } from "../../stores/drafts";
import type { Place } from "../../stores/places";
import { FOCUS_HOME } from "../../ui/anchor";
import { tellTyping } from "./actions";
import styles from "./Composer.module.css";
import { type Change, type MarkName, markChange, nextItem } from "./marks";
import { SuggestionList } from "./SuggestionList";
import type { SlashCommand } from "./slash";
import { isComposing, isTouch, replacement, selectionOf, type } from "./textField";
import { type LongPaste, usePaste } from "./usePaste";
import { useSuggestions } from "./useSuggestions";

/** What else a key in the field can ask for. */
export interface FieldActs {
  send: () => void;
  chooseFiles: () => void;
  /** Opens the last own message for changes; false when there is none. */
  editLast: () => boolean;
}

interface FieldProps {
  place: Place;
  prompt: string;
  field: RefObject<HTMLTextAreaElement | null>;
  commands: readonly SlashCommand[];
  /** The message waits for its files: it stays as it is. */
  held: boolean;
  acts: FieldActs;
  onChange: () => void;
  /** Shown under the text while a long paste is to be decided about. */
  longPaste: (long: LongPaste) => ReactNode;
}

/** The text that is written, with what completes it, marks it and is pasted into it. */
export function Field({ place, prompt, field, commands, held, acts, onChange, longPaste }: FieldProps) {
  const text = useDraft(place);
  const [caret, setCaret] = useState<number | null>(null);
  const { apply, mark } = useMarks(field);
  const suggestions = useSuggestions({
    place,
    text,
    caret,
    commands,
    onTake: (item, { from, to }) => apply(replacement(from, to, item.insert)),
  });
  const { onPaste, long } = usePaste(place, field);
  const takeQuote = useCallback((quote: string) => apply(quoted(field.current, quote)), [apply, field]);
  useQuote(place, takeQuote);
  useGrowing(field, text);
  useFocusOnOpen(field);

  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (isComposing(event) || suggestions.onKeyDown(event)) return;
    const used = onEnter(event, acts.send, apply) || onShortcut(event, acts, mark);
    if (used) event.preventDefault();
  };

  return (
    <>
      <SuggestionList of={suggestions} />
      <textarea
        ref={field}
        className={styles.field}
        aria-label={prompt}
        placeholder={prompt}
        dir="auto"
        rows={1}
        value={text}
        readOnly={held}
        {...(!isTouch() && FOCUS_HOME)}
        {...(suggestions.items.length > 0 && suggestions.choices.field)}
        onChange={({ target }) => {
          onChange();
          setCaret(target.selectionEnd);
          keepDraft(place, target.value);
          if (target.value.trim() !== "") tellTyping(place.room);
        }}
        onSelect={({ currentTarget: { selectionStart, selectionEnd } }) =>
          setCaret(selectionStart === selectionEnd ? selectionStart : null)
        }
        onBlur={() => setCaret(null)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
      />
      {long !== null && longPaste(long)}
    </>
  );
}

type Apply = (change: Change) => void;
type Mark = (name: MarkName) => void;

/** Changes to the text of a field: any, marks for what is selected, words at the caret. */
export function useMarks(field: RefObject<HTMLTextAreaElement | null>) {
  const apply: Apply = useCallback((change) => field.current && type(field.current, change), [field]);
  const mark: Mark = useCallback(
    (name) => field.current && apply(markChange(name, selectionOf(field.current))),
    [apply, field],
  );
  const insert = useCallback(
    (words: string) => {
      if (field.current === null) return;
      const { start, end } = selectionOf(field.current);
      apply(replacement(start, end, words));
    },
    [apply, field],
  );
  return { apply, mark, insert };
}

/** Enter sends, or breaks the line: with Shift, and on a phone. True when the browser need not do it. */
function onEnter(event: KeyboardEvent<HTMLTextAreaElement>, send: () => void, apply: Apply): boolean {
  if (event.key !== "Enter") return false;
  if (!event.shiftKey && !event.altKey && !isTouch()) {
    send();
    return true;
  }
  const change = nextItem(selectionOf(event.currentTarget));
  if (change !== null) apply(change);
  return change !== null;
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

function onShortcut(event: KeyboardEvent<HTMLTextAreaElement>, acts: FieldActs, mark: Mark): boolean {
  const keys = keyName(event);
  if (keys === "arrowup" && event.currentTarget.value === "" && !event.altKey) return acts.editLast();
  if (keys === "mod+u") {
    acts.chooseFiles();
    return true;
  }
  const name = MARK_KEYS[keys];
  if (name !== undefined) mark(name);
  return name !== undefined;
}

function keyName(event: KeyboardEvent): string {
  // With Shift, digits become other signs: their key code stays. Some keyboards have no other way to `/`, which is the app's.
  const key = /^Digit\d$/.test(event.code) && event.key !== "/" ? event.code.slice(5) : event.key.toLowerCase();
  return `${event.ctrlKey || event.metaKey ? "mod+" : ""}${event.shiftKey ? "shift+" : ""}${key}`;
}

/** A quotation goes behind what is written, on lines of its own. */
function quoted(field: HTMLTextAreaElement | null, quote: string): Change {
  const end = field?.value.length ?? 0;
  const before = end > 0 && !field?.value.endsWith("\n") ? "\n\n" : "";
  return replacement(end, end, before + quote);
}

/** As tall as the text; the style sheet says where it ends. */
function useGrowing(field: RefObject<HTMLTextAreaElement | null>, text: string): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: the height follows the text.
  useLayoutEffect(() => {
    const box = field.current;
    if (box === null || globalThis.CSS?.supports?.("field-sizing", "content")) return;
    box.style.height = "auto";
    box.style.height = `${box.scrollHeight}px`;
  }, [field, text]);
}

/** Ready to type at once, except where that brings up a keyboard. */
function useFocusOnOpen(field: RefObject<HTMLTextAreaElement | null>): void {
  useEffect(() => {
    const box = field.current;
    if (box === null || isTouch()) return;
    box.focus({ preventScroll: true });
    box.setSelectionRange(box.value.length, box.value.length);
  }, [field]);
}
