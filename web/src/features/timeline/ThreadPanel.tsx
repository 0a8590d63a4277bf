import { type ReactNode, useEffect, useMemo, useState } from "react";
import type { Message } from "../../api/wire";
import { counted } from "../../lib/text";
import { useEntities } from "../../stores/entities";
import { type Row, useMessage, useThreadSends } from "../../stores/messages";
import { useShown } from "../../stores/pending";
import { Button } from "../../ui/Button";
import { Panel, PanelBody, PanelFoot, PanelNote } from "../../ui/Panel";
import { SkeletonRows } from "../../ui/Skeleton";
import { discardSend, loadReplies, needUsers, retrySend } from "./actions";
import type { LaidRow } from "./layout";
import { MessageRow, type RowActs } from "./MessageRow";
import styles from "./ThreadPanel.module.css";

interface ThreadPanelProps {
  room: string;
  title: string;
  root: string;
  onClose: () => void;
  /** Where replies are written; nothing for those who may not. */
  composer: ReactNode;
}

const ACTS: RowActs = { retry: retrySend, discard: discardSend, openThread: () => {}, shownIn: "thread" };

/** A message and its replies. */
export function ThreadPanel({ room, title, root, onClose, composer }: ThreadPanelProps) {
  const rootMessage = useMessage(room, root);
  const me = useEntities((state) => state.me);
  const sends = useThreadSends(room, root);
  const { replies, next, failed, more } = useReplies(root, rootMessage?.thread?.reply_count ?? 0);
  return (
    <Panel title="Thread" about={title} onClose={onClose}>
      <PanelBody label="Replies">
        {rootMessage && <ThreadRow message={rootMessage} me={me} />}
        {rootMessage?.thread && (
          <p className={styles.count}>{counted(rootMessage.thread.reply_count, "reply", "replies")}</p>
        )}
        {replies === null && failed === null && <SkeletonRows count={3} />}
        {replies?.map((reply) => (
          <ThreadRow key={reply.id} message={reply} me={me} />
        ))}
        {next === null &&
          sends.map((row) => <MessageRow key={row.key} laid={aloneRow(row)} me={me} acts={ACTS} highlighted={false} />)}
        {failed !== null && <PanelNote>{failed}</PanelNote>}
        {(next !== null || failed !== null) && (
          <PanelFoot>
            <Button onClick={more}>{failed === null ? "Show more replies" : "Try again"}</Button>
          </PanelFoot>
        )}
      </PanelBody>
      {composer}
    </Panel>
  );
}

function ThreadRow({ message, me }: { message: Message; me: string }) {
  const shown = useShown(message);
  const laid = useMemo(() => aloneRow({ kind: "message", key: shown.id, message: shown }), [shown]);
  return <MessageRow laid={laid} me={me} acts={ACTS} highlighted={false} />;
}

function aloneRow(row: Row): LaidRow {
  return { key: row.key, row, day: null, first: false, grouped: false };
}

interface Replies {
  replies: Message[] | null;
  next: string | null;
  failed: string | null;
  more: () => void;
}

/** The replies so far; read anew when their number changes. */
function useReplies(root: string, count: number): Replies {
  const [page, setPage] = useState<{ root: string; replies: Message[]; next: string | null } | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const load = async (after: string | null, stillWanted: () => boolean) => {
    const done = await loadReplies(root, after);
    if (!stillWanted()) return;
    setFailed(done.ok ? null : done.sentence);
    if (!done.ok) return;
    const { messages, newer } = done.page;
    needUsers(messages.map((message) => message.author));
    setPage((before) => ({
      root,
      replies: after !== null && before ? [...before.replies, ...messages] : messages,
      next: newer,
    }));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: another root or another number of replies is another page.
  useEffect(() => {
    let wanted = true;
    void load(null, () => wanted);
    return () => {
      wanted = false;
    };
  }, [root, count]);
  const shown = page?.root === root ? page : null;
  return {
    replies: shown?.replies ?? null,
    next: shown?.next ?? null,
    failed,
    more: () => void load(shown?.next ?? null, () => true),
  };
}
