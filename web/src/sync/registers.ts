/**
 * Numbers that only grow, on their way to the server: of each only the furthest matters, and at most one request a key goes
 * out in two seconds.
 */
import { asFailure, type Failure } from "../api/problems";

const APART_MS = 2_000;

export class Registers {
  readonly #put: (key: string, value: number) => Promise<unknown>;
  readonly #due = new Map<string, number>();
  readonly #flying = new Map<string, Promise<void>>();
  readonly #resting = new Map<string, ReturnType<typeof setTimeout>>();

  constructor(put: (key: string, value: number) => Promise<unknown>) {
    this.#put = put;
  }

  set(key: string, value: number): void {
    this.#due.set(key, Math.max(value, this.#due.get(key) ?? 0));
    if (!this.#resting.has(key)) this.#send(key);
  }

  /** Sends what is due for a key, and waits until the server has it. */
  async settled(key: string): Promise<void> {
    this.#send(key);
    await this.#flying.get(key);
  }

  /** Sends all that is due, now. */
  flush(): void {
    for (const key of [...this.#due.keys()]) this.#send(key);
  }

  stop(): void {
    for (const timer of this.#resting.values()) clearTimeout(timer);
    this.#resting.clear();
    this.#due.clear();
  }

  #send(key: string): void {
    const value = this.#due.get(key);
    if (value === undefined) return;
    this.#due.delete(key);
    this.#rest(key, APART_MS);
    const flying = this.#put(key, value).then(
      () => {},
      (thrown: unknown) => this.#refused(key, value, asFailure(thrown)),
    );
    this.#flying.set(key, flying);
  }

  /** What is gone has no register; anything that passes is tried again with the next round. */
  #refused(key: string, value: number, failure: Failure): void {
    if (!failure.passing) return;
    this.#due.set(key, Math.max(value, this.#due.get(key) ?? 0));
    this.#rest(key, Math.max(failure.retryAfterMs ?? 0, APART_MS));
  }

  #rest(key: string, ms: number): void {
    clearTimeout(this.#resting.get(key));
    const timer = setTimeout(() => {
      this.#resting.delete(key);
      this.#send(key);
    }, ms);
    this.#resting.set(key, timer);
  }
}
