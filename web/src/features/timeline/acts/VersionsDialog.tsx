import { useEffect, useState } from "react";
import type { Message, MessageVersion } from "../../../api/wire";
import { type DiffPart, wordDiff } from "../../../lib/diff";
import { fullTime } from "../../../lib/time";
import { Button } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { SkeletonRows } from "../../../ui/Skeleton";
import { VisuallyHidden } from "../../../ui/VisuallyHidden";
import { loadVersions } from "../actions";
import styles from "./VersionsDialog.module.css";

interface VersionsDialogProps {
  message: Message;
  onClose: () => void;
}

/** Every text that a message had, each with what was changed since the one before. */
export function VersionsDialog({ message, onClose }: VersionsDialogProps) {
  const { versions, failed, retry } = useVersions(message);
  return (
    <Dialog open width="wide" title="Versions of this message" onClose={onClose}>
      {versions === null && failed === null && <SkeletonRows count={2} />}
      {failed !== null && (
        <p role="alert">
          {failed} <Button onClick={retry}>Try again</Button>
        </p>
      )}
      <ol role="list" className={styles.list}>
        {versions?.map((version, index) => (
          <li key={version.number} className={styles.version}>
            <p className={styles.head}>
              <b>
                {index === 0 ? "As it is now" : version.number === 1 ? "As it was sent" : `Version ${version.number}`}
              </b>
              <time dateTime={version.created_at}>{fullTime(version.created_at)}</time>
            </p>
            <p className={styles.text} dir="auto">
              {wordDiff(versions[index + 1]?.text ?? version.text, version.text).map((part, at) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text never move.
                <Part key={at} part={part} />
              ))}
            </p>
          </li>
        ))}
      </ol>
    </Dialog>
  );
}

function Part({ part }: { part: DiffPart }) {
  if (part.change === "same") return part.text;
  if (part.change === "added") {
    return (
      <ins className={styles.added}>
        <VisuallyHidden>added: </VisuallyHidden>
        {part.text}
      </ins>
    );
  }
  return (
    <del className={styles.removed}>
      <VisuallyHidden>removed: </VisuallyHidden>
      {part.text}
    </del>
  );
}

function useVersions({ id, edited_at }: Message) {
  const [versions, setVersions] = useState<MessageVersion[] | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another edit or another try is another list.
  useEffect(() => {
    let current = true;
    setFailed(null);
    void loadVersions(id).then((done) => {
      if (!current) return;
      if (done.ok) setVersions(done.value);
      else setFailed(done.sentence);
    });
    return () => {
      current = false;
    };
  }, [id, edited_at, tries]);
  return { versions, failed, retry: () => setTries(tries + 1) };
}
