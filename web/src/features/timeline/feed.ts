/** What a feed shows and can do: a room's timeline and the replies of a thread are feeds. */
import type { ReactNode } from "react";
import type { Moment } from "../../lib/time";
import type { PlaceOf, TimelineView } from "../../stores/messages";
import type { RowActs } from "./MessageRow";

/** How far the caller has read, in the numbers by which the messages stand. */
export interface ReadState {
  /** Whether the caller has a mark here that moves on; not for who only looks. */
  moves: boolean;
  mark: number;
  /** Where the last message stands. */
  last: number;
  /** Marked unread by hand from here on; null when it is not. */
  unreadFrom: number | null;
}

export interface FeedSource {
  room: string;
  /** For those who listen, for example `Messages in #general`. */
  label: string;
  view: TimelineView;
  me: string;
  placeOf: PlaceOf;
  read: ReadState;
  /** Moves the mark. */
  onRead: (position: number) => void;
  /** Each gives null, or the sentence that says why the page did not come. Keep their identity. */
  loadOlder: () => Promise<string | null>;
  loadNewer: () => Promise<string | null>;
  toPresent: () => void;
  acts: RowActs;
  /** Stands above the first message, once everything above is here. */
  start: ReactNode;
  /** When `start` was said, if it was: messages of the same day need no separator. */
  after: Moment | null;
  /** Where few messages stand: beside the composer, or under what they answer. */
  few: "below" | "above";
}
