import { useEffect } from "react";
import { useLocation, useSearchParams } from "wouter";
import { PageFrame } from "../../ui/Page";
import { SearchBody } from "./SearchBody";
import styles from "./SearchPage.module.css";
import { searching, setSearch, useSearching } from "./searching";

interface SearchPageProps {
  onBack: () => void;
}

/** A search that has an address: `/search?q=`. */
export function SearchPage({ onBack }: SearchPageProps) {
  const [params] = useSearchParams();
  const [, go] = useLocation();
  const asked = { q: params.get("q") ?? "", order: params.get("order"), room: params.get("room") };
  const { words, order, room, status } = useSearching();

  // The address says what is searched for, when the page is opened or gone back to.
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is searched for here goes into the address below.
  useEffect(() => {
    const held = searching.getState();
    const same = held.words === asked.q && held.status !== "idle" && held.room === asked.room;
    if (!same && asked.q !== "")
      setSearch({ words: asked.q, order: asked.order === "best" ? "best" : "newest", room: asked.room });
  }, []);

  const query = new URLSearchParams({
    ...(words.trim() !== "" && { q: words.trim() }),
    ...(order === "best" && { order }),
    ...(room !== null && { room }),
  }).toString();
  useEffect(() => {
    if (status === "done") go(`/search${query === "" ? "" : `?${query}`}`, { replace: true });
  }, [status, query, go]);

  return (
    <PageFrame title="Search" onBack={onBack}>
      <div className={styles.column}>
        <SearchBody onGo={() => {}} />
      </div>
    </PageFrame>
  );
}
