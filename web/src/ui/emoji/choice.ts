/** Which emoji this person uses and in which skin tone, kept on this device. */
import { createStore, useStore } from "zustand";

/** 0: as the emoji comes, without a tone; 1 the lightest to 5 the darkest. */
export type Tone = 0 | 1 | 2 | 3 | 4 | 5;

interface EmojiChoice {
  tone: Tone;
  /** Emoji or `:name:`, the latest first. */
  recent: readonly string[];
}

const KEY = "relaydesk.emoji";
const MOST_RECENT = 27;
/** Offered to who has not used any yet. */
const FIRST = ["👍", "🎉", "👀"];
/** So many of the recent ones keep their places when they are used again: they are buttons, and buttons do not move. */
const AT_HAND = 3;

const choice = createStore<EmojiChoice>(() => stored() ?? { tone: 0, recent: [] });

function stored(): EmojiChoice | null {
  try {
    const { tone, recent } = JSON.parse(localStorage.getItem(KEY) ?? "null") as EmojiChoice;
    const words = recent.filter((one) => typeof one === "string").slice(0, MOST_RECENT);
    return { tone: [1, 2, 3, 4, 5].includes(tone) ? tone : 0, recent: words };
  } catch {
    return null;
  }
}

function keep(next: EmojiChoice): void {
  choice.setState(next);
  try {
    localStorage.setItem(KEY, JSON.stringify(next));
  } catch {
    // Storage is closed to us: the choice holds until the page is left.
  }
}

/** Notes that an emoji was used. */
export function noteEmojiUsed(emoji: string): void {
  const { tone, recent } = choice.getState();
  if (atHand(recent).includes(emoji) && recent.includes(emoji)) return;
  keep({ tone, recent: [emoji, ...recent.filter((one) => one !== emoji)].slice(0, MOST_RECENT) });
}

export function chooseTone(tone: Tone): void {
  keep({ ...choice.getState(), tone });
}

export function useEmojiChoice(): EmojiChoice {
  return useStore(choice, (state) => state);
}

function atHand(recent: readonly string[]): string[] {
  return [...recent, ...FIRST.filter((one) => !recent.includes(one))].slice(0, AT_HAND);
}

/** The three emoji that are offered at once. */
export function emojiAtHand(): string[] {
  return atHand(choice.getState().recent);
}
