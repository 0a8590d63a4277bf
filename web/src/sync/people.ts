/** Fetches profiles by id, many at once: whoever is asked for within a few milliseconds goes into one request. */
import { type Api, answer } from "../api/client";
import { asFailure } from "../api/problems";
import type { UserId } from "../api/wire";
import type { EntityStore } from "../stores/entities";
import { withUsers } from "./apply";

const GATHER_MS = 15;
const A_REQUEST = 200;
const AGAIN_MS = 5_000;

export class People {
  readonly #api: Api;
  readonly #state: EntityStore;
  #wanted = new Set<UserId>();
  /** Asked for and not in the answer: nobody to ask for again and again. */
  readonly #unknown = new Set<UserId>();
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(api: Api, state: EntityStore) {
    this.#api = api;
    this.#state = state;
  }

  /** Profiles that are held stay; the others appear in the store. */
  need(ids: Iterable<UserId>): void {
    const { users } = this.#state.getState();
    for (const id of ids) if (!(id in users) && !this.#unknown.has(id)) this.#wanted.add(id);
    this.#fetchIn(GATHER_MS);
  }

  /** Profiles may have changed while nobody told us: all that are held are fetched again, but for the fresh ones. */
  refresh(fresh: ReadonlySet<UserId>): void {
    this.#unknown.clear();
    for (const id of Object.keys(this.#state.getState().users)) if (!fresh.has(id)) this.#wanted.add(id);
    this.#fetchIn(GATHER_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#wanted.clear();
  }

  #fetchIn(ms: number): void {
    if (this.#wanted.size === 0 || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      void this.#fetch();
    }, ms);
  }

  async #fetch(): Promise<void> {
    const ids = [...this.#wanted].slice(0, A_REQUEST);
    for (const id of ids) this.#wanted.delete(id);
    this.#fetchIn(GATHER_MS);
    try {
      const page = await answer(this.#api.rest.GET("/api/v1/users", { params: { query: { ids: ids.join() } } }));
      this.#state.setState(withUsers(this.#state.getState(), page.users), true);
      const found = new Set(page.users.map((user) => user.id));
      for (const id of ids) if (!found.has(id)) this.#unknown.add(id);
    } catch (thrown) {
      if (!asFailure(thrown).passing) return;
      for (const id of ids) this.#wanted.add(id);
      this.#fetchIn(AGAIN_MS);
    }
  }
}
