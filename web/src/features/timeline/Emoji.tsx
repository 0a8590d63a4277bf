import { useEffect, useSyncExternalStore } from "react";
import { emojiOf, onEmojiLoaded } from "../../lib/emoji";
import { emojiPicture } from "../../stores/emoji";
import { useEntities } from "../../stores/entities";
import { needEmoji } from "./actions";
import styles from "./Emoji.module.css";

/**
 * An emoji by its name: one of Unicode, or one of the workspace's own. Shows `:name:` until the names are loaded, and for
 * ever when nobody knows it.
 */
export function Emoji({ name }: { name: string }) {
  const emoji = useSyncExternalStore(onEmojiLoaded, () => emojiOf(name));
  const own = useEntities((state) => state.emoji?.[name]);
  const unlisted = useEntities((state) => state.emoji === null);
  const unknown = emoji === null && unlisted;
  useEffect(() => {
    if (unknown) needEmoji();
  }, [unknown]);
  if (own !== undefined) {
    return <img className={styles.picture} src={emojiPicture(own)} alt={`:${name}:`} title={`:${name}:`} />;
  }
  if (emoji === null) return `:${name}:`;
  return (
    <span role="img" aria-label={name.replaceAll("_", " ")} title={`:${name}:`}>
      {emoji}
    </span>
  );
}

/** A reaction's emoji: itself, or a custom one by its name between colons. What stands around it says its name. */
export function EmojiOf({ value }: { value: string }) {
  const custom = /^:(.+):$/.exec(value)?.[1];
  return <span aria-hidden>{custom === undefined ? value : <Emoji name={custom} />}</span>;
}
