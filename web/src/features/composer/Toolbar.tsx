import { Bold, Code, Italic, Link, List, ListOrdered, Strikethrough, TextQuote } from "lucide-react";
import type { ReactNode } from "react";
import { IconButton } from "../../ui/IconButton";
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

/** Marks for the selected text. */
export function Toolbar({ onMark }: { onMark: (name: MarkName) => void }) {
  return (
    <div className={styles.toolbar} role="toolbar" aria-label="Formatting">
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
  );
}
