import { Ellipsis, SmilePlus } from "lucide-react";
import { type RefObject, useRef, useState } from "react";
import type { Message } from "../../../api/wire";
import { emojiAtHand, noteEmojiUsed } from "../../../ui/emoji/choice";
import { IconButton } from "../../../ui/IconButton";
import { toggleReaction } from "../actions";
import { EmojiOf } from "../Emoji";
import { actOf, type MessageDoors, titleOf } from "./acts";
import styles from "./HoverBar.module.css";
import { askedAt } from "./inHand";
import { openOverlay } from "./overlays";
import { type ShownIn, useSubject } from "./subject";

interface HoverBarProps {
  message: Message;
  shownIn: ShownIn;
  doors: MessageDoors;
  row: RefObject<HTMLElement | null>;
}

/** What is done most, over the corner of a row. */
export function HoverBar({ message, shownIn, doors, row }: HoverBarProps) {
  const subject = useSubject(message, shownIn);
  const more = useRef<HTMLButtonElement>(null);
  const smile = useRef<HTMLButtonElement>(null);
  const [atHand] = useState(emojiAtHand);
  if (subject === null) return null;
  const react = actOf("react");
  const buttons = ["reply", "edit"].flatMap((id) => {
    const act = actOf(id);
    return act?.available(subject) ? [act] : [];
  });
  const asked = () => row.current && askedAt(row.current, doors);
  return (
    <div className={styles.place}>
      <div className={styles.bar} role="toolbar" aria-label="Acts on the message">
        {react?.available(subject) && (
          <>
            {atHand.map((emoji) => (
              <IconButton
                key={emoji}
                className={styles.emoji}
                label={`React with ${emoji}`}
                icon={<EmojiOf value={emoji} />}
                onClick={() => {
                  noteEmojiUsed(emoji);
                  toggleReaction(message, emoji);
                }}
              />
            ))}
            <IconButton
              ref={smile}
              className={styles.button}
              label="Add a reaction"
              keys={react.keys}
              icon={<SmilePlus />}
              onClick={() =>
                openOverlay({ name: "emoji", message, shownIn, anchor: smile, align: "end", returnFocus: row.current })
              }
            />
          </>
        )}
        {buttons.map((act) => {
          const Icon = act.icon(subject);
          return (
            <IconButton
              key={act.id}
              className={styles.button}
              label={titleOf(act, subject)}
              keys={act.keys}
              icon={<Icon />}
              onClick={() => {
                const at = asked();
                if (at) act.run(subject, at);
              }}
            />
          );
        })}
        <IconButton
          ref={more}
          className={styles.button}
          label="More"
          aria-haspopup="menu"
          icon={<Ellipsis />}
          onClick={() =>
            openOverlay({ name: "menu", message, shownIn, anchor: more, align: "end", returnFocus: row.current })
          }
        />
      </div>
    </div>
  );
}
