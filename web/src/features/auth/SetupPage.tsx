import { useState } from "react";
import type { Workspace } from "../../api/wire";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Segmented } from "../../ui/Segmented";
import { TextField } from "../../ui/TextField";
import { AccountFields, accountOf, NO_ACCOUNT } from "./AccountFields";
import { AuthFrame } from "./AuthFrame";
import styles from "./AuthFrame.module.css";
import { setUp } from "./actions";
import { useEntry } from "./useEntry";

const SIGN_UP = [
  { value: "open", label: "Open", hint: "Who reaches this page may join." },
  { value: "closed", label: "Closed", hint: "Nobody joins on their own." },
] as const;

/** First start: the workspace and its owner. */
export function SetupPage({ workspace }: { workspace: Workspace | null }) {
  const [name, setName] = useState("");
  const [signUp, setSignUp] = useState<"open" | "closed">("open");
  const [account, setAccount] = useState(NO_ACCOUNT);
  const entry = useEntry(() => setUp({ name: name.trim(), owner: accountOf(account), sign_up: signUp }));
  const told = entry.failure !== null && entry.failure.fields.length === 0 && entry.failure.code !== "name_taken";
  return (
    <AuthFrame
      title="Set up your workspace"
      about="You are the first one here: this makes you the owner."
      workspace={workspace}
    >
      <form className={styles.form} onSubmit={entry.submit}>
        {told && <Banner look="danger">{entry.failure?.message}</Banner>}
        <TextField
          label="Name of the workspace"
          name="workspace"
          placeholder="Northwind"
          autoComplete="organization"
          maxLength={64}
          required
          autoFocus
          error={entry.about("name")}
          value={name}
          onChange={(event) => setName(event.target.value)}
        />
        <AccountFields value={account} onChange={setAccount} failure={entry.failure} about={entry.about} />
        <fieldset>
          <legend>Who may create an account</legend>
          <Segmented label="Who may create an account" value={signUp} options={SIGN_UP} onChange={setSignUp} />
        </fieldset>
        <Button look="primary" size="large" type="submit" busy={entry.busy}>
          Create workspace
        </Button>
      </form>
    </AuthFrame>
  );
}
