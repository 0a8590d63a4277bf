import { ImagePlus, Trash2 } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import type { CustomEmoji } from "../../api/wire";
import { recently } from "../../lib/time";
import { emojiPicture } from "../../stores/emoji";
import { useEntities } from "../../stores/entities";
import { useWorkspaceAbilities } from "../../stores/rooms";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { EmptyState } from "../../ui/EmptyState";
import { IconButton } from "../../ui/IconButton";
import { needEmoji, needUsers, removeEmoji } from "./actions";
import styles from "./EmojiDialog.module.css";
import { NewEmojiForm } from "./NewEmojiForm";

/** The workspace's own emoji: all of them, with their makers; new ones are added and old ones taken away here. */
export function EmojiDialog({ onClose }: { onClose: () => void }) {
  const mayAdd = useWorkspaceAbilities().includes("add_emoji");
  const choose = useRef<HTMLButtonElement>(null);
  const emoji = useEntities((state) => state.emoji);
  useEffect(needEmoji, []);
  const all = Object.values(emoji ?? {}).sort((a, b) => (a.name < b.name ? -1 : 1));
  useEffect(() => needUsers(Object.values(emoji ?? {}).map((one) => one.created_by)), [emoji]);
  return (
    <Dialog
      open
      title="Custom emoji"
      description="Everybody in the workspace can use them, in messages and as reactions."
      onClose={onClose}
      {...(mayAdd && { initialFocus: choose })}
    >
      {mayAdd && <NewEmojiForm choose={choose} taken={(name) => emoji !== null && name in emoji} />}
      {emoji !== null && all.length === 0 && (
        <EmptyState icon={<ImagePlus />} title="None yet">
          A logo, a face, the office dog: a picture and a name are all it takes.
        </EmptyState>
      )}
      {all.length > 0 && (
        <ul className={styles.list} role="list" aria-label="Custom emoji">
          {all.map((one) => (
            <Line key={one.id} emoji={one} />
          ))}
        </ul>
      )}
    </Dialog>
  );
}

function Line({ emoji }: { emoji: CustomEmoji }) {
  const [asked, setAsked] = useState(false);
  const maker = useEntities((state) => state.users[emoji.created_by]?.display_name);
  const isOwn = useEntities((state) => state.me === emoji.created_by);
  const mayRemove = useWorkspaceAbilities().includes("manage_emoji") || isOwn;
  const by = isOwn ? "you" : maker;
  return (
    <li className={styles.line}>
      <img className={styles.picture} src={emojiPicture(emoji)} alt="" />
      <p className={styles.about}>
        <bdi className={styles.name}>:{emoji.name}:</bdi>
        <span className={styles.maker}>
          {asked
            ? "Messages that use it will show its name."
            : `${by ? `by ${by}, ` : ""}${recently(Date.parse(emoji.created_at), Date.now())}`}
        </span>
      </p>
      {asked ? (
        <span className={styles.buttons}>
          <Button onClick={() => setAsked(false)}>Keep</Button>
          <Button look="danger" onClick={() => void removeEmoji(emoji.name)}>
            Remove
          </Button>
        </span>
      ) : (
        mayRemove && <IconButton label={`Remove :${emoji.name}:`} icon={<Trash2 />} onClick={() => setAsked(true)} />
      )}
    </li>
  );
}
