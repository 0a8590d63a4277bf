import type { Reaction } from "../../api/wire";
import { listed } from "../../lib/text";
import { useEntities } from "../../stores/entities";
import { classes } from "../../ui/classes";
import { Tooltip } from "../../ui/Tooltip";
import { Emoji } from "./Emoji";
import styles from "./Reactions.module.css";

interface ReactionsProps {
  reactions: readonly Reaction[];
  me: string;
}

/** Who reacted with what; the names on hover. */
export function Reactions({ reactions, me }: ReactionsProps) {
  return (
    <ul className={styles.list} role="list" aria-label="Reactions">
      {reactions.map((reaction) => (
        <li key={reaction.emoji}>
          <Chip reaction={reaction} me={me} />
        </li>
      ))}
    </ul>
  );
}

function Chip({ reaction, me }: { reaction: Reaction; me: string }) {
  const who = useWho(reaction, me);
  const custom = /^:(.+):$/.exec(reaction.emoji)?.[1];
  const mine = reaction.users.includes(me);
  return (
    <Tooltip text={who}>
      <span
        className={classes(styles.chip, mine && styles.mine)}
        role="img"
        aria-label={`${reaction.emoji} ${reaction.count}: ${who}`}
      >
        {custom === undefined ? reaction.emoji : <Emoji name={custom} />}
        <span className={styles.count}>{reaction.count}</span>
      </span>
    </Tooltip>
  );
}

/** The first few by name. Those whose profile is not here yet count as others. */
function useWho(reaction: Reaction, me: string): string {
  return useEntities((state) => {
    const known = reaction.users.flatMap((id) => (id === me ? "You" : (state.users[id]?.display_name ?? [])));
    const shown = known.slice(0, 8);
    const rest = reaction.count - shown.length;
    if (shown.length === 0) return `${reaction.count}`;
    return rest > 0 ? `${shown.join(", ")} and ${rest} more` : listed(shown, 8);
  });
}
