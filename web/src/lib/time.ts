/** How moments are written for people, in their own time zone and language. */

const twelveHours = new Intl.DateTimeFormat(undefined, { hour: "numeric" }).resolvedOptions().hour12 === true;
const clockFormat = new Intl.DateTimeFormat(undefined, {
  hour: twelveHours ? "numeric" : "2-digit",
  minute: "2-digit",
});
const dayFormat = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
const yearDayFormat = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "long", year: "numeric" });
const shortDayFormat = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short", year: "numeric" });
const fullFormat = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });

/** A moment as the server writes it (RFC 3339), or milliseconds since 1970. */
export type Moment = string | number;

/** The same text for all moments of one local day, for example `2026-3-1`. */
export function dayKey(moment: Moment): string {
  const date = new Date(moment);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}

/** Whole days from one local day to another; negative when `to` is earlier. */
function daysBetween(from: Date, to: Date): number {
  const midnight = (date: Date) => Date.UTC(date.getFullYear(), date.getMonth(), date.getDate());
  return Math.round((midnight(to) - midnight(from)) / 86_400_000);
}

/** `Today`, `Yesterday`, a weekday within half a year, else a date with its year. */
export function dayLabel(moment: Moment, now: number): string {
  const date = new Date(moment);
  const days = daysBetween(date, new Date(now));
  if (days === 0) return "Today";
  if (days === 1) return "Yesterday";
  return days > 0 && days < 180 ? dayFormat.format(date) : yearDayFormat.format(date);
}

/** Hours and minutes as the person's language writes them: `09:12` or `9:12 AM`. */
export function clock(moment: Moment): string {
  return clockFormat.format(new Date(moment));
}

/** The same for a narrow place: without AM and PM, which the row above tells. */
export function shortClock(moment: Moment): string {
  const parts = clockFormat.formatToParts(new Date(moment));
  return parts
    .filter((part) => part.type !== "dayPeriod")
    .map((part) => part.value)
    .join("")
    .trim();
}

/** Everything there is to say about a moment, for a hint. */
export function fullTime(moment: Moment): string {
  return fullFormat.format(new Date(moment));
}

/** For the middle of a sentence: `today 09:31`, `yesterday 17:42`, `1 Mar 2026`. */
export function recently(moment: Moment, now: number): string {
  const date = new Date(moment);
  const days = daysBetween(date, new Date(now));
  if (days === 0) return `today ${clock(moment)}`;
  if (days === 1) return `yesterday ${clock(moment)}`;
  return shortDayFormat.format(date);
}
