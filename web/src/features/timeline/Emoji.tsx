import { useSyncExternalStore } from "react";
import { emojiOf, onEmojiLoaded } from "../../lib/emoji";

/** An emoji by its name. Shows `:name:` until the names are loaded, and for ever when nobody knows it. */
export function Emoji({ name }: { name: string }) {
  const emoji = useSyncExternalStore(onEmojiLoaded, () => emojiOf(name));
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
