import { useRef } from "react";
import { Button } from "./Button";
import { Dialog } from "./Dialog";

interface EverybodyDialogProps {
  /** Of the room. */
  title: string;
  /** What a yes does, for example `Send`. */
  act: string;
  asking: { count: number; onlyOnline: boolean; confirm: () => void; cancel: () => void };
}

/** Asks before a message calls many people. */
export function EverybodyDialog({ title, act, asking }: EverybodyDialogProps) {
  const button = useRef<HTMLButtonElement>(null);
  const { count, onlyOnline, confirm, cancel } = asking;
  return (
    <Dialog
      open
      title={onlyOnline ? "Call everybody who is online?" : `Call ${count.toLocaleString()} people?`}
      initialFocus={button}
      onClose={cancel}
      actions={
        <>
          <Button onClick={cancel}>Back to the message</Button>
          <Button look="primary" ref={button} onClick={confirm}>
            {act}
          </Button>
        </>
      }
    >
      <p>
        {onlyOnline
          ? `@here notifies whoever of the ${count.toLocaleString()} others in ${title} is online now.`
          : `@room notifies everybody in ${title}, also those who are away.`}
      </p>
    </Dialog>
  );
}
