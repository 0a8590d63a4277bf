import { Bold, Code, Italic, Link, List, ListOrdered, Smile, Strikethrough, TextQuote } from "lucide-react";
import { type ReactNode, type RefObject, useRef, useState } from "react";
import { useCustomEmoji } from "../../stores/emoji";
import type { Place } from "../../stores/places";
import { EmojiPicker } from "../../ui/emoji/EmojiPicker";
import { IconButton } from "../../ui/IconButton";
import { needEmoji } from "./actions";
import { FileButton } from "./FileButton";
import type { MarkName } from "./marks";
import styles from "./Toolbar.module.css";

const MARKS: { name: MarkName; label: string; keys: string; icon: ReactNode }[] = [
  { name: "bold", label: "Bold", keys: "Ctrl B", icon: <Bold /> },
  { name: "italic", label: "Italic", keys: "Ctrl I", icon: <Italic /> },
  { name: "strike", label: "Strikethrough", keys: "Ctrl Shift X", icon: <Strikethrough /> },
  { name: "code", label: "Code", keys: "Ctrl E", icon: <Code /> },
  { name: "link", label: "Link", keys: "Ctrl Shift U", icon: <Link /> },
  { name: "bullets", label: "List", keys: "Ctrl Shift 8", icon: <List /> },
  { name: "numbers", label: "Numbered list", keys: "Ctrl Shift 7", icon: <ListOrdered /> },
  { name: "quote", label: "Quote", keys: "Ctrl Shift 9", icon: <TextQuote /> },
];

interface ToolbarProps {
  place: Place;
  /** Opens the choice of files. */
  choose: { current: () => void };
  /** Marks the selected text. */
  onMark: (name: MarkName) => void;
  /** Puts words where the caret is. */
  onInsert: (words: string) => void;
  field: RefObject<HTMLTextAreaElement | null>;
}

/** What can be put into a message. */
export function Toolbar({ place, choose, onMark, onInsert, field }: ToolbarProps) {
  return (
    <div className={styles.toolbar}>
      <FileButton place={place} choose={choose} />
      <EmojiButton onPick={onInsert} field={field} />
      <div className={styles.marks} role="toolbar" aria-label="Formatting">
        {MARKS.map(({ name, label, keys, icon }) => (
          <IconButton
            key={name}
            label={label}
            keys={keys}
            icon={icon}
            className={styles.mark}
            // The field keeps its selection, and a phone its keyboard.
            onPointerDown={(event) => event.preventDefault()}
            onClick={() => onMark(name)}
          />
        ))}
      </div>
    </div>
  );
}

function EmojiButton({ onPick, field }: { onPick: (words: string) => void; field: ToolbarProps["field"] }) {
  const [open, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const custom = useCustomEmoji();
  return (
    <>
      <IconButton
        ref={button}
        label="Emoji"
        icon={<Smile />}
        className={styles.mark}
        aria-haspopup="dialog"
        aria-expanded={open}
        onPointerEnter={() => void EmojiPicker.preload().catch(() => {})}
        onClick={() => {
          needEmoji();
          setOpen(!open);
        }}
      />
      {open && (
        <EmojiPicker
          anchor={button}
          returnFocus={field}
          custom={custom}
          onPick={(emoji) => onPick(emoji.startsWith(":") ? `${emoji} ` : emoji)}
          onClose={() => setOpen(false)}
        />
      )}
    </>
  );
}
