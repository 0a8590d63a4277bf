import type { Cell } from "./board";
import styles from "./EmojiPicker.module.css";

/** How an emoji looks: itself, or its picture. */
export function EmojiGlyph({ cell }: { cell: Cell }) {
  if (cell.picture === null) return <span aria-hidden>{cell.value}</span>;
  return <img className={styles.picture} src={cell.picture} alt="" loading="lazy" draggable={false} />;
}
