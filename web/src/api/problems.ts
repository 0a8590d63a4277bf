/**
 * Every failure of a request as one typed error, and the sentence that tells it to a person.
 *
 * The server answers with problem documents (RFC 9457); what never reached it gets a code of our own, so that callers
 * branch on one field whatever went wrong.
 */
import type { FieldProblem, Problem, ProblemCode } from "./wire";

/** The server's codes, and ours: `network` never reached the server or lost its answer; `bad_answer` was not understood. */
export type FailureCode = ProblemCode | "network" | "bad_answer";

/** A request that failed. `message` is the sentence for a person. */
export class Failure extends Error {
  override readonly name = "Failure";
  readonly code: FailureCode;
  /** HTTP status; 0 when no answer came. */
  readonly status: number;
  /** How long the server asks to wait, in milliseconds. */
  readonly retryAfterMs: number | null;
  /** The wrong fields of the body, each with a sentence. */
  readonly fields: readonly FieldProblem[];
  /** Names the request in the server's logs. */
  readonly requestId: string | null;

  constructor(code: FailureCode, status: number, problem?: Problem) {
    super(sentenceOf(code, problem));
    this.code = code;
    this.status = status;
    this.retryAfterMs = problem?.retry_after_ms ?? null;
    this.fields = problem?.fields ?? [];
    this.requestId = problem?.request_id ?? null;
  }

  /** The same request may work later, unchanged: the network, a busy server, a mistake of the server's. */
  get passing(): boolean {
    return this.status === 0 || this.status >= 500 || this.status === 429 || this.status === 408;
  }
}

const SENTENCES: Record<FailureCode, string> = {
  malformed: "The server did not understand this request. Reload the page and try again.",
  bad_cursor: "This list has changed. Open it again.",
  not_signed_in: "You are signed out. Sign in to go on.",
  wrong_credentials: "The name or the password is wrong.",
  forbidden: "You may not do this.",
  wrong_origin: "This page was opened from another address than the workspace's own.",
  sign_up_closed: "Registration is closed. Ask an admin of the workspace for an account.",
  not_found: "This is not here any more, or you may not see it.",
  method_not_allowed: "The server does not know this request. Reload the page and try again.",
  name_taken: "This name is taken. Choose another.",
  conflict: "Somebody changed this in the meantime. Look again and retry.",
  already_set_up: "This workspace is set up already. Sign in instead.",
  too_large: "This is too long to send.",
  wrong_media_type: "The server did not understand this request. Reload the page and try again.",
  invalid: "Some of this is not valid.",
  key_reused: "This message was sent before with another text.",
  rate_limited: "That was too much at once. Wait a moment and try again.",
  internal: "The server made a mistake. Try again; if it stays, tell an admin.",
  busy: "The server is busy. Try again in a moment.",
  unavailable: "A part of the server is away. Try again in a moment.",
  storage_full: "The server's disk is full: nothing can be saved until an admin makes room.",
  network: "The server cannot be reached. Check your connection.",
  bad_answer: "The answer was not understood. Reload the page and try again.",
};

/** Codes whose `detail` says more than our sentence does. */
const TOLD_BY_SERVER: ReadonlySet<FailureCode> = new Set(["invalid", "conflict", "too_large", "forbidden"]);

function sentenceOf(code: FailureCode, problem?: Problem): string {
  if (problem && TOLD_BY_SERVER.has(code) && problem.detail.trim() !== "") return problem.detail;
  return SENTENCES[code];
}

/** Makes a failure of an answer that was no success. */
export function failureOf(status: number, body: unknown): Failure {
  if (isProblem(body)) return new Failure(body.code, status, body);
  // A proxy in between answered, not our server: what its status means for a retry still counts.
  return new Failure(status >= 500 ? "unavailable" : status === 429 ? "rate_limited" : "bad_answer", status);
}

/** Makes a failure of whatever was thrown. */
export function asFailure(thrown: unknown): Failure {
  return thrown instanceof Failure ? thrown : new Failure("network", 0);
}

function isProblem(body: unknown): body is Problem {
  if (typeof body !== "object" || body === null || !("code" in body)) return false;
  return typeof body.code === "string" && body.code in SENTENCES;
}
