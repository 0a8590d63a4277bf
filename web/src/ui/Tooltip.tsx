import { cloneElement, type ReactElement } from "react";

interface TooltipProps {
  text: string;
  keys?: string | undefined;
  /** One element that passes DOM props on. It needs a label of its own: the hint is for the eyes. */
  children: ReactElement<Record<string, unknown>>;
}

/** A hint on hover and on keyboard focus, shown by the one `TooltipLayer` of the page: rows of a long list cost nothing. */
export function Tooltip({ text, keys, children }: TooltipProps) {
  return cloneElement(children, { "data-hint": text, "data-hint-keys": keys });
}
