import { Play } from "lucide-react";
import { useState } from "react";
import type { File } from "../../api/wire";
import { lazily } from "../../ui/lazily";
import styles from "./Attachments.module.css";
import { FileCard } from "./FileCard";
import { contentPath, fitted, pictureOf, shownInPlace } from "./media";

const Lightbox = lazily(() => import("../../ui/Lightbox").then((module) => module.Lightbox));

/** The longer side of a picture that stands alone, and the height of one among others, in pixels. */
const ALONE = { width: 400, height: 320 };
const AMONG_OTHERS = { width: 320, height: 180 };

/** What hangs on a message: pictures in their place, sound and video to play, the rest by name. */
export function Attachments({ files }: { files: readonly File[] }) {
  const [open, setOpen] = useState<number | null>(null);
  const pictures = files.filter((file) => shownInPlace(file));
  const others = files.filter((file) => !pictures.includes(file));
  return (
    <div className={styles.attachments}>
      {pictures.length > 0 && (
        <ul className={styles.pictures} role="list">
          {pictures.map((file, at) => (
            <li key={file.id}>
              <Thumbnail file={file} box={pictures.length === 1 ? ALONE : AMONG_OTHERS} onOpen={() => setOpen(at)} />
            </li>
          ))}
        </ul>
      )}
      {others.map((file) => (
        <Other key={file.id} file={file} />
      ))}
      {open !== null && (
        <Lightbox pictures={pictures.map(pictureOf)} at={open} onMove={setOpen} onClose={() => setOpen(null)} />
      )}
    </div>
  );
}

interface ThumbnailProps {
  file: File;
  box: { width: number; height: number };
  onOpen: () => void;
}

/** A picture at a size that is known before it loads, so that nothing below it moves. */
function Thumbnail({ file, box, onOpen }: ThumbnailProps) {
  const [loaded, setLoaded] = useState(false);
  const { image } = file;
  if (image === null) return null;
  const size = fitted(image, box);
  const picture = pictureOf(file);
  return (
    <button
      type="button"
      className={styles.thumbnail}
      style={{ width: size.width, aspectRatio: `${size.width} / ${size.height}` }}
      aria-label={`Open ${file.name}`}
      onPointerEnter={() => void Lightbox.preload().catch(() => {})}
      onClick={onOpen}
    >
      <img className={styles.placeholder} src={image.placeholder} alt="" aria-hidden />
      <img
        className={loaded ? styles.shown : styles.hidden}
        src={picture.small}
        srcSet={`${picture.small} 360w, ${picture.large} 1280w`}
        sizes={`${size.width}px`}
        alt={file.name}
        loading="lazy"
        decoding="async"
        onLoad={() => setLoaded(true)}
      />
      {file.media_type === "image/gif" && (
        <span className={styles.moves}>
          <Play aria-hidden /> GIF
        </span>
      )}
    </button>
  );
}

function Other({ file }: { file: File }) {
  if (file.url !== null) return <FileCard file={file} />;
  if (file.kind === "video") {
    return (
      <figure className={styles.player}>
        {/* biome-ignore lint/a11y/useMediaCaption: what people send each other has no captions. */}
        <video className={styles.video} src={contentPath(file)} controls preload="metadata" aria-label={file.name} />
        <FileCard file={file} />
      </figure>
    );
  }
  if (file.kind === "audio") {
    return (
      <figure className={styles.player}>
        {/* biome-ignore lint/a11y/useMediaCaption: what people send each other has no captions. */}
        <audio className={styles.audio} src={contentPath(file)} controls preload="none" aria-label={file.name} />
        <FileCard file={file} />
      </figure>
    );
  }
  return <FileCard file={file} />;
}
