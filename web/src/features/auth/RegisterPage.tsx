import { useState } from "react";
import { Link } from "wouter";
import type { Workspace } from "../../api/wire";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { AccountFields, accountOf, NO_ACCOUNT } from "./AccountFields";
import { AuthFrame } from "./AuthFrame";
import styles from "./AuthFrame.module.css";
import { register } from "./actions";
import { useEntry } from "./useEntry";

export function RegisterPage({ workspace }: { workspace: Workspace | null }) {
  const [account, setAccount] = useState(NO_ACCOUNT);
  const entry = useEntry(() => register(accountOf(account)));
  const foot = (
    <>
      Have an account? <Link href="/sign-in">Sign in</Link>
    </>
  );
  if (workspace?.sign_up === "closed") {
    return (
      <AuthFrame
        title="Registration is closed"
        workspace={workspace}
        foot={foot}
        about="Ask an admin of the workspace for an account."
      >
        {null}
      </AuthFrame>
    );
  }
  const told = entry.failure !== null && entry.failure.fields.length === 0 && entry.failure.code !== "name_taken";
  return (
    <AuthFrame
      title={`Join ${workspace?.name ?? "the workspace"}`}
      about="Create your account. It takes half a minute."
      workspace={workspace}
      foot={foot}
    >
      <form className={styles.form} onSubmit={entry.submit}>
        {told && <Banner look="danger">{entry.failure?.message}</Banner>}
        <AccountFields value={account} onChange={setAccount} failure={entry.failure} about={entry.about} />
        <Button look="primary" size="large" type="submit" busy={entry.busy}>
          Create account
        </Button>
      </form>
    </AuthFrame>
  );
}
