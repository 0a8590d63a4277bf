/**
 * What is written besides a draft: the message that is being edited, and text that a composer is asked to take in.
 *
 * The row shows a field while `editing` names its message. A composer calls `useQuote(place, take)`: what was quoted for
 * its place comes in once. Nothing here is stored; what was typed is none of the next person's business.
 */
import { useEffect } from "react";
import { createStore, useStore } from "zustand";
import type { MessageId, RoomId } from "../api/wire";
import { type Place, placeKey } from "./places";
import { session } from "./session";

/** A message under change. The text is kept here, because its row may leave the screen and come back. */
export interface Editing {
  room: RoomId;
  message: MessageId;
  /** Where it was opened: a message may stand in its room and in its thread at once. */
  shownIn: "room" | "thread";
  text: string;
  /** Just opened: the field takes the focus once. */
  opened: boolean;
}

interface Quote {
  /** Whose composer is meant, by `placeKey`. */
  key: string;
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

/** The text of a message under change there; null for all others. */
export function useEditedText(message: MessageId, shownIn: Editing["shownIn"]): string | null {
  return useStore(composing, ({ editing }) =>
    editing?.message === message && editing.shownIn === shownIn ? editing.text : null,
  );
}

/** The message of a room that is under change. */
export function useEditedIn(room: RoomId): MessageId | null {
  return useStore(composing, ({ editing }) => (editing?.room === room ? editing.message : null));
}

/** Hands words to the composer of a place as a quotation. */
export function insertQuote(place: Place, words: string): void {
  const lines = words.trim().split("\n");
  const text = `${lines.map((line) => `> ${line}`.trimEnd()).join("\n")}\n\n`;
  composing.setState({ quote: { key: placeKey(place), text } });
}

/** For composers: takes in what was quoted for their place. */
export function useQuote(place: Place, take: (text: string) => void): void {
  const quote = useStore(composing, (state) => state.quote);
  const key = placeKey(place);
  useEffect(() => {
    if (quote?.key !== key) return;
    composing.setState({ quote: null });
    take(quote.text);
  }, [quote, key, take]);
}
