import { type ClipboardEvent, type RefObject, useCallback, useState } from "react";
import { draftOf } from "../../stores/drafts";
import type { Place } from "../../stores/places";
import { attach, attachText, filesOf } from "./actions";
import { readPasted } from "./pasted";
import { replacement, selectionOf, type } from "./textField";

/** A long text that was pasted, and could go as a file. */
export interface LongPaste {
  chars: number;
  asFile: () => void;
  keep: () => void;
}

interface Paste {
  onPaste: (event: ClipboardEvent<HTMLTextAreaElement>) => void;
  /** Offered until it is answered or the text is gone. */
  long: LongPaste | null;
}

/** Pictures and files are attached, code becomes a block, an address the link of what is selected. Undo gives back the words. */
export function usePaste(place: Place, field: RefObject<HTMLTextAreaElement | null>): Paste {
  const [long, setLong] = useState<string | null>(null);

  const onPaste = (event: ClipboardEvent<HTMLTextAreaElement>) => {
    const { clipboardData: data, currentTarget: box } = event;
    const text = data.getData("text/plain").replaceAll("\r\n", "\n");
    const files = filesOf(data);
    // A table's cells come as text and as a picture of them: the text is meant.
    if (files.length > 0 && text === "") {
      event.preventDefault();
      attach(place, files);
      return;
    }
    const { text: all, start, end } = selectionOf(box);
    const selected = all.slice(start, end);
    const pasted = readPasted(
      text,
      { before: all.slice(0, start), selected },
      data.types.includes("vscode-editor-data"),
    );
    if (pasted.type === "words") return;
    event.preventDefault();
    if (pasted.type === "file") {
      attachText(place, text);
      return;
    }
    if (pasted.type === "link") {
      type(box, replacement(start, end, `[${selected}](${pasted.url})`));
      return;
    }
    // First the words alone, so that Undo leads back to them.
    type(box, replacement(start, end, text));
    if (pasted.type === "code") type(box, replacement(start, start + text.length, pasted.block));
    else setLong(text);
  };

  const asFile = useCallback(() => {
    const at = long === null ? -1 : draftOf(place).indexOf(long);
    setLong(null);
    if (long === null || at < 0) return;
    if (field.current !== null) type(field.current, replacement(at, at + long.length, ""));
    attachText(place, long);
  }, [place, field, long]);
  const keep = useCallback(() => setLong(null), []);
  const offered = long !== null && draftOf(place).includes(long);
  return { onPaste, long: offered ? { chars: long.length, asFile, keep } : null };
}
