import { ArrowUpRight, Download } from "lucide-react";
import type { File } from "../../api/wire";
import { extensionOf, fileSize } from "../../lib/text";
import styles from "./FileCard.module.css";
import { downloadPath } from "./media";

/** A file by its name and size, and the way to it: a download of ours, or the site that keeps it. */
export function FileCard({ file }: { file: File }) {
  const about = [file.size > 0 && fileSize(file.size), file.url !== null && hostOf(file.url)];
  const way =
    file.url === null
      ? { href: downloadPath(file), download: file.name }
      : { href: file.url, target: "_blank", rel: "noopener noreferrer nofollow" };
  return (
    <a className={styles.card} {...way}>
      <span className={styles.kind} aria-hidden>
        {extensionOf(file.name)}
      </span>
      <span className={styles.words}>
        <bdi className={styles.name}>{file.name}</bdi>
        <span className={styles.about}>{about.filter(Boolean).join(" · ")}</span>
      </span>
      {file.url === null ? (
        <Download size={16} className={styles.away} aria-label="Download" />
      ) : (
        <ArrowUpRight size={16} className={styles.away} aria-hidden />
      )}
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
