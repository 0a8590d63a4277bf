import { useRef, useState } from "react";
import { useLocation } from "wouter";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { openDirect } from "./actions";
import { PeoplePicker } from "./PeoplePicker";

/** People in one direct room, the caller not counted. */
const MOST = 19;
const NOBODY: ReadonlyMap<string, string> = new Map();

/** Starts or finds a conversation with one person or a few. */
export function DirectDialog({ onClose }: { onClose: () => void }) {
  const [chosen, setChosen] = useState<string[]>([]);
  const [busy, setBusy] = useState(false);
  const [failed, setFailed] = useState<string | null>(null);
  const [, go] = useLocation();
  const field = useRef<HTMLInputElement>(null);

  const open = async () => {
    setBusy(true);
    const done = await openDirect(chosen);
    setBusy(false);
    if (!done.ok) return setFailed(done.failure.message);
    onClose();
    go(`/rooms/${done.value}`);
  };

  return (
    <Dialog
      open
      title="New direct message"
      description="The same people always share one conversation."
      initialFocus={field}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            look="primary"
            busy={busy}
            disabled={chosen.length === 0 || chosen.length > MOST}
            onClick={() => void open()}
          >
            Write
          </Button>
        </>
      }
    >
      {failed !== null && <Banner look="danger">{failed}</Banner>}
      {chosen.length > MOST && (
        <Banner look="warning">At most {MOST} people fit into a direct message. For more, make a private room.</Banner>
      )}
      <PeoplePicker
        label="People to write to"
        chosen={chosen}
        onChange={setChosen}
        unavailable={NOBODY}
        field={field}
      />
    </Dialog>
  );
}
