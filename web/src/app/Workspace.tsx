import { useEffect, useMemo, useSyncExternalStore } from "react";
import { Redirect, Route, Switch, useLocation } from "wouter";
import { navigate } from "wouter/use-browser-location";
import { Composer } from "../features/composer/Composer";
import { BrowsePage } from "../features/rooms/BrowsePage";
import { Sidebar } from "../features/sidebar/Sidebar";
import { ActMenu, MessageOverlays } from "../features/timeline/acts/MessageOverlays";
import { placeKey } from "../stores/places";
import { useRoom, useSidebarRooms, useWorkspace } from "../stores/rooms";
import { useRoomTitle } from "../stores/titles";
import { openDirect, openRoom } from "../sync/actions";
import { lazily } from "../ui/lazily";
import { MenuPopup } from "../ui/Menu";
import { showToast } from "../ui/toasts";
import { messageDoors } from "./commands";
import { COMPOSER_ACTS } from "./composing";
import { Dialogs, Switcher } from "./Dialogs";
import { ErrorBoundary } from "./ErrorBoundary";
import { HomePage } from "./HomePage";
import { RoomPage } from "./RoomPage";
import { isId, keepLastRoom, ROUTES, roomOfPath, roomPath } from "./routes";
import { Shell } from "./Shell";
import { useShortcuts } from "./shortcuts";
import { usePageTitle } from "./usePageTitle";
import { closePanel, type OpenPanel, openDialog, useView } from "./view";

const WorkspaceMenu = lazily(async () => (await import("./WorkspaceMenu")).WorkspaceMenu);
const MembersPanel = lazily(async () => (await import("../features/rooms/MembersPanel")).MembersPanel);
const PinsPanel = lazily(async () => (await import("../features/timeline/PinsPanel")).PinsPanel);
const ThreadPanel = lazily(async () => (await import("../features/timeline/ThreadPanel")).ThreadPanel);

/** The app of somebody who is signed in. */
export function Workspace() {
  const [path, go] = useLocation();
  const room = roomOfPath(path);
  const phone = usePhone();
  const { panel } = useView();
  const fresh = useSidebarRooms().length === 0;
  const workspace = useWorkspace();
  useShortcuts();
  useWarmUp();
  usePageTitle(room);
  useEffect(() => {
    if (room !== null) keepLastRoom(room);
    else void openRoom(null);
    return closePanel;
  }, [room]);

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
        panel={room !== null && panel !== null && <Panel room={room} panel={panel} />}
      >
        <ErrorBoundary part="This page" resetKey={path}>
          <Switch>
            <Route path={ROUTES.home}>
              <HomePage phone={phone} />
            </Route>
            <Route path={ROUTES.browse}>
              <BrowsePage onBack={() => go(ROUTES.home)} onCreate={acts.createRoom} />
            </Route>
            <Route path={ROUTES.message}>
              {({ room: id, message }) =>
                isId(id) && isId(message) ? <RoomPage room={id} message={message} /> : <ToHome />
              }
            </Route>
            <Route path={ROUTES.room}>
              {({ room: id }) => (isId(id) ? <RoomPage room={id} message={null} /> : <ToHome />)}
            </Route>
            <Route>
              <ToHome />
            </Route>
          </Switch>
        </ErrorBoundary>
      </Shell>
      <Dialogs />
      <MessageOverlays doors={messageDoors} />
    </>
  );
}

function ToHome() {
  return <Redirect to={ROUTES.home} replace />;
}

function Panel({ room, panel }: { room: string; panel: OpenPanel }) {
  const entry = useRoom(room);
  if (entry === undefined) return null;
  switch (panel.name) {
    case "thread":
      return <ThreadOf entry={entry} root={panel.root} />;
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

/** Where the panel lies over the room, it goes when something in the room is gone to. */
function uncoverRoom(): void {
  if (matchMedia("(max-width: 1099px)").matches) closePanel();
}

function ThreadOf({ entry, root }: { entry: NonNullable<ReturnType<typeof useRoom>>; root: string }) {
  const title = useRoomTitle(entry.room);
  const name = entry.room.kind === "direct" ? title : `#${title}`;
  const place = { room: entry.room.id, root };
  const mayReply = entry.role !== null && entry.abilities.includes("post");
  return (
    <ThreadPanel
      room={entry.room.id}
      title={name}
      root={root}
      onClose={closePanel}
      composer={
        mayReply && <Composer key={placeKey(place)} place={place} title={name} prompt="Reply…" acts={COMPOSER_ACTS} />
      }
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

const PHONE = "(max-width: 767px)";

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
