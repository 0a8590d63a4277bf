import { useEffect, useState } from "react";
import { Link } from "wouter";
import { asFailure } from "../../api/problems";
import type { Workspace } from "../../api/wire";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { PasswordField } from "../../ui/PasswordField";
import { Skeleton } from "../../ui/Skeleton";
import { PASSWORD_HINT } from "./AccountFields";
import { AuthFrame } from "./AuthFrame";
import styles from "./AuthFrame.module.css";
import { checkClaim, claim } from "./actions";
import { useEntry } from "./useEntry";

interface ClaimPageProps {
  workspace: Workspace | null;
  /** The secret of the link. */
  token: string;
}

type Asked =
  | { state: "asking" }
  | { state: "known"; name: string; username: string }
  | { state: "refused"; sentence: string };

/** Where a link leads that an admin handed out: takes over an account that came with an import. */
export function ClaimPage({ workspace, token }: ClaimPageProps) {
  const [password, setPassword] = useState("");
  const asked = useClaim(token);
  const entry = useEntry(() => claim({ token, password }));
  const place = workspace?.name ?? "the workspace";

  if (asked.state === "asking") {
    return (
      <AuthFrame title={`Welcome to ${place}`} workspace={workspace}>
        <Skeleton height="40px" />
        <Skeleton height="40px" />
      </AuthFrame>
    );
  }
  if (asked.state === "refused") {
    return (
      <AuthFrame
        title="This link does not work"
        about={asked.sentence}
        workspace={workspace}
        foot={<Link href="/sign-in">Sign in instead</Link>}
      >
        {null}
      </AuthFrame>
    );
  }
  return (
    <AuthFrame
      title={`Welcome to ${place}, ${asked.name}`}
      about="Your messages and rooms are here already. Choose a password to make the account yours."
      workspace={workspace}
    >
      <form className={styles.form} onSubmit={entry.submit}>
        {entry.failure && entry.about("password") === null && <Banner look="danger">{entry.failure.message}</Banner>}
        {/* Password managers store the password under this name. */}
        <input type="text" name="username" autoComplete="username" value={asked.username} readOnly hidden />
        <PasswordField
          label="Password"
          name="password"
          autoComplete="new-password"
          minLength={8}
          required
          autoFocus
          hint={PASSWORD_HINT}
          error={entry.about("password")}
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <Button look="primary" size="large" type="submit" busy={entry.busy}>
          Take over @{asked.username}
        </Button>
      </form>
    </AuthFrame>
  );
}

function useClaim(token: string): Asked {
  const [asked, setAsked] = useState<Asked>({ state: "asking" });
  useEffect(() => {
    let current = true;
    const tell = (next: Asked) => current && setAsked(next);
    if (token === "")
      tell({ state: "refused", sentence: "A part of it is missing. Open it once more just as you got it." });
    else
      checkClaim(token).then(
        (known) => tell({ state: "known", name: known.display_name, username: known.username }),
        (thrown) => {
          const failure = asFailure(thrown);
          const used = "It was used already, or its time is over. Ask for a new one.";
          tell({ state: "refused", sentence: failure.passing ? failure.message : used });
        },
      );
    return () => {
      current = false;
    };
  }, [token]);
  return asked;
}
