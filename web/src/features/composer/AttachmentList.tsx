import { FileUp, RotateCw, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { extensionOf, fileSize } from "../../lib/text";
import { type Attachment, useAttachments } from "../../stores/attachments";
import type { Place } from "../../stores/places";
import { classes } from "../../ui/classes";
import { IconButton } from "../../ui/IconButton";
import { Progress } from "../../ui/Progress";
import styles from "./AttachmentList.module.css";
import { detach, resumeUpload, retryUpload } from "./actions";

/** The files that will go with the next message. */
export function AttachmentList({ place }: { place: Place }) {
  const attachments = useAttachments(place);
  if (attachments.length === 0) return null;
  return (
    <ul className={styles.list} role="list" aria-label="Attached files">
      {attachments.map((attachment) => (
        <Card key={attachment.key} attachment={attachment} />
      ))}
    </ul>
  );
}

function Card({ attachment }: { attachment: Attachment }) {
  const { key, name, size, state, sent } = attachment;
  const failed = state === "failed" || state === "interrupted";
  return (
    <li className={classes(styles.card, failed && styles.failed)}>
      <Picture attachment={attachment} />
      <span className={styles.words}>
        <bdi className={styles.name} title={name}>
          {name}
        </bdi>
        <span className={styles.about} role={failed ? "alert" : undefined}>
          {wordsOf(attachment)}
        </span>
      </span>
      {state === "failed" && (
        <IconButton
          label={`Try ${name} again`}
          icon={<RotateCw />}
          className={styles.act}
          onClick={() => retryUpload(key)}
        />
      )}
      {state === "interrupted" && <ChooseAgain attachment={attachment} />}
      <IconButton
        label={state === "done" || failed ? `Remove ${name}` : `Cancel ${name}`}
        icon={<X />}
        className={styles.act}
        onClick={() => detach(key)}
      />
      {state === "uploading" && (
        <span className={styles.progress}>
          <Progress label={`Uploading ${name}`} value={sent / size} />
        </span>
      )}
    </li>
  );
}

function wordsOf({ state, size, sent, problem }: Attachment): string {
  switch (state) {
    case "uploading":
      return `${Math.floor((sent / size) * 100)} % of ${fileSize(size)}`;
    case "waiting":
      return problem ?? `Waiting · ${fileSize(size)}`;
    case "failed":
      return problem ?? "Not uploaded.";
    case "interrupted":
      return "Interrupted. Choose it again to go on.";
    default:
      return fileSize(size);
  }
}

/** The picture itself as far as it is at hand, else the kind of file. */
function Picture({ attachment: { name, type, source, file } }: { attachment: Attachment }) {
  const [url, setUrl] = useState<string | null>(null);
  // Scripts can hide in drawings: those are never shown.
  const shown = source !== null && /^image\/(png|jpeg|gif|webp|avif|bmp)$/.test(type) ? source : null;
  useEffect(() => {
    if (shown === null) return;
    const made = URL.createObjectURL(shown);
    setUrl(made);
    return () => {
      setUrl(null);
      URL.revokeObjectURL(made);
    };
  }, [shown]);
  const picture = url ?? file?.image?.placeholder;
  if (picture) return <img className={styles.picture} src={picture} alt="" onError={() => setUrl(null)} />;
  return (
    <span className={styles.kind} aria-hidden>
      {extensionOf(name)}
    </span>
  );
}

/** The page lost the bytes: the same file goes on where it stopped. */
function ChooseAgain({ attachment: { key, name } }: { attachment: Attachment }) {
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton
        label={`Choose ${name} again`}
        icon={<FileUp />}
        className={styles.act}
        onClick={() => input.current?.click()}
      />
      <input
        ref={input}
        type="file"
        hidden
        onChange={({ target }) => {
          const file = target.files?.[0];
          if (file) resumeUpload(key, file);
          target.value = "";
        }}
      />
    </>
  );
}
