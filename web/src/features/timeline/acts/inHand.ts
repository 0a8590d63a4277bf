/** The message whose row has the focus: what the keys of a row and the palette act on. */
import type { Message } from "../../../api/wire";
import { entities } from "../../../stores/entities";
import { beside } from "../../../ui/anchor";
import type { Asked, MessageDoors } from "./acts";
import { type ShownIn, type Subject, subjectOf } from "./subject";

interface Held {
  row: HTMLElement;
  message: Message;
  shownIn: ShownIn;
}

const rows = new WeakMap<Element, Held>();

/** For rows: says which message they show. */
export function hold(row: HTMLElement, message: Message | null, shownIn: ShownIn): void {
  if (message === null) rows.delete(row);
  else rows.set(row, { row, message, shownIn });
}

/** Null while no row has the focus itself: the keys of what is in a row are its own. */
export function inHand(doors: MessageDoors): { subject: Subject; asked: Asked } | null {
  const held = document.activeElement && rows.get(document.activeElement);
  if (!held) return null;
  const subject = subjectOf(entities.getState(), held.message, held.shownIn);
  return subject && { subject, asked: askedAt(held.row, doors) };
}

/** What was asked for at a row. */
export function askedAt(row: HTMLElement, doors: MessageDoors): Asked {
  return { doors, anchor: beside(row), align: "end", returnFocus: row, selected: selectedIn(row) };
}

/** The selected words, when all of them are in this element. */
export function selectedIn(element: Element): string {
  const selection = getSelection();
  if (selection === null || selection.isCollapsed || selection.rangeCount === 0) return "";
  return element.contains(selection.getRangeAt(0).commonAncestorContainer) ? selection.toString() : "";
}
