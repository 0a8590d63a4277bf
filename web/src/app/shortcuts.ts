/** Turns keys into commands. */
import { useEffect } from "react";
import { commandOfKeys } from "./commands";
import { view } from "./view";

const isMac = /Mac|iPhone|iPad/.test(globalThis.navigator?.platform ?? "");

/** The pressed keys in the spelling of `Command.keys`. */
export function keysOf(event: KeyboardEvent): string {
  // On many keyboards a sign is only there with Shift: a German `/` is Shift 7.
  const isSign = event.key.length === 1 && event.key.toLowerCase() === event.key.toUpperCase();
  const shift = event.shiftKey && !isSign;
  const parts = [(event.ctrlKey || event.metaKey) && "Ctrl", event.altKey && "Alt", shift && "Shift"];
  // A Mac's small keyboards call their only such key Backspace.
  const named = event.key === "Backspace" ? "Delete" : event.key;
  const key = named.length === 1 ? named.toUpperCase() : named;
  return [...parts.filter(Boolean), key].join(" ");
}

const SHOWN: Record<string, string> = {
  ArrowUp: "↑",
  ArrowDown: "↓",
  Escape: "Esc",
  ...(isMac && { Ctrl: "⌘", Alt: "⌥", Shift: "⇧" }),
};

/** As a person knows the keys, for example `Alt ↑`. */
export function shownKeys(keys: string): string {
  return keys
    .split(" ")
    .map((key) => SHOWN[key] ?? key)
    .join(" ");
}

/** What has the keys to itself while it is open. Toasts are dialogs that are not modal. */
const OWN_KEYS = '[role="menu"], [role="dialog"]:not([aria-modal="false"])';

/** Listens while the app is on the screen. What a dialog, a menu or a field has used up is left alone. */
export function useShortcuts(): void {
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.isComposing) return;
      const command = commandOfKeys(keysOf(event));
      if (command === undefined) return;
      // An open dialog or menu has the keys to itself.
      if (view.getState().dialog !== null || document.querySelector(OWN_KEYS) !== null) return;
      event.preventDefault();
      command.run();
    };
    window.addEventListener("keydown", onKeyDown);
    return () => window.removeEventListener("keydown", onKeyDown);
  }, []);
}
