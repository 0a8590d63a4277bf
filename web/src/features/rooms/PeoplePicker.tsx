import { Search, X } from "lucide-react";
import { type KeyboardEvent, type RefObject, useEffect, useState } from "react";
import type { User } from "../../api/wire";
import { useEntities } from "../../stores/entities";
import { Avatar } from "../../ui/Avatar";
import { ChoiceList, type ChoiceLook, useChoices } from "../../ui/Choices";
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
  const { people, failed } = usePeople(query);
  const users = useEntities((state) => state.users);

  const toggle = (at: number) => {
    const user = people?.[at];
    if (user === undefined || unavailable.has(user.id)) return;
    onChange(chosen.includes(user.id) ? chosen.filter((id) => id !== user.id) : [...chosen, user.id]);
    setQuery("");
    field.current?.focus();
  };
  const state = useChoices(people?.length ?? 0, toggle);
  const onKeyDown = (event: KeyboardEvent) => {
    // Who chose by name and presses Enter once more wants the dialog's button.
    if (event.key === "Enter" && query === "") return;
    if (state.onKey(event) || event.nativeEvent.isComposing) return;
    if (event.key === "Backspace" && query === "") onChange(chosen.slice(0, -1));
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
          {...state.field}
          aria-label={label}
          placeholder={chosen.length === 0 ? "Search by name" : ""}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            state.aim(0);
          }}
          onKeyDown={onKeyDown}
        />
      </div>
      <ChoiceList
        label="People"
        several
        state={state}
        choices={people?.map((user) => lookOf(user, chosen, unavailable)) ?? []}
        onTake={toggle}
        className={styles.list}
      />
      {people === null && failed === null && <SkeletonRows count={3} />}
      {(failed !== null || people?.length === 0) && (
        <p className={styles.note}>{failed ?? `Nobody is called “${query.trim()}”.`}</p>
      )}
    </div>
  );
}

function lookOf(user: User, chosen: readonly string[], unavailable: ReadonlyMap<string, string>): ChoiceLook {
  const reason = unavailable.get(user.id);
  return {
    key: user.id,
    mark: <Avatar name={user.display_name} seed={user.id} size="small" />,
    title: user.display_name,
    about: reason ?? (user.unclaimed ? `@${user.username} · not joined` : `@${user.username}`),
    ticked: chosen.includes(user.id),
    disabled: reason !== undefined,
  };
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
