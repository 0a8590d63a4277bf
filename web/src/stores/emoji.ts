/** The workspace's own emoji. Hook for components: `useCustomEmoji()`, by name; empty before they were listed. */
import { useMemo } from "react";
import type { CustomEmoji } from "../api/wire";
import { useEntities } from "./entities";

/** Where the picture of a custom emoji is. */
export function emojiPicture({ name, id }: CustomEmoji): string {
  return `/api/v1/emoji/${encodeURIComponent(name)}/image?v=${id}`;
}

export function useCustomEmoji(): { name: string; url: string }[] {
  const emoji = useEntities((state) => state.emoji);
  return useMemo(
    () =>
      Object.values(emoji ?? {})
        .sort((a, b) => (a.name < b.name ? -1 : 1))
        .map((one) => ({ name: one.name, url: emojiPicture(one) })),
    [emoji],
  );
}
