import { useMemo, useRef, useState } from "react";
import { counted } from "../../lib/text";
import type { RoomEntry } from "../../stores/entities";
import { useMembers } from "../../stores/rooms";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { showToast } from "../../ui/toasts";
import { invite } from "./actions";
import { PeoplePicker } from "./PeoplePicker";

interface InviteDialogProps {
  entry: RoomEntry;
  title: string;
  onClose: () => void;
}

/** Adds people of the workspace to a room. */
export function InviteDialog({ entry, title, onClose }: InviteDialogProps) {
  const [chosen, setChosen] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const field = useRef<HTMLInputElement>(null);
  const members = useMembers(entry.room.id);
  const unavailable = useMemo(
    () => new Map(members?.members.map((member) => [member.user, "already here"])),
    [members],
  );

  const add = async () => {
    setBusy(true);
    const done = await invite(entry.room.id, chosen);
    setBusy(false);
    if (!done.ok) return setFailed(done.failure.message);
    showToast({ text: `${counted(chosen.length, "person", "people")} added to ${title}.` });
    onClose();
  };

  return (
    <Dialog
      open
      title={`Add people to ${title}`}
      description={
        entry.room.kind === "private" ? "They will see everything that was ever said in this room." : undefined
      }
      initialFocus={field}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" busy={busy} disabled={chosen.length === 0} onClick={() => void add()}>
            Add
          </Button>
        </>
      }
    >
      {failed !== null && <Banner look="danger">{failed}</Banner>}
      <PeoplePicker
        label="People to add"
        chosen={chosen}
        onChange={setChosen}
        unavailable={unavailable}
        field={field}
      />
    </Dialog>
  );
}
