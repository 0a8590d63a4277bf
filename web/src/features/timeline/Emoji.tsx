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
