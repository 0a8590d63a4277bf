import { Pin, PinOff } from "lucide-react";
import { useEffect, useState } from "react";
import { Link } from "wouter";
import type { Message } from "../../api/wire";
import { messagePath } from "../../lib/addresses";
import { recently } from "../../lib/time";
import type { RoomEntry } from "../../stores/entities";
import { useShown } from "../../stores/pending";
import { usePins } from "../../stores/rooms";
import { useUser } from "../../stores/users";
import { Button } from "../../ui/Button";
import { EmptyState } from "../../ui/EmptyState";
import { IconButton } from "../../ui/IconButton";
import { Panel, PanelBody, PanelFoot, PanelNote } from "../../ui/Panel";
import { SkeletonRows } from "../../ui/Skeleton";
import { listPins, togglePin } from "./actions";
import { MessageQuote } from "./acts/MessageQuote";
import styles from "./PinsPanel.module.css";

interface PinsPanelProps {
  entry: RoomEntry;
  onClose: () => void;
  /** A message was gone to: a phone shows it instead of the panel. */
  onGo: () => void;
}

/** What is pinned to the room, the newest pin first. */
export function PinsPanel({ entry, onClose, onGo }: PinsPanelProps) {
  const { room, abilities } = entry;
  const pins = usePins(room.id);
  const { failed, more } = useListing(room.id, pins === undefined);
  const mayUnpin = abilities.includes("pin");
  return (
    <Panel title="Pinned messages" onClose={onClose}>
      <PanelBody label="Pinned messages">
        {pins === undefined && failed === null && <SkeletonRows count={4} />}
        {pins?.messages.length === 0 && (
          <EmptyState icon={<Pin />} title="Nothing is pinned">
            {mayUnpin
              ? "Pin what people come back for: it stays here for everybody in the room."
              : "What is pinned to this room stands here."}
          </EmptyState>
        )}
        <ul role="list" className={styles.list}>
          {pins?.messages.map((message) => (
            <PinnedCard key={message.id} message={message} mayUnpin={mayUnpin} onGo={onGo} />
          ))}
        </ul>
        {failed !== null && <PanelNote>{failed}</PanelNote>}
        {(pins?.next != null || failed !== null) && (
          <PanelFoot>
            <Button onClick={more}>{failed === null ? "Show more" : "Try again"}</Button>
          </PanelFoot>
        )}
      </PanelBody>
    </Panel>
  );
}

function PinnedCard({ message, mayUnpin, onGo }: { message: Message; mayUnpin: boolean; onGo: () => void }) {
  const shown = useShown(message);
  const by = useUser(message.pin?.by ?? "");
  if (shown.pin === null || shown.deleted_at !== null) return null;
  return (
    <li className={styles.card}>
      <p className={styles.by}>
        Pinned by <bdi>{by?.display_name ?? "…"}</bdi> {recently(shown.pin.at, Date.now())}
      </p>
      <MessageQuote message={shown} />
      <p className={styles.acts}>
        <Link href={messagePath(message.room, message.id)} className={styles.go} onClick={onGo}>
          Go to the message
        </Link>
        {mayUnpin && <IconButton label="Unpin" icon={<PinOff />} onClick={() => togglePin(message, false)} />}
      </p>
    </li>
  );
}

function useListing(room: string, missing: boolean): { failed: string | null; more: () => void } {
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => {
    // Also when the list went stale while the connection was away.
    if (missing) void listPins(room).then(setFailed);
  }, [room, missing]);
  return { failed, more: () => void listPins(room).then(setFailed) };
}
