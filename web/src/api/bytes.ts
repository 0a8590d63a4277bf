/**
 * Sends a body that is large enough for its way to be watched. `fetch` does not tell how far a request has come;
 * XMLHttpRequest does, and a way that does not move for a while is given up, however long the whole takes.
 */

export interface SentBytes {
  /** On our own origin, from `/api` on. */
  path: string;
  token: string;
  body: Blob;
  /** Called with the bytes that are out. */
  onSent: (bytes: number) => void;
  signal: AbortSignal;
}

/** The answer's status and its JSON; status 0 when there was none. */
export interface BytesAnswer {
  status: number;
  body: unknown;
}

export type SendBytes = (sent: SentBytes) => Promise<BytesAnswer>;

/** Nothing moved for so long: the connection is as good as lost. */
const STALLED_MS = 30_000;

export const sendByXhr: SendBytes = ({ path, token, body, onSent, signal }) =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let timer: ReturnType<typeof setTimeout> | undefined;
    const moved = () => {
      clearTimeout(timer);
      timer = setTimeout(() => request.abort(), STALLED_MS);
    };
    const stop = () => request.abort();
    request.open("PATCH", path);
    request.setRequestHeader("Authorization", `Bearer ${token}`);
    request.setRequestHeader("Content-Type", "application/octet-stream");
    request.upload.onprogress = ({ loaded }) => {
      moved();
      onSent(loaded);
    };
    request.onloadend = () => {
      clearTimeout(timer);
      signal.removeEventListener("abort", stop);
      resolve({ status: request.status, body: jsonOf(request.responseText) });
    };
    signal.addEventListener("abort", stop);
    moved();
    if (signal.aborted) stop();
    request.send(body);
  });

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
