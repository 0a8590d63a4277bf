import { AtSign, Hash, Slash } from "lucide-react";
import type { ReactNode } from "react";
import { Avatar } from "../../ui/Avatar";
import { ChoiceList } from "../../ui/Choices";
import styles from "./SuggestionList.module.css";
import type { Mark, Suggestion } from "./suggestions";
import type { TriggerKind } from "./trigger";
import type { Suggestions } from "./useSuggestions";

const TITLES: Record<TriggerKind, string> = {
  person: "People",
  room: "Rooms",
  emoji: "Emoji",
  command: "Commands",
};

/** What completes the name that is being typed: above the composer, over the messages, so that nothing moves. */
export function SuggestionList({ of: { items, trigger, choices, take } }: { of: Suggestions }) {
  if (items.length === 0 || trigger === null) return null;
  return (
    <ChoiceList
      label={TITLES[trigger.kind]}
      state={choices}
      choices={items.map(lookOf)}
      onTake={take}
      className={styles.list}
    />
  );
}

function lookOf({ key, mark, name, about }: Suggestion) {
  return { key, mark: pictureOf(mark), title: name, about };
}

function pictureOf(mark: Mark): ReactNode {
  switch (mark.type) {
    case "person":
      return <Avatar name={mark.user.display_name} seed={mark.user.id} size="tiny" />;
    case "everybody":
      return <AtSign />;
    case "room":
      return <Hash />;
    case "emoji":
      return <span className={styles.emoji}>{mark.emoji}</span>;
    case "picture":
      return <img src={mark.source} alt="" className={styles.picture} />;
    default:
      return <Slash />;
  }
}
