import { expect, it } from "vitest";
import { createEntityStore, EMPTY } from "../stores/entities";
import { ANA, aMessage, aRoom, aSidebarRoom, at, idOf } from "../testing/builders";
import { entryOf } from "./apply";
import { Cache } from "./cache";
import { openStorage } from "./storage";
import { EMPTY_TIMELINE } from "./windows";

const KEPT = idOf(0x701);
const LOOKED_AT = idOf(0x702);

function timeline(room: string) {
  const message = aMessage(room, 1);
  const window = { ids: [message.id], from: 1, to: 1, older: null, newer: null };
  return { ...EMPTY_TIMELINE, messages: { [message.id]: message }, windows: [window] };
}

it("keeps the caller's own parts of what the kept rooms show, and nothing of rooms that were only looked at", async () => {
  const storage = await openStorage("cache");
  const store = createEntityStore();
  const [kept, lookedAt] = [aMessage(KEPT, 1).id, aMessage(LOOKED_AT, 1).id];
  const follow = { room: KEPT, root: kept, followed: true, mark: 2, last_position: 3, changed_seq: 3 };
  const draft = { room: KEPT, root: null, text: "half a thought", updated_at: at(0) };
  const entry = entryOf(aSidebarRoom(aRoom(KEPT, { last_position: 1 })));
  store.setState({
    ...EMPTY,
    me: ANA,
    epoch: "e",
    rooms: { [KEPT]: entry, [LOOKED_AT]: { ...entry, room: aRoom(LOOKED_AT), role: null } },
    timelines: { [KEPT]: timeline(KEPT), [LOOKED_AT]: timeline(LOOKED_AT) },
    ownReactions: { [kept]: ["👍"], [lookedAt]: ["🎉"] },
    saved: { [kept]: true, [lookedAt]: true },
    threads: { [kept]: follow },
    drafts: { [KEPT]: draft },
    pending: { [kept]: { pinned: true } },
  });
  await new Cache(store, storage).save();
  const copy = await Cache.read(storage);
  expect(copy?.ownReactions).toEqual({ [kept]: ["👍"] });
  expect(copy?.saved).toEqual({ [kept]: true });
  expect(copy?.threads).toEqual({ [kept]: follow });
  expect(copy?.drafts).toEqual({ [KEPT]: draft });
  expect(Object.keys(copy?.timelines ?? {})).toEqual([KEPT]);
  // What the server had not confirmed is asked of nobody again.
  expect(copy?.pending).toEqual({});
  storage.close();
});
