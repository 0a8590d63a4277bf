import { SmilePlus } from "lucide-react";
import { Fragment, useRef, useState } from "react";
import type { Message } from "../../../api/wire";
import { useUser } from "../../../stores/users";
import { pointAt } from "../../../ui/anchor";
import { classes } from "../../../ui/classes";
import { Dialog } from "../../../ui/Dialog";
import { emojiAtHand, noteEmojiUsed } from "../../../ui/emoji/choice";
import { toggleReaction } from "../actions";
import { EmojiOf } from "../Emoji";
import styles from "./ActSheet.module.css";
import { actOf, actsOn, type MessageAct, type MessageDoors, titleOf } from "./acts";
import { type ShownIn, useSubject } from "./subject";

interface ActSheetProps {
  message: Message;
  shownIn: ShownIn;
  doors: MessageDoors;
  onClose: () => void;
}

/** Everything that can be done to a message, for fingers: at the foot of the screen. */
export function ActSheet({ message, shownIn, doors, onClose }: ActSheetProps) {
  const subject = useSubject(message, shownIn);
  const author = useUser(message.author);
  const list = useRef<HTMLUListElement>(null);
  const [atHand] = useState(emojiAtHand);
  if (subject === null) return null;
  const mayReact = actOf("react")?.available(subject) ?? false;
  const acts = actsOn(subject).filter((act) => act.id !== "react");
  const run = (act: MessageAct | undefined) => {
    onClose();
    const asked = { doors, anchor: pointAt(0, 0), align: "start" as const, returnFocus: null, selected: "" };
    setTimeout(() => act?.run(subject, asked));
  };
  return (
    <Dialog open title={`Message by ${author?.display_name ?? "…"}`} initialFocus={list} onClose={onClose}>
      {mayReact && (
        <div className={styles.emoji} role="group" aria-label="React">
          {atHand.map((emoji) => (
            <button
              key={emoji}
              type="button"
              aria-label={`React with ${emoji}`}
              aria-pressed={subject.own.includes(emoji)}
              onClick={() => {
                noteEmojiUsed(emoji);
                toggleReaction(message, emoji);
                onClose();
              }}
            >
              <EmojiOf value={emoji} />
            </button>
          ))}
          <button type="button" aria-label="Add a reaction" onClick={() => run(actOf("react"))}>
            <SmilePlus />
          </button>
        </div>
      )}
      <ul ref={list} role="list" tabIndex={-1} className={styles.acts}>
        {acts.map((act, index) => {
          const Icon = act.icon(subject);
          const above = acts[index - 1];
          return (
            <Fragment key={act.id}>
              {above !== undefined && above.group !== act.group && <li className={styles.line} aria-hidden />}
              <li>
                <button
                  type="button"
                  className={classes(styles.act, act.danger && styles.danger)}
                  onClick={() => run(act)}
                >
                  <Icon />
                  {titleOf(act, subject)}
                </button>
              </li>
            </Fragment>
          );
        })}
      </ul>
    </Dialog>
  );
}
