import type { Message, Preview } from "../../api/wire";
import styles from "./Previews.module.css";

/** What the links of a message lead to. */
export function Previews({ message }: { message: Message }) {
  return (
    <ul className={styles.list} role="list" aria-label="Previews of links">
      {message.previews.map((preview) => (
        <li key={preview.id}>
          <PreviewCard preview={preview} />
        </li>
      ))}
    </ul>
  );
}

function PreviewCard({ preview }: { preview: Preview }) {
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
    </article>
  );
}
