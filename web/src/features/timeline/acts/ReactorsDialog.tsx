import { useEffect, useRef, useState } from "react";
import type { Message } from "../../../api/wire";
import { useEntities } from "../../../stores/entities";
import { Avatar } from "../../../ui/Avatar";
import { Button } from "../../../ui/Button";
import { classes } from "../../../ui/classes";
import { Dialog } from "../../../ui/Dialog";
import { SkeletonRows } from "../../../ui/Skeleton";
import { loadReactors } from "../actions";
import { EmojiOf } from "../Emoji";
import styles from "./ReactorsDialog.module.css";
import { type ShownIn, useSubject } from "./subject";

interface ReactorsDialogProps {
  message: Message;
  shownIn: ShownIn;
  /** The kind to begin with; null for the first. */
  emoji: string | null;
  onClose: () => void;
}

/** Everybody who reacted, one kind of reaction at a time. */
export function ReactorsDialog({ message, shownIn, emoji, onClose }: ReactorsDialogProps) {
  const reactions = useSubject(message, shownIn)?.message.reactions ?? [];
  const [chosen, setChosen] = useState(emoji ?? reactions[0]?.emoji ?? "");
  const shown = reactions.find((reaction) => reaction.emoji === chosen) ?? reactions[0];
  return (
    <Dialog open title="Reactions" onClose={onClose}>
      <div className={styles.kinds} role="group" aria-label="Kinds of reactions">
        {reactions.map((reaction) => (
          <button
            key={reaction.emoji}
            type="button"
            className={classes(styles.kind, reaction === shown && styles.chosen)}
            aria-pressed={reaction === shown}
            aria-label={`${reaction.emoji} ${reaction.count}`}
            onClick={() => setChosen(reaction.emoji)}
          >
            <EmojiOf value={reaction.emoji} />
            {reaction.count}
          </button>
        ))}
      </div>
      {shown && <Reactors key={`${shown.emoji} ${shown.count}`} message={message.id} emoji={shown.emoji} />}
    </Dialog>
  );
}

function Reactors({ message, emoji }: { message: string; emoji: string }) {
  const { users, hasMore, failed, more } = useReactors(message, emoji);
  const profiles = useEntities((state) => state.users);
  const me = useEntities((state) => state.me);
  return (
    <>
      {users === null && failed === null && <SkeletonRows count={3} />}
      <ul role="list" className={styles.people}>
        {users?.map((id) => {
          const name = profiles[id]?.display_name ?? "…";
          return (
            <li key={id}>
              <Avatar name={name} seed={id} size="small" />
              <bdi>{name}</bdi>
              {id === me && <span className={styles.you}>you</span>}
            </li>
          );
        })}
      </ul>
      {failed !== null && <p role="alert">{failed}</p>}
      {(hasMore || failed !== null) && <Button onClick={more}>{failed === null ? "Show more" : "Try again"}</Button>}
    </>
  );
}

interface Loaded {
  users: string[];
  next: string | null;
}

function useReactors(message: string, emoji: string) {
  const [page, setPage] = useState<Loaded | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const mounted = useRef(true);
  const load = async (after: Loaded | null) => {
    const done = await loadReactors(message, emoji, after?.next ?? null);
    if (!mounted.current) return;
    setFailed(done.ok ? null : done.sentence);
    if (done.ok) setPage({ users: [...(after?.users ?? []), ...done.value.users], next: done.value.next });
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: mounted anew for each kind.
  useEffect(() => {
    mounted.current = true;
    void load(null);
    return () => {
      mounted.current = false;
    };
  }, []);
  return { users: page?.users ?? null, hasMore: page?.next != null, failed, more: () => void load(page) };
}
