import { useState } from "react";
import { Link } from "wouter";
import type { Workspace } from "../../api/wire";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { PasswordField } from "../../ui/PasswordField";
import { TextField } from "../../ui/TextField";
import { AuthFrame } from "./AuthFrame";
import styles from "./AuthFrame.module.css";
import { signIn } from "./actions";
import { useEntry } from "./useEntry";

interface SignInPageProps {
  workspace: Workspace | null;
  /** The former session ended without being asked to. */
  ended: boolean;
}

export function SignInPage({ workspace, ended }: SignInPageProps) {
  const [login, setLogin] = useState("");
  const [password, setPassword] = useState("");
  const entry = useEntry(() => signIn({ login: login.trim(), password }));
  return (
    <AuthFrame
      title={`Sign in to ${workspace?.name ?? "your workspace"}`}
      workspace={workspace}
      foot={
        workspace?.sign_up === "open" && (
          <>
            New here? <Link href="/register">Create an account</Link>
          </>
        )
      }
    >
      <form className={styles.form} onSubmit={entry.submit}>
        {ended && entry.failure === null && <Banner>Your session has ended. Sign in to go on.</Banner>}
        {entry.failure && <Banner look="danger">{entry.failure.message}</Banner>}
        <TextField
          label="User name or email"
          name="login"
          autoComplete="username"
          autoCapitalize="none"
          spellCheck={false}
          required
          autoFocus
          value={login}
          onChange={(event) => setLogin(event.target.value)}
        />
        <PasswordField
          label="Password"
          name="password"
          autoComplete="current-password"
          required
          value={password}
          onChange={(event) => setPassword(event.target.value)}
        />
        <Button look="primary" size="large" type="submit" busy={entry.busy}>
          Sign in
        </Button>
      </form>
    </AuthFrame>
  );
}
