import { X } from "lucide-react";
import type { Message, Preview } from "../../api/wire";
import { useEntities } from "../../stores/entities";
import { IconButton } from "../../ui/IconButton";
import { removePreview } from "./actions";
import styles from "./Previews.module.css";

/** What the links of a message lead to. Its author, and who keeps order, take a preview away. */
export function Previews({ message }: { message: Message }) {
  const mayRemove = useEntities(({ me, rooms }) => {
    const needed = message.author === me ? "edit_own" : "delete_any";
    return rooms[message.room]?.abilities.includes(needed) ?? false;
  });
  return (
    <ul className={styles.list} role="list" aria-label="Previews of links">
      {message.previews.map((preview) => (
        <li key={preview.id}>
          <PreviewCard preview={preview} onRemove={mayRemove ? () => removePreview(message, preview.id) : null} />
        </li>
      ))}
    </ul>
  );
}

function PreviewCard({ preview, onRemove }: { preview: Preview; onRemove: (() => void) | null }) {
  const { image } = preview;
  // A wide picture stands under the words, a small or tall one beside them.
  const wide = image !== null && image.width >= 400 && image.width > image.height * 1.2;
  return (
    <article className={styles.card} data-look={wide ? "wide" : "narrow"}>
      <div className={styles.words}>
        <p className={styles.site}>
          <bdi>{preview.site}</bdi>
        </p>
        <a className={styles.title} href={preview.url} target="_blank" rel="noopener noreferrer nofollow" dir="auto">
          {preview.title}
        </a>
        {preview.text !== "" && (
          <p className={styles.text} dir="auto">
            {preview.text}
          </p>
        )}
      </div>
      {image !== null && (
        <img
          className={styles.picture}
          src={`/api/v1/previews/${preview.id}/image`}
          width={image.width}
          height={image.height}
          alt=""
          loading="lazy"
          decoding="async"
        />
      )}
      {onRemove !== null && (
        <IconButton
          label={`Remove the preview of ${preview.site}`}
          icon={<X />}
          className={styles.remove}
          onClick={onRemove}
        />
      )}
    </article>
  );
}
