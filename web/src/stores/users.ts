/**
 * Users: profiles by id.
 *
 * Hooks for components: `useUser(id)` and `useMe()`. Authors of loaded messages are fetched by themselves; for anybody
 * else call `needUsers(ids)` of `sync/actions.ts` in an effect, and the profile appears here.
 */
import type { User, UserId } from "../api/wire";
import { useEntities } from "./entities";

/** A user's profile; undefined until it is fetched. */
export function useUser(id: UserId): User | undefined {
  return useEntities((state) => state.users[id]);
}

export function useMe(): User | undefined {
  return useEntities((state) => state.users[state.me]);
}
