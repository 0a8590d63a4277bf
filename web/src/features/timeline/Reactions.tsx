import { useEffect } from "react";
import type { Message, Reaction } from "../../api/wire";
import { useEntities } from "../../stores/entities";
import { useOwnReactions } from "../../stores/pending";
import { classes } from "../../ui/classes";
import { Tooltip } from "../../ui/Tooltip";
import { needUsers, toggleReaction } from "./actions";
import { EmojiOf } from "./Emoji";
import styles from "./Reactions.module.css";

/** Names on a hint; the rest is in the list. */
const NAMED = 20;

/** Who reacted with what: a click joins in or takes it back, the names are on the hint. */
export function Reactions({ message }: { message: Message }) {
  const own = useOwnReactions(message.id);
  const mayReact = useEntities((state) => state.rooms[message.room]?.abilities.includes("react") ?? false);
  return (
    <ul className={styles.list} role="list" aria-label="Reactions">
      {message.reactions.map((reaction) => (
        <li key={reaction.emoji}>
          <Chip
            reaction={reaction}
            mine={own.includes(reaction.emoji)}
            disabled={!mayReact}
            onToggle={() => toggleReaction(message, reaction.emoji)}
          />
        </li>
      ))}
    </ul>
  );
}

interface ChipProps {
  reaction: Reaction;
  mine: boolean;
  disabled: boolean;
  onToggle: () => void;
}

function Chip({ reaction, mine, disabled, onToggle }: ChipProps) {
  const { emoji, count } = reaction;
  const who = useWho(reaction, mine);
  return (
    <Tooltip text={who}>
      <button
        type="button"
        className={classes(styles.chip, mine && styles.mine)}
        aria-pressed={mine}
        aria-label={`${emoji} ${count}: ${who}`}
        aria-disabled={disabled || undefined}
        onClick={disabled ? undefined : onToggle}
      >
        <EmojiOf value={emoji} />
        <span className={styles.count}>{count.toLocaleString()}</span>
      </button>
    </Tooltip>
  );
}

/** The first twenty by name, the reader first. Those whose profile is not here yet count as others. */
function useWho({ users, count }: Reaction, mine: boolean): string {
  const ids = users.slice(0, NAMED).join(",");
  useEffect(() => needUsers(ids === "" ? [] : ids.split(",")), [ids]);
  return useEntities((state) => {
    const others = users.slice(0, NAMED).filter((id) => id !== state.me);
    const names = others.flatMap((id) => state.users[id]?.display_name ?? []);
    if (mine) names.unshift("You");
    const rest = count - names.length;
    if (names.length === 0) return count.toLocaleString();
    if (rest > 0) return `${names.join(", ")} and ${rest.toLocaleString()} more`;
    return names.length === 1 ? `${names[0]}` : `${names.slice(0, -1).join(", ")} and ${names.at(-1)}`;
  });
}
