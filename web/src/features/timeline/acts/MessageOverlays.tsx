import { useEffect, useMemo } from "react";
import { useCustomEmoji } from "../../../stores/emoji";
import { EmojiPicker } from "../../../ui/emoji/EmojiPicker";
import { lazily } from "../../../ui/lazily";
import { needEmoji, toggleReaction } from "../actions";
import type { MessageDoors } from "./acts";
import { closeOverlay, type Overlay, useOverlay } from "./overlays";

export const ActMenu = lazily(async () => (await import("./ActMenu")).ActMenu);
const ActSheet = lazily(async () => (await import("./ActSheet")).ActSheet);
const DeleteDialog = lazily(async () => (await import("./DeleteDialog")).DeleteDialog);
const ForwardDialog = lazily(async () => (await import("./ForwardDialog")).ForwardDialog);
const VersionsDialog = lazily(async () => (await import("./VersionsDialog")).VersionsDialog);
const ReactorsDialog = lazily(async () => (await import("./ReactorsDialog")).ReactorsDialog);

/** What is open about a message. Stands once in the app, so that it stays when the row leaves the screen. */
export function MessageOverlays({ doors }: { doors: MessageDoors }) {
  const open = useOverlay();
  return open === null ? null : <Current open={open} doors={doors} />;
}

function Current({ open, doors }: { open: Overlay; doors: MessageDoors }) {
  const { message, shownIn } = open;
  const about = { message, shownIn, onClose: closeOverlay };
  switch (open.name) {
    case "menu":
      return (
        <ActMenu {...about} anchor={open.anchor} align={open.align} returnFocus={open.returnFocus} doors={doors} />
      );
    case "emoji":
      return <ReactionPicker key={message.id} open={open} />;
    case "sheet":
      return <ActSheet {...about} doors={doors} />;
    case "delete":
      return <DeleteDialog {...about} />;
    case "forward":
      return <ForwardDialog message={message} onClose={closeOverlay} />;
    case "versions":
      return <VersionsDialog {...about} />;
    case "reactors":
      return <ReactorsDialog {...about} emoji={open.emoji} />;
    default:
      return null;
  }
}

function ReactionPicker({ open }: { open: Extract<Overlay, { name: "menu" | "emoji" }> }) {
  const custom = useCustomEmoji();
  useEffect(needEmoji, []);
  const returnFocus = useMemo(() => ({ current: open.returnFocus }), [open.returnFocus]);
  return (
    <EmojiPicker
      anchor={open.anchor}
      align={open.align}
      returnFocus={returnFocus}
      custom={custom}
      onPick={(emoji) => toggleReaction(open.message, emoji)}
      onClose={closeOverlay}
    />
  );
}
