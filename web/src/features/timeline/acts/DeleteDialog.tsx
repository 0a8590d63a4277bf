import { useRef } from "react";
import type { Message } from "../../../api/wire";
import { counted } from "../../../lib/text";
import { Button } from "../../../ui/Button";
import { Dialog } from "../../../ui/Dialog";
import { deleteMessage } from "../actions";
import { MessageQuote } from "./MessageQuote";
import { hasVersions, type ShownIn, useSubject } from "./subject";

interface DeleteDialogProps {
  message: Message;
  shownIn: ShownIn;
  onClose: () => void;
}

/** Asks before a message goes, and says what goes with it. */
export function DeleteDialog({ message, shownIn, onClose }: DeleteDialogProps) {
  const act = useRef<HTMLButtonElement>(null);
  const subject = useSubject(message, shownIn);
  if (subject === null) return null;
  const { files, thread, reactions } = subject.message;
  const lost = [
    files.length > 0 && counted(files.length, "file"),
    reactions.length > 0 && "its reactions",
    hasVersions(subject) && "its earlier versions",
  ].filter(Boolean);
  return (
    <Dialog
      open
      title="Delete this message?"
      description="It is gone for everybody at once, and nobody can bring it back."
      initialFocus={act}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button
            ref={act}
            look="danger"
            onClick={() => {
              onClose();
              deleteMessage(subject.message);
            }}
          >
            Delete
          </Button>
        </>
      }
    >
      <MessageQuote message={subject.message} />
      {lost.length > 0 && <p>With it go {new Intl.ListFormat("en").format(lost as string[])}.</p>}
      {thread !== null && (
        <p>
          Its {counted(thread.reply_count, "reply", "replies")} {thread.reply_count === 1 ? "stays" : "stay"}, under a
          note that the message was deleted.
        </p>
      )}
    </Dialog>
  );
}
