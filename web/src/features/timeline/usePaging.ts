import type { Virtualizer } from "@tanstack/react-virtual";
import { useCallback, useEffect, useRef, useState } from "react";
import type { FeedSource } from "./feed";

/** Rows that are left above or below when the next page is asked for: two screens, so that it is there in time. */
const AHEAD = 30;

interface PagingInput {
  source: FeedSource;
  virtual: Virtualizer<HTMLDivElement, Element>;
  count: number;
}

interface Paging {
  loading: boolean;
  /** Why a page did not come, as a sentence. */
  failed: string | null;
  retry: () => void;
}

/** Loads what is above and below before it is needed. */
export function usePaging({ source, virtual, count }: PagingInput): Paging {
  const [loading, setLoading] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const busy = useRef(false);
  const { view, loadOlder, loadNewer } = source;

  const load = useCallback(async (more: () => Promise<string | null>) => {
    if (busy.current) return;
    busy.current = true;
    setLoading(true);
    setFailed(await more());
    busy.current = false;
    setLoading(false);
  }, []);

  const { startIndex, endIndex } = virtual.range ?? { startIndex: count, endIndex: 0 };
  const wantsOlder = view.hasOlder && startIndex < AHEAD;
  const wantsNewer = view.hasNewer && endIndex > count - AHEAD;
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page that came in may leave room for the next one.
  useEffect(() => {
    if (loading || failed !== null) return;
    if (wantsNewer) void load(loadNewer);
    else if (wantsOlder) void load(loadOlder);
  }, [wantsOlder, wantsNewer, loading, failed, load, loadOlder, loadNewer, count]);

  return { loading, failed, retry: () => setFailed(null) };
}
