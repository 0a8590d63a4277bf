import { useMemo } from "react";
import type { Message } from "../../api/wire";
import { useShown } from "../../stores/pending";
import type { LaidRow } from "./layout";
import { MessageRow, type RowActs } from "./MessageRow";

/** A message outside a feed, with its author above it. */
export function AloneRow({ message, me, acts }: { message: Message; me: string; acts: RowActs }) {
  const shown = useShown(message);
  const laid = useMemo<LaidRow>(
    () => ({
      key: shown.id,
      row: { kind: "message", key: shown.id, message: shown },
      day: null,
      first: false,
      grouped: false,
    }),
    [shown],
  );
  return <MessageRow laid={laid} me={me} acts={acts} highlighted={false} />;
}
