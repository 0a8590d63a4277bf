import { Check, Search, X } from "lucide-react";
import { type KeyboardEvent, type RefObject, useEffect, useId, useRef, useState } from "react";
import type { User } from "../../api/wire";
import { useEntities } from "../../stores/entities";
import { Avatar } from "../../ui/Avatar";
import { classes } from "../../ui/classes";
import { SkeletonRows } from "../../ui/Skeleton";
import { findUsers } from "./actions";
import styles from "./PeoplePicker.module.css";

interface PeoplePickerProps {
  label: string;
  chosen: readonly string[];
  onChange: (chosen: string[]) => void;
  /** People who are not offered, each with the reason, which is shown. */
  unavailable: ReadonlyMap<string, string>;
  field: RefObject<HTMLInputElement | null>;
}

const PAUSE_MS = 120;

/** Chooses people by name. */
export function PeoplePicker({ label, chosen, onChange, unavailable, field }: PeoplePickerProps) {
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const listId = useId();
  const { people, failed } = usePeople(query);
  const users = useEntities((state) => state.users);
  const active = Math.min(at, (people?.length ?? 1) - 1);

  const toggle = (user: User | undefined) => {
    if (user === undefined || unavailable.has(user.id)) return;
    onChange(chosen.includes(user.id) ? chosen.filter((id) => id !== user.id) : [...chosen, user.id]);
    setQuery("");
    field.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const count = people?.length ?? 0;
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0 && count > 0) setAt((active + step + count) % count);
    else if (event.key === "Enter" && query !== "") toggle(people?.[active]);
    else if (event.key === "Backspace" && query === "") onChange(chosen.slice(0, -1));
    else return;
    if (event.key !== "Backspace") event.preventDefault();
  };

  return (
    <div className={styles.picker}>
      <div className={styles.box}>
        <Search className={styles.glass} />
        {chosen.map((id) => (
          <Chip
            key={id}
            name={users[id]?.display_name ?? "…"}
            seed={id}
            onRemove={() => onChange(chosen.filter((one) => one !== id))}
          />
        ))}
        <input
          ref={field}
          role="combobox"
          aria-label={label}
          aria-expanded={Boolean(people?.length)}
          aria-controls={listId}
          aria-activedescendant={people?.length ? `${listId}-${active}` : undefined}
          aria-autocomplete="list"
          autoComplete="off"
          spellCheck={false}
          placeholder={chosen.length === 0 ? "Search by name" : ""}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setAt(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <div className={styles.list} id={listId} role="listbox" aria-label="People" aria-multiselectable="true">
        {people?.map((user, index) => (
          <Person
            key={user.id}
            id={`${listId}-${index}`}
            user={user}
            active={index === active}
            chosen={chosen.includes(user.id)}
            reason={unavailable.get(user.id)}
            onTake={() => toggle(user)}
          />
        ))}
      </div>
      {people === null && failed === null && <SkeletonRows count={3} />}
      {(failed !== null || people?.length === 0) && (
        <p className={styles.note}>{failed ?? `Nobody is called “${query.trim()}”.`}</p>
      )}
    </div>
  );
}

function usePeople(query: string): { people: User[] | null; failed: string | null } {
  const [found, setFound] = useState<string[] | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const users = useEntities((state) => state.users);
  const me = useEntities((state) => state.me);
  useEffect(() => {
    let current = true;
    const timer = setTimeout(
      async () => {
        const done = await findUsers(query.trim());
        if (!current) return;
        setFailed(done.ok ? null : done.failure.message);
        if (done.ok) setFound(done.value);
      },
      query === "" ? 0 : PAUSE_MS,
    );
    return () => {
      current = false;
      clearTimeout(timer);
    };
  }, [query]);
  const people = found?.flatMap((id) => users[id] ?? []).filter((user) => user.id !== me && !user.deactivated) ?? null;
  return { people, failed };
}

function Chip({ name, seed, onRemove }: { name: string; seed: string; onRemove: () => void }) {
  return (
    <span className={styles.chip}>
      <Avatar name={name} seed={seed} size="tiny" />
      <bdi>{name}</bdi>
      <button type="button" aria-label={`Remove ${name}`} onClick={onRemove}>
        <X />
      </button>
    </span>
  );
}

interface PersonProps {
  id: string;
  user: User;
  active: boolean;
  chosen: boolean;
  reason: string | undefined;
  onTake: () => void;
}

function Person({ id, user, active, chosen, reason, onTake }: PersonProps) {
  const line = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (active) line.current?.scrollIntoView({ block: "nearest" });
  }, [active]);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents lint/a11y/useFocusableInteractive: the field keeps the focus and takes the keys.
    <div
      ref={line}
      id={id}
      role="option"
      aria-selected={chosen}
      aria-disabled={reason !== undefined}
      className={classes(styles.line, active && styles.active)}
      onClick={onTake}
    >
      <Avatar name={user.display_name} seed={user.id} size="small" />
      <bdi className={styles.name}>{user.display_name}</bdi>
      <span className={styles.about}>
        {reason ?? (user.unclaimed ? `@${user.username} · not joined` : `@${user.username}`)}
      </span>
      {chosen && <Check className={styles.tick} />}
    </div>
  );
}
