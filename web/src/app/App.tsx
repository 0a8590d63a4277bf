import { useEffect, useState } from "react";
import { Redirect, useLocation } from "wouter";
import { useSession } from "../stores/session";
import { startSync } from "../sync/start";
import { lazily } from "../ui/lazily";
import { ToastPlace } from "../ui/ToastPlace";
import { TooltipLayer } from "../ui/TooltipLayer";
import { followSystemTheme } from "../ui/theme";
import { ErrorBoundary } from "./ErrorBoundary";
import { ROUTES } from "./routes";
import { Workspace } from "./Workspace";

const WaysIn = lazily(async () => (await import("./WaysIn")).WaysIn);

export function App() {
  useEffect(() => {
    void startSync();
    return followSystemTheme();
  }, []);
  return (
    <>
      <ErrorBoundary part="RelayDesk">
        <Screen />
      </ErrorBoundary>
      <ToastPlace />
      <TooltipLayer />
    </>
  );
}

const ONLY_SIGNED_OUT: readonly string[] = [ROUTES.signIn, ROUTES.register, ROUTES.setup];

function Screen() {
  const session = useSession();
  const [path] = useLocation();
  // The secret stands behind the # and is read once; it should not stay in the address.
  const [token] = useState(() => (path === ROUTES.claim ? location.hash.slice(1) : ""));
  if (path === ROUTES.claim && token !== "" && session.status !== "signed_in")
    return <WaysIn page="claim" token={token} ended={false} />;
  if (session.status === "unknown") return null;
  if (session.status === "signed_out")
    return <WaysIn page={path === ROUTES.register ? "register" : "sign_in"} token="" ended={session.ended} />;
  if (ONLY_SIGNED_OUT.includes(path) || path === ROUTES.claim) return <Redirect to={ROUTES.home} replace />;
  // Another person is another workspace: nothing of the former one stays on the screen.
  return <Workspace key={session.user} />;
}
