import { useVirtualizer } from "@tanstack/react-virtual";
import { Search } from "lucide-react";
import {
  type CSSProperties,
  type KeyboardEvent,
  type RefObject,
  useEffect,
  useId,
  useMemo,
  useRef,
  useState,
} from "react";
import { Button } from "../Button";
import { type Board, type BoardRow, type CustomGlyph, layBoard, type SectionId, stepped, TITLES } from "./board";
import { useEmojiChoice } from "./choice";
import { EmojiFoot } from "./EmojiFoot";
import { EmojiGlyph } from "./EmojiGlyph";
import styles from "./EmojiPicker.module.css";
import { EmojiSections } from "./EmojiSections";
import { type Glyph, loadGlyphs } from "./table";

interface EmojiBoardProps {
  custom: readonly CustomGlyph[];
  columns: number;
  cellPx: number;
  search: RefObject<HTMLInputElement | null>;
  /** `andMore`: Shift was held, so more are to be picked. */
  onPick: (emoji: string, andMore: boolean) => void;
}

const HEAD_PX = 30;

/** Search, sections and the emoji themselves. Arrow keys walk through the emoji from the search on. */
export function EmojiBoard({ custom, columns, cellPx, search, onPick }: EmojiBoardProps) {
  const id = useId();
  const [query, setQuery] = useState("");
  const [at, setAt] = useState(0);
  const { glyphs, failed, retry } = useGlyphs();
  const board = useBoard({ glyphs: glyphs ?? [], custom, query, columns });
  const scroller = useRef<HTMLDivElement>(null);
  const rows = useVirtualizer({
    count: board.rows.length,
    getScrollElement: () => scroller.current,
    estimateSize: (index) => (board.rows[index]?.kind === "head" ? HEAD_PX : cellPx),
    overscan: 4,
  });
  const items = rows.getVirtualItems();
  const top = board.rows[items.find((item) => item.end > (rows.scrollOffset ?? 0))?.index ?? 0];
  const active = board.cells[at];

  const goTo = (next: number) => {
    setAt(next);
    rows.scrollToIndex(rowOf(board, next));
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing || event.ctrlKey || event.metaKey || event.altKey) return;
    const next = stepped(board, at, event.key);
    if (next !== null && board.cells.length > 0) {
      event.preventDefault();
      goTo(next);
    } else if (event.key === "Enter") {
      event.preventDefault();
      if (active) onPick(active.value, event.shiftKey);
    }
  };
  const onSection = (section: SectionId) => {
    const index = board.rows.findIndex((row) => row.section === section);
    rows.scrollToIndex(index, { align: "start" });
    const first = board.rows[index + 1];
    if (first?.kind === "cells") setAt(first.from);
  };

  const acts = { cellPx, onPoint: setAt, onPick };
  return (
    <div className={styles.board}>
      <label className={styles.search}>
        <Search />
        <input
          ref={search}
          type="search"
          role="combobox"
          aria-expanded
          aria-controls={`${id}-grid`}
          aria-activedescendant={active && `${id}-${at}`}
          aria-label="Search emoji"
          placeholder="Search emoji"
          autoComplete="off"
          spellCheck={false}
          value={query}
          onChange={(event) => {
            setQuery(event.target.value);
            setAt(0);
            rows.scrollToOffset(0);
          }}
          onKeyDown={onKeyDown}
        />
      </label>
      {query === "" && (
        <EmojiSections sections={board.sections} current={top?.section ?? "people"} onSection={onSection} />
      )}
      <div ref={scroller} className={styles.scroller}>
        <div
          id={`${id}-grid`}
          role="grid"
          aria-label="Emoji"
          aria-rowcount={board.rows.length}
          aria-busy={glyphs === null}
          aria-activedescendant={active && `${id}-${at}`}
          tabIndex={0}
          onKeyDown={onKeyDown}
          className={styles.grid}
          style={{ height: rows.getTotalSize() }}
        >
          {items.map((item) => (
            <Line
              key={item.key}
              id={id}
              row={board.rows[item.index]}
              index={item.index}
              place={{ translate: `0 ${item.start}px`, height: item.size }}
              acts={acts}
              active={at}
            />
          ))}
        </div>
        {glyphs !== null && board.cells.length === 0 && (
          <p className={styles.note} role="status">
            No emoji is called “{query.trim()}”.
          </p>
        )}
        {failed && (
          <p className={styles.note} role="alert">
            The emoji could not be loaded. <Button onClick={retry}>Try again</Button>
          </p>
        )}
      </div>
      <EmojiFoot cell={active} />
    </div>
  );
}

interface LineProps {
  id: string;
  row: BoardRow | undefined;
  index: number;
  place: CSSProperties;
  active: number;
  acts: Pick<EmojiBoardProps, "cellPx" | "onPick"> & { onPoint: (at: number) => void };
}

/** The title of a section, or emoji beside each other. The search keeps the focus and names the active one. */
function Line({ id, row, index, place, active, acts }: LineProps) {
  if (row === undefined) return null;
  return (
    // biome-ignore lint/a11y/useFocusableInteractive: see above.
    <div role="row" aria-rowindex={index + 1} className={styles.row} style={place}>
      {row.kind === "head" && (
        // biome-ignore lint/a11y/useFocusableInteractive: see above.
        <span role="gridcell" className={styles.title}>
          {TITLES[row.section]}
        </span>
      )}
      {row.kind === "cells" &&
        row.cells.map((cell, column) => {
          const at = row.from + column;
          return (
            // biome-ignore lint/a11y/useFocusableInteractive: see above.
            // biome-ignore lint/a11y/useKeyWithClickEvents: the keys are the search's.
            <span
              key={cell.value}
              id={`${id}-${at}`}
              role="gridcell"
              aria-selected={at === active}
              aria-label={cell.label}
              className={styles.cell}
              style={{ width: acts.cellPx, height: acts.cellPx }}
              onPointerMove={at === active ? undefined : () => acts.onPoint(at)}
              onClick={(event) => acts.onPick(cell.value, event.shiftKey)}
            >
              <EmojiGlyph cell={cell} />
            </span>
          );
        })}
    </div>
  );
}

function rowOf(board: Board, at: number): number {
  const index = board.rows.findIndex(
    (row) => row.kind === "cells" && row.from <= at && at < row.from + row.cells.length,
  );
  // With the first row of a section comes its title.
  return board.rows[index - 1]?.kind === "head" && index === 1 ? 0 : index;
}

function useBoard(input: { glyphs: readonly Glyph[]; custom: readonly CustomGlyph[]; query: string; columns: number }) {
  const { glyphs, custom, query, columns } = input;
  const { tone, recent } = useEmojiChoice();
  // What is picked while this is open moves nothing under the pointer.
  const [shown] = useState(recent);
  return useMemo(
    () => layBoard({ glyphs, custom, recent: shown, tone, query, columns }),
    [glyphs, custom, shown, tone, query, columns],
  );
}

function useGlyphs(): { glyphs: readonly Glyph[] | null; failed: boolean; retry: () => void } {
  const [glyphs, setGlyphs] = useState<readonly Glyph[] | null>(null);
  const [failed, setFailed] = useState(false);
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another try is another run.
  useEffect(() => {
    let current = true;
    setFailed(false);
    loadGlyphs().then(
      (loaded) => current && setGlyphs(loaded),
      () => current && setFailed(true),
    );
    return () => {
      current = false;
    };
  }, [tries]);
  return { glyphs, failed, retry: () => setTries(tries + 1) };
}
