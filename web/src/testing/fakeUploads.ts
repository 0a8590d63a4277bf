/** Uploads on the server in memory: chunks at an offset, a file once all bytes are there. */
import type { File, NewUpload, Upload, UserId } from "../api/wire";
import { type FakeWorkspace, Refusal } from "./fakeWorkspace";

export class FakeUploads {
  readonly #workspace: FakeWorkspace;
  readonly held = new Map<string, Upload & { by: UserId }>();
  /** Make it small, and few bytes are many chunks. */
  chunkBytes = 4 * 1024 * 1024;

  constructor(workspace: FakeWorkspace) {
    this.#workspace = workspace;
  }

  begin(by: UserId, { name, size }: NewUpload): Upload {
    if (size > this.#workspace.workspace.upload_bytes) throw new Refusal(413, "too_large");
    const id = this.#workspace.newId();
    const expires_at = "2030-01-01T00:00:00Z";
    const upload = { by, id, name, size, offset: 0, chunk_bytes: this.chunkBytes, file: null, expires_at };
    this.held.set(id, upload);
    return upload;
  }

  of(by: UserId, id: string): Upload & { by: UserId } {
    const upload = this.held.get(id);
    if (upload?.by !== by) throw new Refusal(404, "not_found");
    return upload;
  }

  take(by: UserId, id: string, offset: number, bytes: number): Upload {
    const upload = this.of(by, id);
    if (offset !== upload.offset) throw new Refusal(409, "conflict");
    const next = { ...upload, offset: offset + bytes };
    if (next.offset === next.size) next.file = this.#file(upload);
    this.held.set(id, next);
    return next;
  }

  #file({ id, name, size }: Upload): File {
    const media_type = name.endsWith(".txt") ? "text/plain" : "application/octet-stream";
    const file: File = { id, name, media_type, size, kind: "other", image: null, url: null };
    this.#workspace.files.set(id, file);
    return file;
  }
}
