/**
 * What is written besides a draft: the message that is being edited, and text that a composer is asked to take in.
 *
 * The row shows a field while `editing` names its message. A composer calls `useQuote(room, root, take)`: what was quoted
 * for its place comes in once. Nothing here is stored; what was typed is none of the next person's business.
 */
import { useEffect } from "react";
import { createStore, useStore } from "zustand";
import type { MessageId, RoomId } from "../api/wire";
import { session } from "./session";

/** A message under change. The text is kept here, because its row may leave the screen and come back. */
export interface Editing {
  room: RoomId;
  message: MessageId;
  text: string;
}

interface Quote {
  room: RoomId;
  /** The thread whose composer is meant; null for the room's. */
  root: MessageId | null;
  /** Markdown that ends with an empty line. */
  text: string;
}

interface Composing {
  editing: Editing | null;
  quote: Quote | null;
}

const NOTHING: Composing = { editing: null, quote: null };
const composing = createStore<Composing>(() => NOTHING);

session.subscribe((state) => {
  if (state.status === "signed_out") composing.setState(NOTHING);
});

export function editingNow(): Editing | null {
  return composing.getState().editing;
}

/** Opens a message for changes, or closes the one that is open. */
export function setEditing(editing: Editing | null): void {
  composing.setState({ editing });
}

/** The text of a message under change; null for all others. */
export function useEditedText(message: MessageId): string | null {
  return useStore(composing, ({ editing }) => (editing?.message === message ? editing.text : null));
}

/** Hands words to a composer as a quotation. */
export function insertQuote(room: RoomId, root: MessageId | null, words: string): void {
  const lines = words.trim().split("\n");
  composing.setState({ quote: { room, root, text: `${lines.map((line) => `> ${line}`.trimEnd()).join("\n")}\n\n` } });
}

/** For composers: takes in what was quoted for this room or thread. */
export function useQuote(room: RoomId, root: MessageId | null, take: (text: string) => void): void {
  const quote = useStore(composing, (state) => state.quote);
  useEffect(() => {
    if (quote === null || quote.room !== room || quote.root !== root) return;
    composing.setState({ quote: null });
    take(quote.text);
  }, [quote, room, root, take]);
}
