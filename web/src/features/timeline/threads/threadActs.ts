import { discardSend, retrySend } from "../actions";
import type { RowActs } from "../MessageRow";

/** What rows of a thread can do. Beside their own replies, messages need no way to them. */
export const THREAD_ACTS: RowActs = {
  retry: retrySend,
  discard: discardSend,
  openThread: () => {},
  shownIn: "thread",
};
