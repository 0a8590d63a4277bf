import { type FormEvent, useState } from "react";
import type { Failure } from "../../api/problems";

interface Entry {
  busy: boolean;
  failure: Failure | null;
  submit: (event: FormEvent) => void;
  /** What is wrong with a field of the body; null when nothing is. */
  about: (field: string) => string | null;
}

/** A form that is sent once at a time. `act` gives what went wrong, or null. `fields` are those that show their own error. */
export function useEntry(act: () => Promise<Failure | null>): Entry {
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const submit = async () => {
    setBusy(true);
    setFailure(await act());
    setBusy(false);
  };
  return {
    busy,
    failure,
    submit: (event) => {
      event.preventDefault();
      if (!busy) void submit();
    },
    about: (field) =>
      failure?.fields.find((one) => one.field === field || one.field.endsWith(`.${field}`))?.detail ?? null,
  };
}
