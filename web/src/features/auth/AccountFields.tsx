import type { Failure } from "../../api/problems";
import type { NewUser } from "../../api/wire";
import { PasswordField } from "../../ui/PasswordField";
import { TextField } from "../../ui/TextField";

export const PASSWORD_HINT = "At least 8 characters. A short sentence is better than a riddle.";

interface AccountFieldsProps {
  value: NewUser;
  onChange: (value: NewUser) => void;
  failure: Failure | null;
  about: (field: string) => string | null;
}

export const NO_ACCOUNT: NewUser = { username: "", display_name: "", email: "", password: "" };

/** The account as the server takes it: what was left empty is not sent. */
export function accountOf(value: NewUser): NewUser {
  const given = (text: string | null | undefined) => text?.trim() || null;
  return {
    username: value.username.trim().toLowerCase(),
    display_name: given(value.display_name),
    email: given(value.email),
    password: value.password,
  };
}

/** A user name out of a person's name, until they write their own. */
export function usernameFor(name: string): string {
  return name
    .normalize("NFKD")
    .replace(/\p{M}/gu, "")
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ".")
    .replace(/^\.+|\.+$/g, "")
    .slice(0, 32);
}

/** What a new account needs. */
export function AccountFields({ value, onChange, failure, about }: AccountFieldsProps) {
  const suggested = usernameFor(value.display_name ?? "");
  const rename = (display_name: string) => {
    const own = value.username !== "" && value.username !== suggested;
    onChange({ ...value, display_name, username: own ? value.username : usernameFor(display_name) });
  };
  return (
    <>
      <TextField
        label="Your name"
        name="name"
        autoComplete="name"
        maxLength={64}
        required
        error={about("display_name")}
        value={value.display_name ?? ""}
        onChange={(event) => rename(event.target.value)}
      />
      <TextField
        label="User name"
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        maxLength={32}
        required
        before="@"
        hint="What others write to mention you."
        error={about("username") ?? (failure?.code === "name_taken" ? failure.message : null)}
        value={value.username}
        onChange={(event) => onChange({ ...value, username: event.target.value })}
      />
      <TextField
        label="Email"
        name="email"
        type="email"
        autoComplete="email"
        optional
        error={about("email")}
        value={value.email ?? ""}
        onChange={(event) => onChange({ ...value, email: event.target.value })}
      />
      <PasswordField
        label="Password"
        name="password"
        autoComplete="new-password"
        minLength={8}
        required
        hint={PASSWORD_HINT}
        error={about("password")}
        value={value.password}
        onChange={(event) => onChange({ ...value, password: event.target.value })}
      />
    </>
  );
}
