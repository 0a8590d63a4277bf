import { BookmarkX, CornerUpLeft } from "lucide-react";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { Link } from "wouter";
import type { Message } from "../../../api/wire";
import { pathOfMessage } from "../../../lib/addresses";
import { recently } from "../../../lib/time";
import { useListing } from "../../../stores/lists";
import { useMe } from "../../../stores/users";
import { arrowKeys } from "../../../ui/arrowKeys";
import { EmptyState } from "../../../ui/EmptyState";
import { IconButton } from "../../../ui/IconButton";
import { More } from "../../../ui/More";
import { Page } from "../../../ui/Page";
import { SkeletonRows } from "../../../ui/Skeleton";
import { showToast } from "../../../ui/toasts";
import { AloneRow } from "../AloneRow";
import { discardSend, listMessages, retrySend, toggleSaved } from "../actions";
import type { RowActs } from "../MessageRow";
import styles from "./MessagesPage.module.css";
import { RoomName } from "./RoomName";

interface MessagesPageProps {
  list: "mentions" | "saved";
  title: string;
  /** What the page says while nothing is in it. */
  empty: { icon: ReactNode; title: string; text: string };
  onOpenThread: RowActs["openThread"];
  onBack: () => void;
}

/** Where each list was scrolled to when it was left: Back leads to the same place. */
const PLACES = new Map<string, number>();

const onKeyDown = arrowKeys("article");

/** Messages of many rooms in one list, each with the way to its place. */
export function MessagesPage({ list, title, empty, onOpenThread, onBack }: MessagesPageProps) {
  const listing = useListing(list);
  const { failed, more } = usePages(list, listing?.stale ?? true);
  const me = useMe()?.id ?? "";
  const scroller = useKeptPlace(list, listing !== undefined);
  const acts = useMemo<RowActs>(
    () => ({
      retry: retrySend,
      discard: discardSend,
      openThread: onOpenThread,
      shownIn: "room",
      allSaved: list === "saved",
    }),
    [list, onOpenThread],
  );
  const keep = () => PLACES.set(list, scroller.current?.scrollTop ?? 0);
  return (
    <Page title={title} onBack={onBack} scroller={scroller} onScroll={keep}>
      {listing === undefined && failed === null && <SkeletonRows count={6} />}
      {listing?.messages.length === 0 && listing.next === null && (
        <EmptyState icon={empty.icon} title={empty.title}>
          {empty.text}
        </EmptyState>
      )}
      {listing !== undefined && listing.messages.length > 0 && (
        <ul role="list" aria-label={title} className={styles.list} onKeyDown={onKeyDown}>
          {listing.messages.map((message) => (
            <Item
              key={message.id}
              message={message}
              me={me}
              acts={acts}
              onRemove={list === "saved" ? unsave : undefined}
            />
          ))}
        </ul>
      )}
      {(failed !== null || listing?.next != null) && <More failed={failed} onMore={more} />}
    </Page>
  );
}

interface ItemProps {
  message: Message;
  me: string;
  acts: RowActs;
  /** Takes it off the list. */
  onRemove?: ((message: Message) => void) | undefined;
}

function Item({ message, me, acts, onRemove }: ItemProps) {
  return (
    <li className={styles.item}>
      <p className={styles.head}>
        <RoomName room={message.room} />
        <time dateTime={message.created_at}>{recently(message.created_at, Date.now())}</time>
        <Link href={pathOfMessage(message)} className={styles.go}>
          <CornerUpLeft aria-hidden />
          <span>Go to the message</span>
        </Link>
        {onRemove && (
          <IconButton
            label="Remove from saved"
            icon={<BookmarkX />}
            onClick={(event) => {
              const item = event.currentTarget.closest("li");
              const beside = item?.nextElementSibling ?? item?.previousElementSibling;
              // The focus goes on with what is left.
              beside?.querySelector("article")?.focus();
              onRemove(message);
            }}
          />
        )}
      </p>
      <AloneRow message={message} me={me} acts={acts} />
    </li>
  );
}

function unsave(message: Message): void {
  toggleSaved(message, false);
  showToast({ text: "Removed from saved.", action: { label: "Undo", run: () => toggleSaved(message, true) } });
}

function usePages(list: "mentions" | "saved", stale: boolean): { failed: string | null; more: () => Promise<void> } {
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => {
    // Also when something may have been missed while the connection was away.
    if (stale) void listMessages(list, "first").then(setFailed);
  }, [list, stale]);
  return { failed, more: async () => setFailed(await listMessages(list, stale ? "first" : "next")) };
}

function useKeptPlace(list: string, ready: boolean) {
  const scroller = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (ready && scroller.current !== null) scroller.current.scrollTop = PLACES.get(list) ?? 0;
  }, [list, ready]);
  return scroller;
}
