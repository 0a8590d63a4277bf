/** Waiting times between tries: full jitter, so that a thousand clients that lost one server do not come back at once. */

const BASE_MS = 500;
const CAP_MS = 30_000;

/** A random time up to twice as long with each try. `tries` counts the failures so far, from 0. */
export function fullJitterMs(tries: number, random: () => number): number {
  return Math.round(random() * Math.min(CAP_MS, BASE_MS * 2 ** Math.min(tries, 16)));
}
