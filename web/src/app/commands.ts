/**
 * Every act of the app: it feeds the shortcuts, the switcher and the menus. What can be done to messages is listed in
 * `features/timeline/acts/acts.ts`, from where rows read it too; here it joins in for the row that has the focus.
 */
import { navigate } from "wouter/use-browser-location";
import { canChooseFiles, chooseFiles } from "../features/composer/picking";
import { sections } from "../features/sidebar/order";
import { MESSAGE_ACTS, type MessageDoors, titleOf } from "../features/timeline/acts/acts";
import { inHand } from "../features/timeline/acts/inHand";
import { entities } from "../stores/entities";
import { sidebarRooms, unreadOf } from "../stores/rooms";
import { unreadThreads } from "../stores/threads";
import { markRead, markThreadRead } from "../sync/actions";
import { signOut } from "../sync/start";
import { chooseTheme } from "../ui/theme";
import { goToThread, leaveThread, openSearch } from "./places";
import { ROUTES, roomOfPath, roomPath, threadOfPath } from "./routes";
import { closePanel, openDialog, toggleFiles, toggleMembers, togglePins, view } from "./view";

export interface Command {
  id: string;
  title: string;
  /** As `Ctrl Shift M`: the modifiers in this order, then the key. Ctrl is also the Mac's command key. */
  keys?: string;
  /** Left out of the switcher: it only makes sense by its keys. */
  onlyKeys?: boolean;
  /** Whether it can be done now. */
  available?: () => boolean;
  run: () => void;
}

function may(ability: "create_rooms" | "browse_rooms" | "message"): () => boolean {
  return () => entities.getState().abilities.includes(ability);
}

/** Goes to the room above or below the open one, as the sidebar shows them; round the ends. */
function step(by: 1 | -1, onlyUnread: boolean): void {
  const { named, direct } = sections(sidebarRooms(entities.getState().rooms));
  const here = roomOfPath(location.pathname);
  const rooms = [...named, ...direct];
  const start = rooms.findIndex((entry) => entry.room.id === here);
  for (let far = 1; far <= rooms.length; far += 1) {
    const at = ((((start < 0 && by < 0 ? 0 : start) + by * far) % rooms.length) + rooms.length) % rooms.length;
    const entry = rooms[at];
    if (entry === undefined || entry.room.id === here || (onlyUnread && unreadOf(entry) === 0)) continue;
    navigate(roomPath(entry.room.id));
    return;
  }
}

/** Closes the panel; without one, what is open counts as read. */
function closeOrRead(): void {
  if (view.getState().panel !== null) {
    closePanel();
    return;
  }
  const room = roomOfPath(location.pathname);
  if (room !== null && threadOfPath(location.pathname) !== null) {
    leaveThread(room);
    return;
  }
  const entry = entities.getState().rooms[room ?? ""];
  if (entry !== undefined && entry.role !== null) markRead(entry.room.id, entry.room.last_position);
}

/** Round from the messages, where arrow keys go from row to row, to where one writes, and on to those of the panel. */
function toMessages(): void {
  const places = [
    ...document.querySelectorAll<HTMLElement>('[role="feed"], main textarea, aside textarea, search input'),
  ];
  // What is written inside of a feed is part of it.
  const stops = places.filter((place) => place.parentElement?.closest('[role="feed"]') == null);
  const at = stops.findIndex((stop) => stop.contains(document.activeElement));
  const [feed] = stops.filter((stop) => stop.matches('[role="feed"]'));
  (at < 0 ? feed : stops[(at + 1) % stops.length])?.focus();
}

function readAll(): void {
  const state = entities.getState();
  for (const entry of sidebarRooms(state.rooms)) {
    if (unreadOf(entry) > 0) markRead(entry.room.id, entry.room.last_position);
  }
  readThreads();
}

/** All followed threads are read. */
export function readThreads(): void {
  const state = entities.getState();
  for (const root of unreadThreads(state)) markThreadRead(root, state.threads[root]?.last_position ?? 0);
}

export const COMMANDS: readonly Command[] = [
  {
    id: "switcher",
    title: "Search or jump to…",
    keys: "Ctrl K",
    onlyKeys: true,
    run: () => openDialog({ name: "switcher" }),
  },
  { id: "room_previous", title: "Room above", keys: "Alt ArrowUp", onlyKeys: true, run: () => step(-1, false) },
  { id: "room_next", title: "Room below", keys: "Alt ArrowDown", onlyKeys: true, run: () => step(1, false) },
  {
    id: "unread_previous",
    title: "Unread room above",
    keys: "Alt Shift ArrowUp",
    onlyKeys: true,
    run: () => step(-1, true),
  },
  {
    id: "unread_next",
    title: "Unread room below",
    keys: "Alt Shift ArrowDown",
    onlyKeys: true,
    run: () => step(1, true),
  },
  {
    id: "escape",
    title: "Close the panel, or mark the room as read",
    keys: "Escape",
    onlyKeys: true,
    run: closeOrRead,
  },
  { id: "read_all", title: "Mark everything as read", keys: "Shift Escape", run: readAll },
  { id: "attach", title: "Attach files", keys: "Ctrl U", available: canChooseFiles, run: chooseFiles },
  {
    id: "messages",
    title: "Go to the messages",
    keys: "F6",
    onlyKeys: true,
    available: () => roomOfPath(location.pathname) !== null,
    run: toMessages,
  },
  {
    id: "panel",
    title: "Members of the room",
    keys: "Ctrl .",
    available: () => roomOfPath(location.pathname) !== null,
    run: toggleMembers,
  },
  {
    id: "pins",
    title: "Pinned messages of the room",
    available: () => roomOfPath(location.pathname) !== null,
    run: togglePins,
  },
  {
    id: "create_room",
    title: "Create a room",
    available: may("create_rooms"),
    run: () => openDialog({ name: "create_room" }),
  },
  {
    id: "search_here",
    title: "Search in this room",
    keys: "Ctrl F",
    available: () => roomOfPath(location.pathname) !== null,
    run: () => void openSearch({ room: roomOfPath(location.pathname) }),
  },
  { id: "search", title: "Search all messages", keys: "Ctrl Shift F", run: () => void openSearch({ room: null }) },
  {
    id: "files",
    title: "Files of the room",
    available: () => roomOfPath(location.pathname) !== null,
    run: toggleFiles,
  },
  { id: "threads", title: "Threads", run: () => navigate(ROUTES.threads) },
  { id: "mentions", title: "Mentions", keys: "Ctrl Shift M", run: () => navigate(ROUTES.mentions) },
  { id: "saved", title: "Saved messages", run: () => navigate(ROUTES.saved) },
  { id: "browse", title: "Browse rooms", available: may("browse_rooms"), run: () => navigate(ROUTES.browse) },
  {
    id: "new_direct",
    title: "New direct message",
    available: may("message"),
    run: () => openDialog({ name: "new_direct" }),
  },
  { id: "invite_people", title: "Invite people to the workspace", run: () => openDialog({ name: "invite_people" }) },
  { id: "emoji", title: "Custom emoji", run: () => openDialog({ name: "emoji" }) },
  { id: "theme_light", title: "Light theme", run: () => chooseTheme("light") },
  { id: "theme_dark", title: "Dark theme", run: () => chooseTheme("dark") },
  { id: "theme_system", title: "Theme of the system", run: () => chooseTheme("system") },
  { id: "shortcuts", title: "Keyboard shortcuts", keys: "Ctrl /", run: () => openDialog({ name: "shortcuts" }) },
  { id: "sign_out", title: "Sign out", run: () => void signOut() },
];

/** What acts on messages need of the app. */
export const messageDoors: MessageDoors = {
  openThread: goToThread,
};

/** What can be done now to the message whose row has the focus. */
function onMessage(): Command[] {
  const held = inHand(messageDoors);
  if (held === null) return [];
  return MESSAGE_ACTS.filter((act) => act.available(held.subject)).map((act) => ({
    id: `message_${act.id}`,
    title: `Message: ${titleOf(act, held.subject)}`,
    keys: act.keys,
    onlyKeys: act.onlyKeys ?? false,
    // What it opens takes the focus after whatever it was chosen from has given it back.
    run: () => void setTimeout(() => act.run(held.subject, held.asked)),
  }));
}

/** The command of these keys, if it can be done now. */
export function commandOfKeys(keys: string): Command | undefined {
  const now = COMMANDS.filter((command) => command.available?.() ?? true);
  return [...onMessage(), ...now].find((command) => command.keys === keys);
}

export function commandOf(id: string): Command | undefined {
  return COMMANDS.find((command) => command.id === id);
}

export function runCommand(id: string): void {
  commandOf(id)?.run();
}

/** What the switcher offers now. */
export function offered(): Command[] {
  const now = COMMANDS.filter((command) => command.available?.() ?? true);
  return [...onMessage(), ...now].filter((command) => !command.onlyKeys);
}
