/** Drafts on the server in memory: one a user and place, told on the user's stream. */
import type { Draft, Drafts, NewDraft, RoomId, UserId } from "../api/wire";
import { placeKey } from "../stores/places";
import type { FakeWorkspace } from "./fakeWorkspace";

export class FakeDrafts {
  readonly #workspace: FakeWorkspace;
  readonly #byUser = new Map<UserId, Map<string, Draft>>();

  constructor(workspace: FakeWorkspace) {
    this.#workspace = workspace;
  }

  of(user: UserId): Map<string, Draft> {
    const held = this.#byUser.get(user) ?? new Map<string, Draft>();
    this.#byUser.set(user, held);
    return held;
  }

  list(user: UserId): Drafts {
    return { drafts: [...this.of(user).values()], as_of: this.#workspace.asOf(`user:${user}`) };
  }

  put(user: UserId, room: RoomId, { root = null, text }: NewDraft): Draft {
    const draft: Draft = { room, root, text, updated_at: new Date().toISOString() };
    if (text === "") this.of(user).delete(placeKey(draft));
    else this.of(user).set(placeKey(draft), draft);
    this.#workspace.append(`user:${user}`, { type: "draft_updated", data: draft });
    return draft;
  }
}
