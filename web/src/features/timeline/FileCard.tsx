import { ArrowUpRight } from "lucide-react";
import type { File } from "../../api/wire";
import { extensionOf, fileSize } from "../../lib/text";
import styles from "./FileCard.module.css";

/** A file that is kept on another site: its name, its size and the way there. */
export function FileCard({ file }: { file: File }) {
  const host = file.url === null ? "" : hostOf(file.url);
  const about = [file.size > 0 && fileSize(file.size), host].filter(Boolean).join(" · ");
  return (
    <a
      className={styles.card}
      href={file.url ?? `/api/v1/files/${file.id}/content`}
      target="_blank"
      rel="noopener noreferrer nofollow"
    >
      <span className={styles.kind} aria-hidden>
        {extensionOf(file.name)}
      </span>
      <span className={styles.words}>
        <bdi className={styles.name}>{file.name}</bdi>
        <span className={styles.about}>{about}</span>
      </span>
      <ArrowUpRight size={16} className={styles.away} aria-hidden />
    </a>
  );
}

function hostOf(url: string): string {
  try {
    return new URL(url).host;
  } catch {
    return "";
  }
}
