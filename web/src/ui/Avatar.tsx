import styles from "./Avatar.module.css";
import { avatarColour, initialsOf } from "./avatarLook";
import { classes } from "./classes";

export type Dot = "online" | "away" | "busy" | "offline";

interface AvatarProps {
  name: string;
  /** Decides the colour; an id, which stays when the name changes. */
  seed: string;
  size?: "tiny" | "small" | "medium" | "large" | "huge";
  /** People are circles, rooms are rounded squares. */
  shape?: "circle" | "square";
  dot?: Dot | undefined;
  className?: string | undefined;
}

/** A generated picture. It is decoration: the name stands beside it in words. */
export function Avatar({ name, seed, size = "medium", shape = "circle", dot, className }: AvatarProps) {
  return (
    <span
      className={classes(styles.avatar, styles[size], styles[shape], className)}
      style={{ background: avatarColour(seed) }}
      aria-hidden
    >
      {initialsOf(name)}
      {dot && <PresenceDot dot={dot} />}
    </span>
  );
}

function PresenceDot({ dot }: { dot: Dot }) {
  return <span className={classes(styles.dot, styles[dot])} />;
}

interface AvatarStackProps {
  people: readonly { id: string; name: string }[];
  size?: "tiny" | "small";
}

/** A few people, overlapping. */
export function AvatarStack({ people, size = "small" }: AvatarStackProps) {
  return (
    <span className={styles.stack} aria-hidden>
      {people.map((person) => (
        <Avatar key={person.id} name={person.name} seed={person.id} size={size} />
      ))}
    </span>
  );
}
