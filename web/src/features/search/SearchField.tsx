import { CalendarDays, Filter, Hash, Search, X } from "lucide-react";
import { type KeyboardEvent, type RefObject, useEffect, useMemo, useState } from "react";
import { useEntities } from "../../stores/entities";
import { directPartners, useSidebarRooms } from "../../stores/rooms";
import { roomTitle } from "../../stores/titles";
import { Avatar } from "../../ui/Avatar";
import { ChoiceList, type ChoiceLook, useChoices } from "../../ui/Choices";
import { findPeople } from "./actions";
import styles from "./SearchField.module.css";
import { askNow, setSearch, typeSearch, useSearching } from "./searching";
import {
  askedPerson,
  awaitsValue,
  type Known,
  type Part,
  partAt,
  type Suggestion,
  suggestionsFor,
  withSuggestion,
} from "./suggest";

interface SearchFieldProps {
  field: RefObject<HTMLInputElement | null>;
  /** The arrow down goes on to what was found. */
  onDown: () => void;
}

/** So long after the last key people are looked up on the server, in milliseconds. */
const PAUSE_MS = 120;

/** Where a search is typed, with what may be typed in it. */
export function SearchField({ field, onDown }: SearchFieldProps) {
  const { words } = useSearching();
  const { offers, state, take, place, typed, close, onKeyDown } = useOffering(field, onDown);
  return (
    <search className={styles.place}>
      <div className={styles.box}>
        <Search className={styles.glass} aria-hidden />
        <input
          ref={field}
          {...state.field}
          className={styles.input}
          type="text"
          inputMode="search"
          enterKeyHint="search"
          aria-label="Search messages"
          placeholder="Search messages"
          maxLength={256}
          value={words}
          onChange={(event) => typed(event.target)}
          onClick={place}
          onKeyUp={(event) => ["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key) && place()}
          onBlur={close}
          onKeyDown={onKeyDown}
        />
        {words !== "" && (
          <button
            type="button"
            className={styles.clear}
            aria-label="Clear"
            onClick={() => {
              setSearch({ words: "" });
              field.current?.focus();
            }}
          >
            <X />
          </button>
        )}
      </div>
      <ChoiceList
        label="What to narrow the search by"
        state={state}
        choices={offers.map(lookOf)}
        onTake={take}
        className={styles.offers}
      />
    </search>
  );
}

/** What is offered where the cursor stands, and how keys go through it. */
function useOffering(field: SearchFieldProps["field"], onDown: () => void) {
  const { words } = useSearching();
  const [part, setPart] = useState<Part | null>(null);
  // Whether the arrow keys went through what is offered.
  const [moved, setMoved] = useState(false);
  const offers = useOffers(part);
  const close = () => setPart(null);
  /** What is typed says what is offered; between words nothing is, so that what was found stays in sight. */
  const look = ({ value, selectionStart }: HTMLInputElement) => {
    const begun = partAt(value, selectionStart ?? 0);
    setPart(begun.text === "" ? null : begun);
    setMoved(false);
  };
  const place = () => field.current && look(field.current);
  const take = (at: number) => {
    const offer = offers[at];
    if (offer === undefined || part === null || field.current === null) return;
    const next = withSuggestion(words, part, offer);
    typeSearch(next.words);
    // The field has the new words only once it is rendered again.
    requestAnimationFrame(() => {
      field.current?.focus();
      field.current?.setSelectionRange(next.cursor, next.cursor);
      place();
    });
  };
  const state = useChoices(offers.length, take);
  const typed = (input: HTMLInputElement) => {
    typeSearch(input.value);
    look(input);
    state.aim(0);
  };

  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    const takes = offers.length > 0 && (moved || (part !== null && awaitsValue(part)));
    if (event.key === "Enter" && !takes) {
      // A word that happens to begin like an operator is still a word.
      close();
      askNow();
    } else if (event.key === "Escape" && offers.length > 0) {
      event.stopPropagation();
      close();
    } else if (event.key === "Tab" && !event.shiftKey && offers.length > 0) take(state.at);
    else if (event.key === "ArrowDown" && offers.length === 0) {
      if (words.trim() === "") setPart({ text: "", from: 0, to: words.length });
      else onDown();
    } else {
      if (state.onKey(event)) setMoved(true);
      return;
    }
    event.preventDefault();
  };
  return { offers, state, take, place, typed, close, onKeyDown };
}

function useOffers(part: Part | null): Suggestion[] {
  const known = useKnown();
  const asked = part && askedPerson(part);
  useEffect(() => {
    if (asked === null) return;
    const timer = setTimeout(() => void findPeople(asked), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [asked]);
  return useMemo(() => (part === null ? [] : suggestionsFor(part, known, new Date())), [part, known]);
}

function useKnown(): Known {
  const users = useEntities((state) => state.users);
  const me = useEntities((state) => state.me);
  const rooms = useSidebarRooms();
  return useMemo(() => {
    const named = rooms.flatMap(({ room }) => {
      const title = roomTitle(room, users, me);
      if (room.kind !== "direct") return [{ name: room.name, title }];
      const partners = directPartners(room, me);
      const partner = partners.length === 1 ? users[partners[0] ?? ""] : undefined;
      return partner ? [{ name: `@${partner.username}`, title }] : [];
    });
    return { people: Object.values(users).filter((user) => !user.deactivated), rooms: named, me };
  }, [users, me, rooms]);
}

const MARKS = { operator: <Filter />, room: <Hash />, value: <CalendarDays /> };

function lookOf({ key, kind, title, about, text, user = "" }: Suggestion): ChoiceLook {
  if (kind === "person") return { key, title, about, mark: <Avatar name={title} seed={user} size="tiny" /> };
  const isDay = kind === "value" && /(before|after|on):/.test(text);
  return { key, title, about, mark: kind === "value" && !isDay ? <Filter /> : MARKS[kind] };
}
