import { useState } from "react";
import { IconButton } from "../IconButton";
import type { Cell } from "./board";
import { chooseTone, type Tone, useEmojiChoice } from "./choice";
import { EmojiGlyph } from "./EmojiGlyph";
import styles from "./EmojiPicker.module.css";

const HANDS: readonly { tone: Tone; hand: string; label: string }[] = [
  { tone: 0, hand: "✋", label: "No skin tone" },
  { tone: 1, hand: "✋🏻", label: "Light skin tone" },
  { tone: 2, hand: "✋🏼", label: "Medium-light skin tone" },
  { tone: 3, hand: "✋🏽", label: "Medium skin tone" },
  { tone: 4, hand: "✋🏾", label: "Medium-dark skin tone" },
  { tone: 5, hand: "✋🏿", label: "Dark skin tone" },
];

/** What the active emoji is called, and the choice of a skin tone. */
export function EmojiFoot({ cell }: { cell: Cell | undefined }) {
  const { tone } = useEmojiChoice();
  const [choosing, setChoosing] = useState(false);
  if (choosing) {
    return (
      <div className={styles.foot} role="group" aria-label="Skin tone">
        {HANDS.map((one) => (
          <IconButton
            key={one.tone}
            label={one.label}
            icon={<span className={styles.hand}>{one.hand}</span>}
            pressed={one.tone === tone}
            autoFocus={one.tone === tone}
            onClick={() => {
              chooseTone(one.tone);
              setChoosing(false);
            }}
          />
        ))}
      </div>
    );
  }
  return (
    <div className={styles.foot}>
      <span className={styles.large}>{cell && <EmojiGlyph cell={cell} />}</span>
      <span className={styles.name}>{cell?.name}</span>
      <IconButton
        label="Choose a skin tone"
        icon={<span className={styles.hand}>{HANDS[tone]?.hand}</span>}
        onClick={() => setChoosing(true)}
      />
    </div>
  );
}
