import { useEffect, useMemo, useSyncExternalStore } from "react";
import { Redirect, Route, Switch, useLocation } from "wouter";
import { navigate } from "wouter/use-browser-location";
import { Composer } from "../features/composer/Composer";
import { BrowsePage } from "../features/rooms/BrowsePage";
import { Sidebar } from "../features/sidebar/Sidebar";
import { ActMenu, MessageOverlays } from "../features/timeline/acts/MessageOverlays";
import { type RoomEntry, useEntities } from "../stores/entities";
import { type Place, placeKey } from "../stores/places";
import { useRoom, useSidebarRooms, useWorkspace } from "../stores/rooms";
import { roomTitle, useRoomTitle } from "../stores/titles";
import { openDirect, openRoom } from "../sync/actions";
import { lazily } from "../ui/lazily";
import { MenuPopup } from "../ui/Menu";
import { showToast } from "../ui/toasts";
import { messageDoors, readThreads } from "./commands";
import { COMPOSER_ACTS } from "./composing";
import { Dialogs, Switcher } from "./Dialogs";
import { ErrorBoundary } from "./ErrorBoundary";
import { HomePage } from "./HomePage";
import { MENTIONS, SAVED } from "./ownViews";
import { goToFound, goToThread, leaveThread, PHONE, uncoverRoom, widenSearch } from "./places";
import { RoomPage } from "./RoomPage";
import { isId, keepLastRoom, ROUTES, roomOfPath, roomPath, threadOfPath } from "./routes";
import { Shell } from "./Shell";
import { useShortcuts } from "./shortcuts";
import { usePageTitle } from "./usePageTitle";
import { closePanel, closeRoomPanel, type OpenPanel, openDialog, openPanel, showThreadPanel, useView } from "./view";

const WorkspaceMenu = lazily(async () => (await import("./WorkspaceMenu")).WorkspaceMenu);
const MembersPanel = lazily(async () => (await import("../features/rooms/MembersPanel")).MembersPanel);
const PinsPanel = lazily(async () => (await import("../features/timeline/PinsPanel")).PinsPanel);
const ThreadsPage = lazily(async () => (await import("../features/timeline/threads/ThreadsPage")).ThreadsPage);
const MessagesPage = lazily(async () => (await import("../features/timeline/lists/MessagesPage")).MessagesPage);
const FilesPanel = lazily(async () => (await import("../features/timeline/files/FilesPanel")).FilesPanel);
const SearchPanel = lazily(async () => (await import("../features/search/SearchPanel")).SearchPanel);
const SearchPage = lazily(async () => (await import("../features/search/SearchPage")).SearchPage);
const ThreadPanel = lazily(async () => (await import("../features/timeline/threads/ThreadPanel")).ThreadPanel);

/** The app of somebody who is signed in. */
export function Workspace() {
  const [path] = useLocation();
  const room = roomOfPath(path);
  const thread = threadOfPath(path);
  const phone = usePhone();
  const { panel } = useView();
  const fresh = useSidebarRooms().length === 0;
  const workspace = useWorkspace();
  useShortcuts();
  useStayingHere();
  useWarmUp();
  usePageTitle(path);
  useEffect(() => {
    if (room !== null) keepLastRoom(room);
    else void openRoom(null);
    return closeRoomPanel;
  }, [room]);
  useThreadInSight(thread);

  const acts = useMemo(
    () => ({
      find: () => openDialog({ name: "switcher" }),
      createRoom: () => openDialog({ name: "create_room" }),
      newDirect: () => openDialog({ name: "new_direct" }),
    }),
    [],
  );

  return (
    <>
      <Shell
        title={workspace?.name ?? "Rooms"}
        atHome={path === ROUTES.home && phone && !fresh}
        sidebar={(edge) => <Sidebar acts={acts} menu={() => <WorkspaceMenu />} edge={edge} />}
        panel={asidePanel(room, panel, thread)}
      >
        <ErrorBoundary part="This page" resetKey={path}>
          <Pages phone={phone} createRoom={acts.createRoom} />
        </ErrorBoundary>
      </Shell>
      <Dialogs />
      <MessageOverlays doors={messageDoors} />
    </>
  );
}

/** What stands in the middle, by its address. */
function Pages({ phone, createRoom }: { phone: boolean; createRoom: () => void }) {
  const [, go] = useLocation();
  const home = () => go(ROUTES.home);
  return (
    <Switch>
      <Route path={ROUTES.home}>
        <HomePage phone={phone} />
      </Route>
      <Route path={ROUTES.browse}>
        <BrowsePage onBack={home} onCreate={createRoom} />
      </Route>
      <Route path={ROUTES.search}>
        <SearchPage onBack={home} />
      </Route>
      <Route path={ROUTES.threads}>
        <ThreadsPage onBack={home} onReadAll={readThreads} composer={replyField} />
      </Route>
      <Route path={ROUTES.mentions}>
        <MessagesPage key="mentions" {...MENTIONS} onOpenThread={goToThread} onBack={home} />
      </Route>
      <Route path={ROUTES.saved}>
        <MessagesPage key="saved" {...SAVED} onOpenThread={goToThread} onBack={home} />
      </Route>
      <Route path={ROUTES.message}>
        {({ room: id, message }) =>
          isId(id) && isId(message) ? <RoomPage room={id} message={message} root={null} /> : <ToHome />
        }
      </Route>
      <Route path={ROUTES.thread}>
        {({ room: id, root }) =>
          isId(id) && isId(root) ? <RoomPage room={id} message={null} root={root} /> : <ToHome />
        }
      </Route>
      <Route path={ROUTES.room}>
        {({ room: id }) => (isId(id) ? <RoomPage room={id} message={null} root={null} /> : <ToHome />)}
      </Route>
      <Route>
        <ToHome />
      </Route>
    </Switch>
  );
}

/** Where a reply is written outside its room. */
function replyField(place: Place) {
  return <ReplyField key={placeKey(place)} place={place} />;
}

function ReplyField({ place }: { place: Place }) {
  const entry = useRoom(place.room);
  const title = useEntities((state) => (entry ? roomTitle(entry.room, state.users, state.me) : ""));
  const name = entry?.room.kind === "direct" ? title : `#${title}`;
  return <Composer place={place} title={name} prompt="Reply…" acts={COMPOSER_ACTS} />;
}

function ToHome() {
  return <Redirect to={ROUTES.home} replace />;
}

type Thread = { root: string; reply: string | null } | null;

/** What stands at the right: a search wherever one is, all else beside its room. */
function asidePanel(room: string | null, panel: OpenPanel | null, thread: Thread) {
  if (panel?.name === "search") return <SearchPanel onClose={closePanel} onGo={goToFound} onWiden={widenSearch} />;
  return room !== null && (panel ?? thread) !== null && <Panel room={room} panel={panel} thread={thread} />;
}

/** A thread that is gone to is not left under what lay over it. */
function useThreadInSight(thread: Thread): void {
  const root = thread?.root ?? null;
  const reply = thread?.reply ?? null;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another reply of the same thread is gone to as well.
  useEffect(() => {
    if (root !== null) showThreadPanel(root);
  }, [root, reply]);
}

interface PanelProps {
  room: string;
  panel: Exclude<OpenPanel, { name: "search" }> | null;
  thread: Thread;
}

function Panel({ room, panel, thread }: PanelProps) {
  const entry = useRoom(room);
  if (entry === undefined) return null;
  switch (panel?.name) {
    case undefined:
      return thread && <ThreadOf key={thread.root} entry={entry} {...thread} />;
    case "files":
      return <FilesPanel key={room} room={room} onClose={closePanel} onGo={uncoverRoom} />;
    case "pins":
      return <PinsPanel key={room} entry={entry} onClose={closePanel} onGo={uncoverRoom} />;
    case "members":
      return (
        <MembersPanel
          entry={entry}
          onClose={closePanel}
          onInvite={() => openDialog({ name: "invite", room })}
          onMessage={messageUser}
        />
      );
  }
}

function ThreadOf({ entry, root, reply }: { entry: RoomEntry; root: string; reply: string | null }) {
  const title = useRoomTitle(entry.room);
  const name = entry.room.kind === "direct" ? title : `#${title}`;
  const place = { room: entry.room.id, root };
  const mayReply = entry.role !== null && entry.abilities.includes("post");
  const { foundThread } = useView();
  return (
    <ThreadPanel
      room={entry.room.id}
      title={name}
      root={root}
      reply={reply}
      onBack={foundThread === root ? () => openPanel({ name: "search" }) : undefined}
      onClose={() => leaveThread(entry.room.id)}
      composer={mayReply && replyField(place)}
    />
  );
}

function messageUser(user: string): void {
  openDirect([user]).then(
    (room) => navigate(roomPath(room)),
    (thrown: Error) => showToast({ text: thrown.message, look: "danger" }),
  );
}

/** Once all is quiet, what is opened most is fetched ahead, so that it opens at once. Milliseconds. */
const WARM_UP_MS = 1_500;

function useWarmUp(): void {
  useEffect(() => {
    const timer = setTimeout(() => {
      // Offline, they are fetched when they are asked for.
      for (const part of [WorkspaceMenu, MembersPanel, ThreadPanel, Switcher, MenuPopup, ActMenu])
        part.preload().catch(() => {});
    }, WARM_UP_MS);
    return () => clearTimeout(timer);
  }, []);
}

function usePhone(): boolean {
  return useSyncExternalStore(
    (tell) => {
      const query = matchMedia(PHONE);
      query.addEventListener("change", tell);
      return () => query.removeEventListener("change", tell);
    },
    () => matchMedia(PHONE).matches,
  );
}

/** A file that is dropped where nothing takes it would make the browser leave the app and open it. */
function useStayingHere(): void {
  useEffect(() => {
    const stay = (event: DragEvent) => event.dataTransfer?.types.includes("Files") && event.preventDefault();
    window.addEventListener("dragover", stay);
    window.addEventListener("drop", stay);
    return () => {
      window.removeEventListener("dragover", stay);
      window.removeEventListener("drop", stay);
    };
  }, []);
}
