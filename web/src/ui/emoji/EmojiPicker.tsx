import { lazily } from "../lazily";

/**
 * The choice of all emoji, beside what opened it; a sheet at the foot of a phone's screen. Render it while it is open:
 * its code comes when it is first shown.
 */
export const EmojiPicker = lazily(async () => (await import("./EmojiPickerPopup")).EmojiPickerPopup);
