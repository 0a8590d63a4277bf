/** What the gallery shows beside rooms: threads, what is saved, and files. */
import type { File, Message } from "../../api/wire";
import { idOf } from "../builders";
import type { FakeServer } from "../fakeServer";

const MINUTE = 60_000;

export interface Answer {
  author: string;
  text: string;
  /** Minutes. */
  ago: number;
  change?: Partial<Message>;
}

/** Replies under a message, the oldest first. */
export function answered({ workspace }: FakeServer, root: Message, answers: readonly Answer[]): Message[] {
  const made = answers.map(({ author, text, ago, change }) => {
    const { answer } = workspace.send(author, root.room, text, `r${Math.random()}`, { replyTo: root.id });
    const created_at = new Date(Date.now() - ago * MINUTE).toISOString();
    const message = { ...answer.message, created_at, ...change };
    workspace.replace(message);
    return message;
  });
  workspace.threads.moved(root.id);
  return made;
}

const NAMES = ["harbour-map.png", "p99-before.png", "p99-after.png", "whiteboard.jpg", "logo-sketch.png", "team.jpg"];

/** Images that `vite.gallery.config.ts` paints, and other files; ids of finished uploads. */
export function uploads({ workspace }: FakeServer): { images: string[]; others: string[] } {
  const keep = (file: File): string => {
    workspace.files.set(file.id, file);
    return file.id;
  };
  const image = { width: 1600, height: 1000, placeholder: PLACEHOLDER };
  const base = { size: 482_113, image: null, url: null };
  return {
    images: NAMES.map((name, at) =>
      keep({ ...base, id: idOf(0x900 + at), name, media_type: "image/png", kind: "image", image }),
    ),
    others: [
      keep({ ...base, id: idOf(0x920), name: "stand-up.mp3", media_type: "audio/mpeg", kind: "audio" }),
      keep({ ...base, id: idOf(0x921), name: "runbook-2.0.pdf", media_type: "application/pdf", kind: "other" }),
      keep({
        ...base,
        id: idOf(0x922),
        name: "a-really-long-file-name-that-somebody-exported-from-a-tool-2026-11-21-final-v3.tar.gz",
        media_type: "application/gzip",
        kind: "other",
      }),
    ],
  };
}

const PLACEHOLDER =
  "data:image/png;base64,iVBORw0KGgoAAAANSUhEUgAAAAIAAAACCAIAAAD91JpzAAAAFklEQVR4nGPUD7/DwMDAxMDAwMDAAAAQdAFRVTWZOgAAAABJRU5ErkJggg==";
