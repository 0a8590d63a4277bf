import { useCallback, useRef, useState } from "react";
import { attachmentsOf } from "../../stores/attachments";
import { draftOf, takeDraft } from "../../stores/drafts";
import { everybodyIn, type ToEverybody } from "../../stores/everybody";
import type { Place } from "../../stores/places";
import { type ComposerActs, offerToAdd, runSlash, send } from "./actions";
import { readSaid, type SlashCommand, wordsOf } from "./slash";

interface SubmitInput {
  place: Place;
  commands: readonly SlashCommand[];
  acts: ComposerActs;
  /** A reply: the room is to show it too. */
  alsoInRoom: boolean;
  /** The message is kept on this machine, or waits for its files. */
  onSent: () => void;
}

interface Submit {
  submit: () => Promise<void>;
  /** A sentence about what was written, until something else is. */
  hint: string | null;
  clearHint: () => void;
  asking: ToEverybody | null;
}

/** Sends what is written, or does what it says. */
export function useSubmit({ place, commands, acts, alsoInRoom, onSent }: SubmitInput): Submit {
  const [hint, setHint] = useState<string | null>(null);
  const [asking, setAsking] = useState<ToEverybody | null>(null);
  const busy = useRef(false);

  const sendWords = async (written: string, words: string) => {
    if (!(await send(place, { written, text: words, alsoInRoom }))) return;
    onSent();
    void offerToAdd(place, words);
  };

  const say = async (written: string, words: string) => {
    const many = everybodyIn(place.room, words);
    if (many === null) return sendWords(written, words);
    const answered = (yes: boolean) => {
      setAsking(null);
      if (yes) void sendWords(written, words);
    };
    setAsking({ ...many, confirm: () => answered(true), cancel: () => answered(false) });
  };

  const submit = async () => {
    if (busy.current) return;
    if (attachmentsOf(place).some((one) => one.state === "failed" || one.state === "interrupted")) {
      setHint("A file did not come through. Try it again, or remove it.");
      return;
    }
    busy.current = true;
    try {
      const written = draftOf(place);
      const said = readSaid(written.trim(), commands);
      if (said.type === "unknown") {
        setHint(`There is no command /${said.name}. To send it as it stands, write //${said.name}.`);
      } else if (said.type === "words") {
        await say(written, said.text);
      } else {
        const words = wordsOf(said.command.name, said.rest);
        if (words !== null && !(said.command.needsRest && said.rest === "")) return await say(written, words);
        const failed = await runSlash(said.command, said.rest, place, acts);
        if (failed === null) takeDraft(place, written);
        setHint(failed);
      }
    } finally {
      busy.current = false;
    }
  };

  return { submit, hint, clearHint: useCallback(() => setHint(null), []), asking };
}
