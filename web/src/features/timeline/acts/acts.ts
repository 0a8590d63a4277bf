/**
 * Everything that can be done to a message, in one list: the bar over a row, the menus, the sheet of a phone, the keys of
 * a focused row and the palette all read it.
 */
import {
  Bookmark,
  BookmarkX,
  Copy,
  Ellipsis,
  Forward,
  History,
  Link,
  type LucideIcon,
  MailOpen,
  MessageSquare,
  Pencil,
  Pin,
  PinOff,
  SmilePlus,
  TextQuote,
  Trash2,
  Users,
} from "lucide-react";
import { navigate } from "wouter/use-browser-location";
import { insertQuote } from "../../../stores/composing";
import type { Anchor } from "../../../ui/anchor";
import { copyLink, copyText, markUnread, startEditing, togglePin, toggleSaved } from "../actions";
import { openOverlay } from "./overlays";
import { hasVersions, isOwn, may, mayEdit, type Subject, stands } from "./subject";

/** Ways into other parts of the app, which the app knows. */
export interface MessageDoors {
  openThread: (thread: { room: string; root: string }) => void;
}

/** Where an act was asked for. */
export interface Asked {
  doors: MessageDoors;
  /** Beside what a menu or a choice opens. */
  anchor: Anchor;
  align: "start" | "end";
  /** Gets the focus when that closes: the row. */
  returnFocus: HTMLElement | null;
  /** Words of the message that were selected; empty for none. */
  selected: string;
}

export interface MessageAct {
  id: string;
  title: string;
  /** Where the title depends on the message. */
  titleFor?: (subject: Subject) => string;
  icon: (subject: Subject) => LucideIcon;
  /** As in `Command.keys`, while a row has the focus. */
  keys: string;
  /** Menus draw a line between groups. */
  group: "answer" | "keep" | "tell" | "end";
  danger?: boolean;
  /** Left out of menus, which it opens. */
  onlyKeys?: boolean;
  available: (subject: Subject) => boolean;
  run: (subject: Subject, asked: Asked) => void;
}

/** The thread that a message belongs to, or would start. */
function rootOf({ message }: Subject): string {
  return message.reply?.root ?? message.id;
}

export const MESSAGE_ACTS: readonly MessageAct[] = [
  {
    id: "react",
    title: "Add a reaction…",
    icon: () => SmilePlus,
    keys: "R",
    group: "answer",
    available: may("react"),
    run: ({ message, shownIn }, { anchor, align, returnFocus }) =>
      openOverlay({ name: "emoji", message, shownIn, anchor, align, returnFocus }),
  },
  {
    id: "reply",
    title: "Reply in a thread",
    titleFor: ({ message }) =>
      message.thread === null && message.reply === null ? "Reply in a thread" : "Open the thread",
    icon: () => MessageSquare,
    keys: "T",
    group: "answer",
    available: (subject) => {
      if (subject.shownIn === "thread") return false;
      return subject.message.thread !== null || subject.message.reply !== null || may("post")(subject);
    },
    run: (subject, { doors }) => doors.openThread({ room: subject.message.room, root: rootOf(subject) }),
  },
  {
    id: "quote",
    title: "Quote",
    icon: () => TextQuote,
    keys: "Q",
    group: "answer",
    available: (subject) => may("post")(subject) && subject.message.text !== "",
    run: (subject, { selected, doors }) => {
      const { message, shownIn } = subject;
      const { room } = message;
      const root = shownIn === "thread" || message.position === null ? rootOf(subject) : null;
      insertQuote({ room, root }, selected === "" ? message.text : selected);
      // In a list of messages of many rooms there is no composer for it.
      if (location.pathname.startsWith(`/rooms/${room}`)) return;
      if (root === null) navigate(`/rooms/${room}`);
      else doors.openThread({ room, root });
    },
  },
  {
    id: "forward",
    title: "Forward…",
    icon: () => Forward,
    keys: "F",
    group: "answer",
    available: stands,
    run: (subject) => openOverlay({ name: "forward", message: subject.message, shownIn: subject.shownIn }),
  },
  {
    id: "edit",
    title: "Edit",
    icon: () => Pencil,
    keys: "E",
    group: "keep",
    available: mayEdit,
    run: ({ message, shownIn }) => startEditing(message, shownIn),
  },
  {
    id: "save",
    title: "Save for later",
    titleFor: ({ saved }) => (saved ? "Remove from saved" : "Save for later"),
    icon: ({ saved }) => (saved ? BookmarkX : Bookmark),
    keys: "S",
    group: "keep",
    available: (subject) => subject.saved || (subject.isMember && stands(subject)),
    run: ({ message, saved }) => toggleSaved(message, !saved),
  },
  {
    id: "pin",
    title: "Pin to the room",
    titleFor: ({ message }) => (message.pin === null ? "Pin to the room" : "Unpin from the room"),
    icon: ({ message }) => (message.pin === null ? Pin : PinOff),
    keys: "P",
    group: "keep",
    available: may("pin"),
    run: ({ message }) => togglePin(message, message.pin === null),
  },
  {
    id: "unread",
    title: "Mark unread from here",
    icon: () => MailOpen,
    keys: "U",
    group: "keep",
    available: ({ message, isMember, shownIn }) => isMember && shownIn === "room" && message.position !== null,
    run: ({ message }) => markUnread(message.room, message.position),
  },
  {
    id: "copy_text",
    title: "Copy the text",
    icon: () => Copy,
    keys: "C",
    group: "tell",
    available: (subject) => stands(subject) && subject.message.text !== "",
    run: ({ message }) => copyText(message),
  },
  {
    id: "copy_link",
    title: "Copy the link",
    icon: () => Link,
    keys: "L",
    group: "tell",
    available: stands,
    run: ({ message }) => copyLink(message),
  },
  {
    id: "reactors",
    title: "Who reacted",
    icon: () => Users,
    keys: "W",
    group: "tell",
    available: (subject) => stands(subject) && subject.message.reactions.length > 0,
    run: ({ message, shownIn }) => openOverlay({ name: "reactors", message, shownIn, emoji: null }),
  },
  {
    id: "versions",
    title: "Earlier versions",
    icon: () => History,
    keys: "V",
    group: "tell",
    available: (subject) => stands(subject) && hasVersions(subject),
    run: ({ message, shownIn }) => openOverlay({ name: "versions", message, shownIn }),
  },
  {
    id: "delete",
    title: "Delete…",
    icon: () => Trash2,
    keys: "Delete",
    group: "end",
    danger: true,
    available: (subject) => may("delete_any")(subject) || (isOwn(subject) && may("delete_own")(subject)),
    run: ({ message, shownIn }) => openOverlay({ name: "delete", message, shownIn }),
  },
  {
    id: "more",
    title: "What can be done to it",
    icon: () => Ellipsis,
    keys: "Enter",
    group: "end",
    onlyKeys: true,
    available: stands,
    run: ({ message, shownIn }, { anchor, align, returnFocus }) =>
      openOverlay({ name: "menu", message, shownIn, anchor, align, returnFocus }),
  },
];

export function titleOf(act: MessageAct, subject: Subject): string {
  return act.titleFor?.(subject) ?? act.title;
}

export function actOf(id: string): MessageAct | undefined {
  return MESSAGE_ACTS.find((act) => act.id === id);
}

/** What menus offer for a message now. */
export function actsOn(subject: Subject): MessageAct[] {
  return MESSAGE_ACTS.filter((act) => !act.onlyKeys && act.available(subject));
}
