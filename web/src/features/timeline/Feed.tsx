/**
 * Messages under each other: virtualised, opening at the first unread one or at the end, staying at the end while there, and never
 * jumping when rows come in above, below or change their height.
 *
 * What they are and where they come from says its source (`feed.ts`).
 */
import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { useEffect, useMemo, useRef } from "react";
import { useEditedIn } from "../../stores/composing";
import type { PlaceOf, TimelineView } from "../../stores/messages";
import { Button } from "../../ui/Button";
import { classes } from "../../ui/classes";
import { SkeletonRows } from "../../ui/Skeleton";
import { Announcer } from "./Announcer";
import { useRowKeys } from "./acts/useRowKeys";
import styles from "./Feed.module.css";
import type { FeedSource } from "./feed";
import { JumpPill } from "./JumpPill";
import { type LaidRow, layOut } from "./layout";
import { MessageRow } from "./MessageRow";
import { usePaging } from "./usePaging";
import { usePrependAnchor } from "./usePrependAnchor";
import { type Boundary, useReadBoundary } from "./useReadBoundary";
import { useReading } from "./useReading";
import { useSticking } from "./useSticking";

/** Height kept for what is still loading above or below. */
const LOADING_PX = 232;
const FOOT_PX = 8;
/** Within this distance of the end the list follows new messages. */
const END_PX = 48;

/** Mount it anew for each source. */
export function Feed({ source }: { source: FeedSource }) {
  const { view, me, placeOf, acts } = source;
  const scroller = useRef<HTMLDivElement>(null);
  const boundary = useReadBoundary(source.read);
  const laid = useLaidRows(view, boundary, source);
  // The beginning is a row of its own, once everything above is here.
  const lead = view.hasOlder ? 0 : 1;
  const below = view.hasNewer ? LOADING_PX : FOOT_PX;
  const virtual = useVirtualizer({
    count: laid.length + lead,
    getScrollElement: () => scroller.current,
    getItemKey: (index) => laid[index - lead]?.key ?? "start",
    estimateSize: (index) => estimate(laid[index - lead]),
    overscan: 8,
    paddingStart: view.hasOlder ? LOADING_PX : 0,
    paddingEnd: below,
    anchorTo: "end",
    followOnAppend: view.live,
    scrollEndThreshold: END_PX,
  });
  usePrependAnchor(virtual, laid, lead);
  // Finds the range that is in view; what follows asks for it.
  const items = virtual.getVirtualItems();
  const { atEnd, toEnd, onScroll } = useSticking({ scroller, virtual, laid, lead, source });
  const paging = usePaging({ source, virtual, count: laid.length + lead });
  useReading({ scroller, virtual, laid, lead, source, atEnd });
  useEditedInView({ room: source.room, virtual, laid, lead });
  const keys = useRowKeys({ scroller, virtual, count: laid.length + lead });

  return (
    <div className={styles.frame}>
      <div
        ref={scroller}
        className={styles.scroller}
        onScroll={onScroll}
        {...keys}
        role="feed"
        aria-busy={paging.loading}
        aria-label={source.label}
        tabIndex={0}
      >
        {/* At least as high as reckoned, and higher at once when a row grows: it is measured a frame later. */}
        <div
          className={classes(styles.sizer, source.few === "below" && styles.below)}
          style={{ minHeight: virtual.getTotalSize(), paddingBottom: below }}
        >
          {view.hasOlder && <Edge place={styles.olderEdge} failed={paging.failed} onRetry={paging.retry} />}
          <div style={{ marginTop: items[0]?.start ?? 0 }}>
            {items.map((item) => {
              const row = laid[item.index - lead];
              return (
                <div key={item.key} ref={virtual.measureElement} data-index={item.index} data-key={item.key}>
                  {row === undefined ? (
                    source.start
                  ) : (
                    <MessageRow laid={row} me={me} acts={acts} highlighted={isTarget(row, view.target, placeOf)} />
                  )}
                </div>
              );
            })}
          </div>
          {view.hasNewer && <Edge place={styles.newerEdge} failed={paging.failed} onRetry={paging.retry} />}
        </div>
      </div>
      <JumpPill laid={laid} source={source} atEnd={atEnd} onJump={toEnd} />
      <Announcer laid={laid} me={me} live={view.live} />
    </div>
  );
}

function Edge({ place, failed, onRetry }: { place: string | undefined; failed: string | null; onRetry: () => void }) {
  return (
    <div className={place}>
      {failed === null ? (
        <SkeletonRows count={4} />
      ) : (
        <p className={styles.failed} role="alert">
          {failed} <Button onClick={onRetry}>Try again</Button>
        </p>
      )}
    </div>
  );
}

function useLaidRows(view: TimelineView, boundary: Boundary | null, { me, placeOf, after }: FeedSource): LaidRow[] {
  const before = useRef<ReadonlyMap<string, LaidRow>>(new Map());
  const { rows, hasOlder } = view;
  const laid = useMemo(
    () => layOut({ rows, hasOlder, boundary, me, placeOf, after }, before.current),
    [rows, hasOlder, boundary, me, placeOf, after],
  );
  useEffect(() => {
    before.current = new Map(laid.map((row) => [row.key, row]));
  }, [laid]);
  return laid;
}

interface EditedInput {
  room: string;
  virtual: Virtualizer<HTMLDivElement, Element>;
  laid: readonly LaidRow[];
  lead: number;
}

/** Brings the message that is opened for changes into view, if it is not: ↑ in the composer may open one further up. */
function useEditedInView({ room, virtual, laid, lead }: EditedInput): void {
  const edited = useEditedIn(room);
  const latest = useRef({ laid, lead });
  latest.current = { laid, lead };
  useEffect(() => {
    const rows = latest.current;
    const index = rows.laid.findIndex(({ row }) => row.kind === "message" && row.message.id === edited);
    if (edited !== null && index >= 0) virtual.scrollToIndex(index + rows.lead, { align: "auto" });
  }, [edited, virtual]);
}

function isTarget({ row }: LaidRow, target: number | null, placeOf: PlaceOf): boolean {
  return target !== null && row.kind === "message" && placeOf(row.message) === target;
}

/** A guess that is near enough for the scrollbar; the truth is measured once a row is near the screen. */
function estimate(laid: LaidRow | undefined): number {
  if (laid === undefined) return 160;
  const text = laid.row.kind === "message" ? laid.row.message.text : laid.row.send.text;
  const lines = Math.min(20, text.split("\n").length + Math.floor(text.length / 90));
  const separators = (laid.day === null ? 0 : 42) + (laid.first ? 42 : 0);
  return lines * 22 + (laid.grouped ? 2 : 34) + separators;
}
