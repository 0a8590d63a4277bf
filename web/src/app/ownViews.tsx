/** The lists of messages that concern the caller, and what each says while it is empty. */
import { AtSign, Bookmark } from "lucide-react";

export const MENTIONS = {
  list: "mentions",
  title: "Mentions",
  empty: {
    icon: <AtSign />,
    title: "Nobody has mentioned you yet",
    text: "When somebody writes @ and your name, or calls everybody in a room, it stands here.",
  },
} as const;

export const SAVED = {
  list: "saved",
  title: "Saved",
  empty: {
    icon: <Bookmark />,
    title: "Nothing is saved for later",
    text: "Save a message that you want to come back to: point at it, open More, and choose Save for later. Only you see this list.",
  },
} as const;
