import { CornerUpLeft, Files } from "lucide-react";
import { useEffect, useState } from "react";
import { Link } from "wouter";
import type { FileKind, RoomFile } from "../../../api/wire";
import { messagePath } from "../../../lib/addresses";
import { recently } from "../../../lib/time";
import { useRoomFiles } from "../../../stores/lists";
import { useUser } from "../../../stores/users";
import { EmptyState } from "../../../ui/EmptyState";
import { lazily } from "../../../ui/lazily";
import { More } from "../../../ui/More";
import { Panel, PanelBody } from "../../../ui/Panel";
import { Segmented } from "../../../ui/Segmented";
import { SkeletonRows } from "../../../ui/Skeleton";
import { forgetFiles, listFiles } from "../actions";
import { FileCard } from "../FileCard";
import { pictureOf, shownInPlace } from "../media";
import styles from "./FilesPanel.module.css";

const Lightbox = lazily(() => import("../../../ui/Lightbox").then((module) => module.Lightbox));

interface FilesPanelProps {
  room: string;
  onClose: () => void;
  /** A message was gone to: a phone shows it instead of the panel. */
  onGo: () => void;
}

type Filter = FileKind | "all";

const FILTERS = [
  { value: "all", label: "All" },
  { value: "image", label: "Images" },
  { value: "video", label: "Video" },
  { value: "audio", label: "Audio" },
  { value: "other", label: "Other" },
] as const satisfies readonly { value: Filter; label: string }[];

/** What was sent to a room: images as a grid, all else by name, the newest first. */
export function FilesPanel({ room, onClose, onGo }: FilesPanelProps) {
  const [filter, setFilter] = useState<Filter>("all");
  const kind = filter === "all" ? null : filter;
  const list = useRoomFiles(room, kind);
  const { failed, more } = usePages(room, kind, list === undefined);
  const images = list?.files.filter(({ file }) => shownInPlace(file)) ?? [];
  const others = list?.files.filter(({ file }) => !shownInPlace(file)) ?? [];
  return (
    <Panel title="Files" onClose={onClose}>
      <div className={styles.filter}>
        <Segmented label="Kind of file" size="small" value={filter} options={FILTERS} onChange={setFilter} />
      </div>
      <PanelBody label="Files of the room">
        {list === undefined && failed === null && <SkeletonRows count={5} />}
        {list?.files.length === 0 && list.next === null && (
          <EmptyState icon={<Files />} title={kind === null ? "No files yet" : "None of this kind"}>
            {kind === null
              ? "What people attach to their messages in this room stands here."
              : "Look among the others."}
          </EmptyState>
        )}
        {images.length > 0 && <Images files={images} onGo={onGo} />}
        {others.length > 0 && (
          <ul role="list" className={styles.list}>
            {others.map((one) => (
              <li key={one.file.id}>
                <FileCard file={one.file} />
                <From file={one} onGo={onGo} />
              </li>
            ))}
          </ul>
        )}
        {(failed !== null || list?.next != null) && <More failed={failed} onMore={more} />}
      </PanelBody>
    </Panel>
  );
}

/** Who sent it, when, and the way to the message. */
function From({ file, onGo }: { file: RoomFile; onGo: () => void }) {
  const author = useUser(file.author);
  return (
    <p className={styles.from}>
      <bdi>{author?.display_name ?? "…"}</bdi>
      <time dateTime={file.created_at}>{recently(file.created_at, Date.now())}</time>
      <Link href={messagePath(file.room, file.message)} onClick={onGo}>
        Go to the message
      </Link>
    </p>
  );
}

function Images({ files, onGo }: { files: readonly RoomFile[]; onGo: () => void }) {
  // By id: a newer picture may come in before it.
  const [open, setOpen] = useState<string | null>(null);
  const pictures = files.map(({ file }) => pictureOf(file));
  return (
    <>
      <ul role="list" className={styles.grid}>
        {pictures.map((picture, at) => (
          <li key={picture.id} className={styles.tile}>
            <button
              type="button"
              className={styles.image}
              aria-label={`Open ${picture.name}`}
              style={{ backgroundImage: `url("${picture.placeholder}")` }}
              onPointerEnter={() => void Lightbox.preload().catch(() => {})}
              onClick={() => setOpen(picture.id)}
            >
              <img src={picture.small} alt="" loading="lazy" decoding="async" />
            </button>
            <Link
              href={messagePath(files[at]?.room ?? "", files[at]?.message ?? "")}
              className={styles.go}
              aria-label={`Go to the message with ${picture.name}`}
              data-hint="Go to the message"
              onClick={onGo}
            >
              <CornerUpLeft />
            </Link>
          </li>
        ))}
      </ul>
      {open !== null && (
        <Lightbox
          pictures={pictures}
          at={pictures.findIndex((picture) => picture.id === open)}
          onMove={(at) => setOpen(pictures[at]?.id ?? null)}
          onClose={() => setOpen(null)}
        />
      )}
    </>
  );
}

function usePages(room: string, kind: FileKind | null, missing: boolean) {
  const [failed, setFailed] = useState<string | null>(null);
  useEffect(() => {
    if (missing) void listFiles(room, kind, "first").then(setFailed);
  }, [room, kind, missing]);
  useEffect(() => forgetFiles, []);
  return { failed, more: async () => setFailed(await listFiles(room, kind, missing ? "first" : "next")) };
}
