import { ImagePlus } from "lucide-react";
import { type DragEvent, type FormEvent, type RefObject, useEffect, useRef, useState } from "react";
import type { Failure } from "../../api/problems";
import { Banner } from "../../ui/Banner";
import { Button } from "../../ui/Button";
import { classes } from "../../ui/classes";
import { TextField } from "../../ui/TextField";
import { addEmoji } from "./actions";
import styles from "./EmojiDialog.module.css";
import { nameFrom, PICTURE_TYPES, wrongName, wrongPicture } from "./naming";

interface NewEmojiFormProps {
  /** The button that chooses the picture. */
  choose: RefObject<HTMLButtonElement | null>;
  taken: (name: string) => boolean;
}

/** A picture, chosen or dropped, and its name. */
export function NewEmojiForm({ choose, taken }: NewEmojiFormProps) {
  const [picture, setPicture] = useState<File | null>(null);
  const [name, setName] = useState("");
  const [busy, setBusy] = useState(false);
  const [failure, setFailure] = useState<Failure | null>(null);
  const chooser = useRef<HTMLInputElement>(null);

  const take = (file: File | undefined) => {
    if (file === undefined) return;
    setPicture(file);
    setFailure(null);
    if (name === "") setName(nameFrom(file.name));
  };
  const wrong = picture === null ? null : wrongPicture(picture);
  const ofField = (field: string) => failure?.fields.find((one) => one.field === field)?.detail;
  const nameError =
    wrongName(name) ??
    (taken(name) ? "There is an emoji of this name." : null) ??
    ofField("name") ??
    (failure?.code === "name_taken" ? failure.message : null);
  const elsewhere = failure !== null && failure.code !== "name_taken" && ofField("name") === undefined;
  const ready = picture !== null && wrong === null && name !== "" && wrongName(name) === null && !taken(name);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (!ready || busy) return;
    setBusy(true);
    const failed = await addEmoji(name, picture);
    setBusy(false);
    setFailure(failed);
    if (failed !== null) return;
    setPicture(null);
    setName("");
  };

  return (
    <form className={styles.form} onSubmit={(event) => void submit(event)}>
      {elsewhere && <Banner look="danger">{ofField("file") ?? failure.message}</Banner>}
      {wrong !== null && <Banner look="danger">{wrong}</Banner>}
      <div className={styles.fields}>
        <PictureButton
          button={choose}
          picture={wrong === null ? picture : null}
          onChoose={() => chooser.current?.click()}
          onDrop={take}
        />
        <input
          ref={chooser}
          type="file"
          hidden
          aria-label="Picture of the emoji"
          accept={PICTURE_TYPES.join(",")}
          onChange={({ currentTarget }) => {
            take(currentTarget.files?.[0]);
            currentTarget.value = "";
          }}
        />
        <TextField
          label="Name"
          className={styles.field}
          before=":"
          placeholder="party-parrot"
          autoComplete="off"
          autoCapitalize="none"
          spellCheck={false}
          error={nameError}
          value={name}
          onChange={(event) => {
            setName(event.target.value.replaceAll(":", ""));
            setFailure(null);
          }}
        />
        <Button look="primary" type="submit" className={styles.add} busy={busy} disabled={!ready}>
          Add
        </Button>
      </div>
    </form>
  );
}

interface PictureButtonProps {
  button: RefObject<HTMLButtonElement | null>;
  picture: File | null;
  onChoose: () => void;
  onDrop: (file: File | undefined) => void;
}

function PictureButton({ button, picture, onChoose, onDrop }: PictureButtonProps) {
  const [url, setUrl] = useState<string | null>(null);
  const [over, setOver] = useState(false);
  useEffect(() => {
    if (picture === null) return setUrl(null);
    const made = URL.createObjectURL(picture);
    setUrl(made);
    return () => URL.revokeObjectURL(made);
  }, [picture]);
  const hover = (event: DragEvent, on: boolean) => {
    event.preventDefault();
    setOver(on);
  };
  return (
    <button
      ref={button}
      type="button"
      className={classes(styles.drop, over && styles.over)}
      aria-label={picture === null ? "Choose a picture" : `Choose another picture than ${picture.name}`}
      onClick={onChoose}
      onDragOver={(event) => hover(event, true)}
      onDragLeave={(event) => hover(event, false)}
      onDrop={(event) => {
        hover(event, false);
        onDrop(event.dataTransfer.files[0]);
      }}
    >
      {url === null ? <ImagePlus aria-hidden /> : <img src={url} alt="" />}
    </button>
  );
}
