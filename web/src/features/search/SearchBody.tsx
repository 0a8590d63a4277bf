import { Hash, SearchX, TriangleAlert, X } from "lucide-react";
import { useEffect, useId, useMemo, useRef } from "react";
import type { Message, SearchTerm } from "../../api/wire";
import { useEntities } from "../../stores/entities";
import { type Listing, useListing } from "../../stores/lists";
import { roomTitle } from "../../stores/titles";
import { arrowKeys } from "../../ui/arrowKeys";
import { classes } from "../../ui/classes";
import { EmptyState } from "../../ui/EmptyState";
import { More } from "../../ui/More";
import { Segmented } from "../../ui/Segmented";
import { SkeletonRows } from "../../ui/Skeleton";
import { VisuallyHidden } from "../../ui/VisuallyHidden";
import { Found } from "./Found";
import styles from "./SearchBody.module.css";
import { SearchField } from "./SearchField";
import { askMore, askNow, noteGone, searching, setSearch, useSearching } from "./searching";
import { isFilter, withoutPart } from "./suggest";

interface SearchBodyProps {
  /** Something that was found was gone to. */
  onGo: (message: Message) => void;
}

const ORDERS = [
  { value: "newest", label: "Newest first" },
  { value: "best", label: "Best first" },
] as const;

/** A search: the field, what was understood, and what was found. */
export function SearchBody({ onGo }: SearchBodyProps) {
  const { words, order, status } = useSearching();
  const listing = useListing("found");
  const field = useRef<HTMLInputElement>(null);
  const results = useRef<HTMLDivElement>(null);
  useEffect(() => {
    const { gone } = searching.getState();
    const left = gone && results.current?.querySelector<HTMLElement>(`a[data-found="${gone}"]`);
    (left || field.current)?.focus();
  }, []);
  const go = (message: Message) => {
    noteGone(message.id);
    onGo(message);
  };
  // What was found before a break may have changed meanwhile.
  const stale = listing?.stale ?? false;
  useEffect(() => {
    if (stale) askNow();
  }, [stale]);
  const onKeyDown = useMemo(() => arrowKeys("a[data-found]", () => field.current?.focus()), []);
  const toFirst = () => results.current?.querySelector<HTMLElement>("a[data-found]")?.focus();
  return (
    <div className={styles.body}>
      <div className={styles.head}>
        <SearchField field={field} onDown={toFirst} />
        <Chips />
        {words.trim() !== "" && status !== "idle" && (
          <Segmented
            label="Order"
            size="small"
            value={order}
            options={ORDERS}
            onChange={(next) => setSearch({ order: next })}
          />
        )}
      </div>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: arrow keys go from one result to the next. */}
      <div ref={results} className={styles.results} onKeyDown={onKeyDown}>
        <Results listing={listing} onGo={go} />
      </div>
    </div>
  );
}

function Results({ listing, onGo }: { listing: Listing | undefined; onGo: SearchBodyProps["onGo"] }) {
  const { words, status, failed, understood, excerpts } = useSearching();
  if (status === "idle") return <Help />;
  if (failed !== null && listing === undefined) return <More failed={failed} onMore={async () => askNow()} />;
  if (listing === undefined) return <SkeletonRows count={5} />;
  const { messages, next } = listing;
  const impossible = understood.some((term) => term.problem !== null);
  return (
    <>
      <VisuallyHidden role="status">
        {status === "done" && `${messages.length}${next === null ? "" : " or more"} messages found`}
      </VisuallyHidden>
      {messages.length === 0 && next === null && status === "done" && failed === null && (
        <EmptyState icon={<SearchX />} title="Nothing was found">
          {impossible
            ? "A part of the search cannot be met: see above."
            : `No message that you may read has all of “${words.trim()}”. Try fewer words, or take a filter away.`}
        </EmptyState>
      )}
      <ol className={classes(styles.list, status === "busy" && styles.old)} aria-label="Messages that were found">
        {messages.map((message) => (
          <Found key={message.id} message={message} excerpt={excerpts[message.id] ?? []} onGo={onGo} />
        ))}
      </ol>
      {(next !== null || failed !== null) && (
        <More
          key={`${words} ${next}`}
          failed={failed}
          onMore={async () => (next === null ? askNow() : askMore(next))}
        />
      )}
    </>
  );
}

/** The filters as the server understood them, each to be taken away; and what is wrong with the search. */
function Chips() {
  const { words, understood, room } = useSearching();
  const terms = understood.filter((term) => isFilter(term.operator) || term.problem !== null);
  if (room === null && terms.length === 0) return null;
  return (
    <ul role="list" className={styles.chips} aria-label="Filters">
      {room !== null && <RoomChip room={room} />}
      {terms.map((term) => (
        <TermChip
          key={term.written}
          term={term}
          onRemove={() => setSearch({ words: withoutPart(words, term.written) })}
        />
      ))}
    </ul>
  );
}

function RoomChip({ room }: { room: string }) {
  const title = useEntities(({ rooms, users, me }) => {
    const entry = rooms[room];
    return entry ? roomTitle(entry.room, users, me) : "this room";
  });
  return (
    <li className={styles.chip}>
      <Hash aria-hidden />
      <span>
        <VisuallyHidden>Only in </VisuallyHidden>
        <bdi>{title}</bdi>
      </span>
      <button type="button" aria-label="Search everywhere" onClick={() => setSearch({ room: null })}>
        <X />
      </button>
    </li>
  );
}

function TermChip({ term, onRemove }: { term: SearchTerm; onRemove: () => void }) {
  const problem = useId();
  return (
    <>
      <li className={classes(styles.chip, term.problem !== null && styles.wrong)}>
        {term.problem !== null && <TriangleAlert aria-hidden />}
        <span>{term.written}</span>
        <button
          type="button"
          aria-label={`Remove ${term.written}`}
          aria-describedby={term.problem === null ? undefined : problem}
          onClick={onRemove}
        >
          <X />
        </button>
      </li>
      {term.problem !== null && (
        <li id={problem} className={styles.problem}>
          {term.problem}
        </li>
      )}
    </>
  );
}

const EXAMPLES = [
  { words: "from:me", about: "What you wrote" },
  { words: "has:file", about: "Messages with files" },
  { words: "is:saved", about: "What you saved for later" },
  { words: "after:yesterday", about: "What was said today" },
] as const;

/** What can be done here, while nothing is typed. */
function Help() {
  return (
    <div className={styles.help}>
      <p>Every word has to be there. “Words in quotation marks” stand next to each other; -word must not be there.</p>
      <ul role="list">
        {EXAMPLES.map(({ words, about }) => (
          <li key={words}>
            <button type="button" onClick={() => setSearch({ words })}>
              <code>{words}</code>
              <span>{about}</span>
            </button>
          </li>
        ))}
      </ul>
    </div>
  );
}
