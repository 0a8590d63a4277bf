import { AtSign, Hash, Slash } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { Avatar } from "../../ui/Avatar";
import { classes } from "../../ui/classes";
import styles from "./SuggestionList.module.css";
import type { Mark, Suggestion } from "./suggestions";
import type { TriggerKind } from "./trigger";

interface SuggestionListProps {
  id: string;
  kind: TriggerKind;
  items: readonly Suggestion[];
  active: number;
  onActive: (at: number) => void;
  onTake: (at: number) => void;
}

const TITLES: Record<TriggerKind, string> = {
  person: "People",
  room: "Rooms",
  emoji: "Emoji",
  command: "Commands",
};

/** What completes the name that is being typed: above the composer, over the messages, so that nothing moves. */
export function SuggestionList({ id, kind, items, active, onActive, onTake }: SuggestionListProps) {
  return (
    <div className={styles.list} id={id} role="listbox" aria-label={TITLES[kind]}>
      {items.map((item, at) => (
        <Line
          key={item.key}
          id={`${id}-${at}`}
          item={item}
          active={at === active}
          onHover={() => onActive(at)}
          onTake={() => onTake(at)}
        />
      ))}
    </div>
  );
}

interface LineProps {
  id: string;
  item: Suggestion;
  active: boolean;
  onHover: () => void;
  onTake: () => void;
}

function Line({ id, item, active, onHover, onTake }: LineProps) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active) line.current?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the text field keeps the focus and takes the keys.
    <div
      ref={line}
      id={id}
      role="option"
      aria-selected={active}
      className={classes(styles.line, active && styles.active)}
      onPointerMove={onHover}
      // The field keeps its focus, and a phone its keyboard.
      onPointerDown={(event) => event.preventDefault()}
      onClick={onTake}
    >
      <span className={styles.mark}>{pictureOf(item.mark)}</span>
      <bdi className={styles.name}>{item.name}</bdi>
      {item.about !== "" && <span className={classes(styles.about, item.outside && styles.outside)}>{item.about}</span>}
    </div>
  );
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
