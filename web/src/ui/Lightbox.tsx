import { Dialog as Base } from "@base-ui/react/dialog";
import { ChevronLeft, ChevronRight, Download, X, ZoomIn, ZoomOut } from "lucide-react";
import { type KeyboardEvent, useEffect, useState } from "react";
import { classes } from "./classes";
import { IconButton } from "./IconButton";
import styles from "./Lightbox.module.css";

export interface LightboxPicture {
  id: string;
  name: string;
  /** In pixels, as it was sent. */
  width: number;
  height: number;
  /** What is held already, most likely: shown until `large` is there. */
  small: string;
  large: string;
  /** As it was sent; loaded when it is looked at closely, or when it moves. */
  full: string;
  download: string;
  /** An animation, which only `full` is. */
  moves: boolean;
}

interface LightboxProps {
  pictures: readonly LightboxPicture[];
  /** Which one is shown. */
  at: number;
  onMove: (at: number) => void;
  onClose: () => void;
}

/** Pictures at full size, one at a time: arrows go on, Z looks closely, Escape closes. */
export function Lightbox({ pictures, at, onMove, onClose }: LightboxProps) {
  const [closely, setClosely] = useState(false);
  const picture = pictures[at];
  const many = pictures.length > 1;
  const go = (by: 1 | -1) => {
    setClosely(false);
    onMove((at + by + pictures.length) % pictures.length);
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowRight" && many) go(1);
    else if (event.key === "ArrowLeft" && many) go(-1);
    else if (event.key.toLowerCase() === "z" && !event.ctrlKey && !event.metaKey) setClosely(!closely);
    else return;
    event.preventDefault();
  };
  usePreloaded(many ? pictures[(at + 1) % pictures.length] : undefined);
  if (picture === undefined) return null;
  return (
    <Base.Root open onOpenChange={(next) => !next && onClose()}>
      <Base.Portal>
        <Base.Backdrop className={styles.backdrop} />
        <Base.Popup className={styles.popup} onKeyDown={onKeyDown}>
          <header className={styles.head}>
            <Base.Title className={styles.name}>
              <bdi>{picture.name}</bdi>
            </Base.Title>
            {many && (
              <span className={styles.count}>
                {at + 1} of {pictures.length}
              </span>
            )}
            <IconButton
              label={closely ? "Fit to the window" : "Look closely"}
              keys="Z"
              icon={closely ? <ZoomOut /> : <ZoomIn />}
              pressed={closely}
              onClick={() => setClosely(!closely)}
            />
            <a className={styles.download} href={picture.download} download={picture.name} aria-label="Download">
              <Download />
            </a>
            <Base.Close render={<IconButton label="Close" icon={<X />} />} />
          </header>
          <Stage key={picture.id} picture={picture} closely={closely} onToggle={() => setClosely(!closely)} />
          {many && (
            <>
              <IconButton className={styles.previous} label="Previous" icon={<ChevronLeft />} onClick={() => go(-1)} />
              <IconButton className={styles.next} label="Next" icon={<ChevronRight />} onClick={() => go(1)} />
            </>
          )}
        </Base.Popup>
      </Base.Portal>
    </Base.Root>
  );
}

interface StageProps {
  picture: LightboxPicture;
  closely: boolean;
  onToggle: () => void;
}

function Stage({ picture, closely, onToggle }: StageProps) {
  const source = closely || picture.moves ? picture.full : picture.large;
  const [failed, setFailed] = useState(false);
  return (
    <div className={classes(styles.stage, closely && styles.close)} tabIndex={-1}>
      {failed ? (
        <p className={styles.failed}>This picture could not be loaded. Try again, or download it.</p>
      ) : (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the button above and Z do the same.
        <img
          className={styles.picture}
          src={source}
          width={picture.width}
          height={picture.height}
          alt={picture.name}
          style={{ backgroundImage: `url("${picture.small}")` }}
          onClick={onToggle}
          onError={() => setFailed(true)}
        />
      )}
    </div>
  );
}

/** The next picture is fetched while this one is looked at. */
function usePreloaded(picture: LightboxPicture | undefined): void {
  const source = picture?.large;
  useEffect(() => {
    if (source !== undefined) new Image().src = source;
  }, [source]);
}
