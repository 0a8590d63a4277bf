/** A text field as the composer uses it: what is selected, and changes that the browser can undo. */
import type { Change, Selected } from "./marks";

export function selectionOf(field: HTMLTextAreaElement): Selected {
  return { text: field.value, start: field.selectionStart, end: field.selectionEnd };
}

/** Changes the text as if it were typed, so that the browser's Undo knows of it. */
export function type(field: HTMLTextAreaElement, change: Change): void {
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

/** Puts words in the place of `from`–`to`, and the caret behind them. */
export function replacement(from: number, to: number, insert: string): Change {
  const at = from + insert.length;
  return { from, to, insert, selectFrom: at, selectTo: at };
}

/** On a phone the return key breaks the line, and the focus brings up a keyboard. */
export function isTouch(): boolean {
  return matchMedia("(hover: none) and (pointer: coarse)").matches;
}

/** An input method is at work: this key is its own. */
export function isComposing(event: { nativeEvent: KeyboardEvent; keyCode: number }): boolean {
  // Safari ends a composition before it tells of the key that ended it; its code 229 gives it away.
  return event.nativeEvent.isComposing || event.keyCode === 229;
}
