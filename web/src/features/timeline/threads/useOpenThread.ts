import { useEffect, useState } from "react";
import { openThread, showThread } from "../actions";

interface OpenThread {
  /** What the thread opens with is loaded, or will not come now. */
  ready: boolean;
  /** Why it did not come, as a sentence. */
  failed: string | null;
  retry: () => void;
}

/** Keeps a thread on the screen: loads it back to the first unread reply, or to the one that a link names. */
export function useOpenThread(room: string, root: string, reply: string | null): OpenThread {
  const [ready, setReady] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const [tries, setTries] = useState(0);
  useEffect(() => showThread(root), [root]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another try is another run.
  useEffect(() => {
    let current = true;
    void openThread(room, root, reply).then((sentence) => {
      if (!current) return;
      setFailed(sentence);
      setReady(true);
    });
    return () => {
      current = false;
    };
  }, [room, root, reply, tries]);
  return { ready, failed, retry: () => setTries(tries + 1) };
}
