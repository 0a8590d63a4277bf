import { Hash, Lock } from "lucide-react";
import { type FormEvent, useId, useRef, useState } from "react";
import { useLocation } from "wouter";
import type { Failure } from "../../api/problems";
import type { Room } from "../../api/wire";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { Dialog } from "../../ui/Dialog";
import { Segmented } from "../../ui/Segmented";
import { TextField } from "../../ui/TextField";
import { showToast } from "../../ui/toasts";
import { changeTopic, createRoom } from "./actions";

const NAME_MOST = 80;
const TOPIC_MOST = 250;

const KINDS = [
  { value: "public", label: "Public", icon: <Hash />, hint: "Everybody may find, read and join it." },
  { value: "private", label: "Private", icon: <Lock />, hint: "Only who is invited knows of it." },
] as const;

/** Makes a room. */
export function CreateRoomDialog({ onClose }: { onClose: () => void }) {
  const [kind, setKind] = useState<"public" | "private">("public");
  const [, go] = useLocation();
  const form = useRoomForm({ name: "", topic: "" }, async ({ name, topic }) => {
    const done = await createRoom({ kind, name, topic: topic === "" ? null : topic });
    if (!done.ok) return done.failure;
    onClose();
    go(`/rooms/${done.value}`);
    return null;
  });
  return (
    <FormDialog
      title="Create a room"
      description="Rooms are for a topic, a team or a project."
      act="Create"
      form={form}
      onClose={onClose}
    >
      <Segmented label="Who may read it" value={kind} options={KINDS} onChange={setKind} />
    </FormDialog>
  );
}

/** Changes a room's name and topic. */
export function EditRoomDialog({ room, onClose }: { room: Room; onClose: () => void }) {
  const form = useRoomForm({ name: room.name, topic: room.topic }, async ({ name, topic }) => {
    const done = await changeTopic(room.id, name, topic);
    if (!done.ok) return done.failure;
    showToast({ text: "Saved." });
    onClose();
    return null;
  });
  return <FormDialog title="Name and topic" act="Save" form={form} onClose={onClose} />;
}

interface Values {
  name: string;
  topic: string;
}

interface RoomFormState {
  values: Values;
  set: (values: Values) => void;
  busy: boolean;
  failure: Failure | null;
  submit: (event: FormEvent) => void;
}

/** `act` gives what went wrong, or null. */
function useRoomForm(start: Values, act: (values: Values) => Promise<Failure | null>): RoomFormState {
  const [values, set] = useState(start);
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setFailure(await act({ name: values.name.trim(), topic: values.topic.trim() }));
    setBusy(false);
  };
  return { values, set, busy, failure, submit: (event) => void submit(event) };
}

interface FormDialogProps {
  title: string;
  description?: string;
  act: string;
  form: RoomFormState;
  onClose: () => void;
  children?: React.ReactNode;
}

function FormDialog({ title, description, act, form, onClose, children }: FormDialogProps) {
  const id = useId();
  const first = useRef<HTMLInputElement>(null);
  const { values, set, failure } = form;
  const about = (field: string) => failure?.fields.find((one) => one.field === field)?.detail ?? null;
  const taken = failure?.code === "name_taken" ? failure.message : null;
  const elsewhere = failure !== null && taken === null && about("name") === null && about("topic") === null;
  return (
    <Dialog
      open
      title={title}
      description={description}
      initialFocus={first}
      onClose={onClose}
      actions={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button look="primary" type="submit" form={id} busy={form.busy} disabled={values.name.trim() === ""}>
            {act}
          </Button>
        </>
      }
    >
      <form id={id} onSubmit={form.submit} style={{ display: "contents" }}>
        {elsewhere && <Banner look="danger">{failure.message}</Banner>}
        <TextField
          ref={first}
          label="Name"
          placeholder="launch-week"
          maxLength={NAME_MOST}
          autoComplete="off"
          error={taken ?? about("name")}
          value={values.name}
          onChange={(event) => set({ ...values, name: event.target.value })}
        />
        <TextField
          label="Topic"
          optional
          maxLength={TOPIC_MOST}
          autoComplete="off"
          hint="What it is for, in a sentence."
          error={about("topic")}
          value={values.topic}
          onChange={(event) => set({ ...values, topic: event.target.value })}
        />
        {children}
      </form>
    </Dialog>
  );
}
