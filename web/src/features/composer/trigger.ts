/** Where a text asks to be completed: a name that begins before the caret. The signs mean what they mean to the server. */
import { NAME_BEFORE } from "../../lib/mentions";

export type TriggerKind = "command" | "person" | "room" | "emoji";

/** A name that is being typed, with its sign; it stands at `from`–`to`. */
export interface Trigger {
  kind: TriggerKind;
  /** What was typed of the name, without the sign. */
  query: string;
  from: number;
  to: number;
}

const NAMES: { kind: TriggerKind; begun: RegExp; rest: RegExp }[] = [
  { kind: "person", begun: new RegExp(`${NAME_BEFORE}@([\\p{L}\\p{N}._-]{0,32})$`, "u"), rest: /^[\p{L}\p{N}_-]*/u },
  { kind: "room", begun: new RegExp(`${NAME_BEFORE}#([\\p{L}\\p{N}._-]{0,80})$`, "u"), rest: /^[\p{L}\p{N}_-]*/u },
  // From two letters on: `:)` and `:D` are words of their own.
  { kind: "emoji", begun: new RegExp(`${NAME_BEFORE}:([a-z0-9_+-]{2,40})$`, "iu"), rest: /^[a-z0-9_+-]*:?/i },
];
/** A command stands alone at the start of the text. */
const COMMAND = /^\/(\p{L}*)$/u;

/** So many letters before the caret are looked at: a name is shorter. */
const LOOK_BACK = 100;

/** What is being named at the caret; null when nothing is, or inside code. */
export function triggerAt(text: string, caret: number): Trigger | null {
  const before = text.slice(0, caret);
  const command = COMMAND.exec(before)?.[1];
  if (command !== undefined) return { kind: "command", query: command, from: 0, to: caret };
  const line = before.slice(Math.max(before.lastIndexOf("\n") + 1, caret - LOOK_BACK));
  for (const { kind, begun, rest } of NAMES) {
    const query = begun.exec(line)?.[1];
    if (query === undefined) continue;
    if (insideCode(before)) return null;
    const after = rest.exec(text.slice(caret))?.[0] ?? "";
    return { kind, query, from: caret - query.length - 1, to: caret + after.length };
  }
  return null;
}

/** Whether a text ends within a code block or between backticks. */
export function insideCode(before: string): boolean {
  let fenced = false;
  let rest = "";
  for (const line of before.split("\n")) {
    if (/^\s*(?:```|~~~)/.test(line)) {
      fenced = !fenced;
      rest = "";
    } else rest = line;
  }
  return fenced || (rest.match(/`/g)?.length ?? 0) % 2 === 1;
}
