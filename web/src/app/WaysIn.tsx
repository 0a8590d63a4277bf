import { useEffect, useState } from "react";
import { asFailure } from "../api/problems";
import type { Workspace } from "../api/wire";
import { AuthFrame } from "../features/auth/AuthFrame";
import { readWorkspace } from "../features/auth/actions";
import { ClaimPage } from "../features/auth/ClaimPage";
import { RegisterPage } from "../features/auth/RegisterPage";
import { SetupPage } from "../features/auth/SetupPage";
import { SignInPage } from "../features/auth/SignInPage";
import { Button } from "../ui/Button";

interface WaysInProps {
  page: "sign_in" | "register" | "claim";
  /** The secret of a claim link. */
  token: string;
  /** The former session ended without being asked to. */
  ended: boolean;
}

/** Everything before signing in. A workspace without an owner is set up first, whatever the address says. */
export function WaysIn({ page, token, ended }: WaysInProps) {
  const { workspace, failed, retry } = usePublicWorkspace();
  useEffect(() => {
    document.title = workspace && !workspace.needs_setup ? workspace.name : "RelayDesk";
  }, [workspace]);
  if (failed !== null) {
    return (
      <AuthFrame title="The workspace cannot be reached" about={failed} workspace={null}>
        <Button look="primary" size="large" onClick={retry}>
          Try again
        </Button>
      </AuthFrame>
    );
  }
  if (workspace === null) return null;
  if (workspace.needs_setup) return <SetupPage workspace={workspace} />;
  if (page === "claim") return <ClaimPage workspace={workspace} token={token} />;
  if (page === "register") return <RegisterPage workspace={workspace} />;
  return <SignInPage workspace={workspace} ended={ended} />;
}

function usePublicWorkspace(): { workspace: Workspace | null; failed: string | null; retry: () => void } {
  const [workspace, setWorkspace] = useState<Workspace | null>(null);
  const [failed, setFailed] = useState<string | null>(null);
  const [tries, setTries] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: another try is another run.
  useEffect(() => {
    let current = true;
    setFailed(null);
    readWorkspace().then(
      (read) => current && setWorkspace(read),
      (thrown) => current && setFailed(asFailure(thrown).message),
    );
    return () => {
      current = false;
    };
  }, [tries]);
  return { workspace, failed, retry: () => setTries(tries + 1) };
}
