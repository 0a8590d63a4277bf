import { SendHorizontal } from "lucide-react";
import { useCallback, useEffect, useMemo, useRef, useState } from "react";
import { type Attachment, progressOf, useAttachments, useHold } from "../../stores/attachments";
import { useDraft } from "../../stores/drafts";
import { useEntities } from "../../stores/entities";
import type { Place } from "../../stores/places";
import { Button } from "../../ui/Button";
import { Checkbox } from "../../ui/Checkbox";
import { classes } from "../../ui/classes";
import { lazily } from "../../ui/lazily";
import { AttachmentList } from "./AttachmentList";
import { attach, type ComposerActs, filesOf, keepBack } from "./actions";
import styles from "./Composer.module.css";
import { DropZone } from "./DropZone";
import { Field, useMarks } from "./Field";
import { offeredCommands } from "./slash";
import { Toolbar } from "./Toolbar";
import type { LongPaste } from "./usePaste";
import { useSubmit } from "./useSubmit";

const EverybodyDialog = lazily(async () => (await import("../../ui/EverybodyDialog")).EverybodyDialog);

/** Bytes of UTF-8 that the server takes for one message. */
const MOST_BYTES = 16_384;
/** From here on, the letters that are left are shown. */
const NEARLY_BYTES = 15_000;

interface ComposerProps {
  place: Place;
  /** Name of the room as people know it, for example `#general`. */
  title: string;
  /** What it says while it is empty, for example `Message #general`. */
  prompt: string;
  acts: ComposerActs;
}

/** Where messages and replies are written. Mount it anew for each place: `key={placeKey(place)}`. */
export function Composer({ place, title, prompt, acts }: ComposerProps) {
  const form = useRef<HTMLFormElement>(null);
  const field = useRef<HTMLTextAreaElement>(null);
  const choose = useRef(() => {});
  const commands = useCommands(place, acts);
  const { mark, insert } = useMarks(field);
  const attachments = useAttachments(place);
  const hold = useHold(place);
  const [alsoInRoom, setAlsoInRoom] = useAlsoInRoom(hold, attachments.length);
  const bytes = byteLength(useDraft(place));
  const canSend = useCanSend(place, bytes);
  const onSent = () => setAlsoInRoom(false);
  const { submit, hint, clearHint, asking } = useSubmit({ place, commands, acts, alsoInRoom, onSent });
  const onDrop = useCallback((data: DataTransfer) => attach(place, filesOf(data)), [place]);

  const send = async () => {
    if (canSend) await submit();
    field.current?.focus();
  };
  const fieldActs = {
    send: () => void send(),
    chooseFiles: () => choose.current(),
    editLast: () => acts.editLast?.(place) ?? false,
  };

  return (
    <form
      ref={form}
      className={styles.composer}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
    >
      <DropZone within={form} title={title} onDrop={onDrop} />
      <AttachmentList place={place} />
      <Field
        {...{ place, prompt, field, commands }}
        held={hold !== null}
        acts={fieldActs}
        onChange={clearHint}
        longPaste={(long) => <LongPasteOffer long={long} />}
      />
      {hint !== null && (
        <p className={styles.hint} role="alert">
          {hint}
        </p>
      )}
      {place.root !== null && (
        <div className={styles.also}>
          <Checkbox checked={hold?.alsoInRoom ?? alsoInRoom} onChange={setAlsoInRoom}>
            Also send to {title}
          </Checkbox>
        </div>
      )}
      <div className={styles.bar}>
        <Toolbar place={place} choose={choose} onMark={mark} onInsert={insert} field={field} />
        {bytes > NEARLY_BYTES && <BytesLeft bytes={bytes} />}
        {hold === null ? (
          <SendButton act={place.root === null ? "Send" : "Reply"} disabled={!canSend} />
        ) : (
          <Waiting attachments={attachments} onKeepBack={() => keepBack(place)} />
        )}
      </div>
      {asking !== null && <EverybodyDialog title={title} act="Send" asking={asking} />}
    </form>
  );
}

/** Whether the room is to show a reply too. What waits for its files keeps it, and so does what comes back without them. */
function useAlsoInRoom(hold: { alsoInRoom: boolean } | null, attached: number) {
  const [alsoInRoom, setAlsoInRoom] = useState(false);
  const wasHeld = useRef(false);
  useEffect(() => {
    if (hold !== null) setAlsoInRoom(hold.alsoInRoom);
    else if (wasHeld.current && attached === 0) setAlsoInRoom(false);
    wasHeld.current = hold !== null;
  }, [hold, attached]);
  return [alsoInRoom, setAlsoInRoom] as const;
}

function SendButton({ act, disabled }: { act: string; disabled: boolean }) {
  return (
    <button type="submit" className={styles.send} disabled={disabled} aria-label={act}>
      <SendHorizontal />
      <span>{act}</span>
    </button>
  );
}

/** The message goes as soon as its files are through. */
function Waiting({ attachments, onKeepBack }: { attachments: readonly Attachment[]; onKeepBack: () => void }) {
  return (
    <span className={styles.waiting}>
      <span>Uploading… {Math.floor(progressOf(attachments) * 100)} %</span>
      <Button onClick={onKeepBack}>Keep back</Button>
    </span>
  );
}

function LongPasteOffer({ long }: { long: LongPaste }) {
  return (
    <p className={styles.offer} role="status">
      <span>That is long: {long.chars.toLocaleString()} characters.</span>
      <Button onClick={long.asFile}>Send it as a file</Button>
      <Button look="quiet" onClick={long.keep}>
        Keep it here
      </Button>
    </p>
  );
}

function BytesLeft({ bytes }: { bytes: number }) {
  const over = bytes > MOST_BYTES;
  const count = Math.abs(MOST_BYTES - bytes).toLocaleString();
  return (
    <span className={classes(styles.left, over && styles.over)} role="status">
      {over ? `${count} too many` : `${count} left`}
    </span>
  );
}

function useCanSend(place: Place, bytes: number): boolean {
  const text = useDraft(place);
  const attached = useAttachments(place).length > 0;
  const held = useHold(place) !== null;
  return (text.trim() !== "" || attached) && bytes <= MOST_BYTES && !held;
}

function useCommands(place: Place, acts: ComposerActs) {
  const entry = useEntities((state) => state.rooms[place.room]);
  const abilities = useEntities((state) => state.abilities);
  const canSearch = acts.search !== undefined;
  return useMemo(() => offeredCommands(entry, abilities, canSearch), [entry, abilities, canSearch]);
}

function byteLength(text: string): number {
  return text.length * 3 < NEARLY_BYTES ? text.length : new TextEncoder().encode(text).length;
}
