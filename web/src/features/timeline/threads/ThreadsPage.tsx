import { CheckCheck, MessagesSquare, RefreshCw } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { counted } from "../../../lib/text";
import { useEntities } from "../../../stores/entities";
import type { Place } from "../../../stores/places";
import { unreadThreads, useUnreadThreads } from "../../../stores/threads";
import { arrowKeys } from "../../../ui/arrowKeys";
import { Button } from "../../../ui/Button";
import { EmptyState } from "../../../ui/EmptyState";
import { IconButton } from "../../../ui/IconButton";
import { More } from "../../../ui/More";
import { Page } from "../../../ui/Page";
import { SkeletonRows } from "../../../ui/Skeleton";
import { listThreads } from "../actions";
import { ThreadCard } from "./ThreadCard";
import styles from "./ThreadsPage.module.css";

interface ThreadsPageProps {
  onBack: () => void;
  onReadAll: () => void;
  /** Where a reply is written; nothing for those who may not. `title` is the room's. */
  composer: (place: Place) => ReactNode;
}

const onKeyDown = arrowKeys("article");

/** The threads that the caller follows: what is new first, to be read and answered in place. */
export function ThreadsPage({ onBack, onReadAll, composer }: ThreadsPageProps) {
  const list = useEntities((state) => state.threadList);
  const { failed, first, more } = usePages(list?.stale ?? true);
  const scroller = useRef<HTMLDivElement>(null);
  const fresh = useUnlisted(list?.roots);
  const unread = useUnreadThreads();
  const readAll = unread > 0 && (
    <IconButton label="Mark all threads as read" icon={<CheckCheck />} onClick={onReadAll} />
  );
  return (
    <Page title="Threads" actions={readAll} onBack={onBack} scroller={scroller}>
      {fresh > 0 && (
        <div className={styles.fresh} role="status">
          <Button look="primary" icon={<RefreshCw size={16} />} onClick={() => void first()}>
            {counted(fresh, "more thread has", "more threads have")} new replies
          </Button>
        </div>
      )}
      {list === null && failed === null && <SkeletonRows count={6} />}
      {list?.roots.length === 0 && (
        <EmptyState icon={<MessagesSquare />} title="No threads yet">
          Threads that you start, answer or are mentioned in stand here. Reply to a message to begin one.
        </EmptyState>
      )}
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys go from one message to the next. */}
      <div className={styles.list} onKeyDown={onKeyDown}>
        {list?.roots.map((root) => (
          <ThreadCard key={root} root={root} scroller={scroller} composer={composer} />
        ))}
      </div>
      {(failed !== null || list?.next != null) && <More failed={failed} onMore={more} />}
    </Page>
  );
}

/** How many threads have something new and are not in the list: it does not change under the eyes of who reads it. */
function useUnlisted(roots: readonly string[] | undefined): number {
  return useEntities((state) => {
    if (roots === undefined) return 0;
    return unreadThreads(state).filter((root) => !roots.includes(root)).length;
  });
}

function usePages(stale: boolean) {
  const [failed, setFailed] = useState<string | null>(null);
  const first = async () => setFailed(await listThreads("first"));
  useEffect(() => {
    // Afresh at every visit, so that what is new stands first.
    void listThreads("first").then(setFailed);
  }, []);
  useEffect(() => {
    if (stale) void listThreads("first").then(setFailed);
  }, [stale]);
  return { failed, first, more: async () => (stale ? first() : setFailed(await listThreads("next"))) };
}
