/** What can go wrong as the client sees it: a refusal of the server, no way to the server, or a fault on this phone. */
import * as v from "valibot";
import type { Language } from "../shared/api/account.ts";
import { isProblemCode, PROBLEMS, type ProblemCode, type Sentence } from "../shared/errors.ts";
import { LOCAL_PROBLEMS, type LocalCode } from "./i18n/local-problems.ts";

/** A refusal by the server, with the sentence that it sent (in the person's language), or by something on the way to it. */
export class ApiProblem extends Error {
  readonly code: ProblemCode;
  /** what to do next, a sentence */
  readonly next: string;
  /** HTTP status */
  readonly status: number;
  /** how long the server asks us to wait, or null */
  readonly retryAfterMs: number | null;
  /** paths of the fields that were refused, with code bad_request */
  readonly fields: readonly string[];
  readonly requestId: string | null;
  /** whether the answer was our server's own; false for what a proxy or captive portal said */
  readonly ours: boolean;

  constructor(from: {
    code: ProblemCode;
    message: string;
    next: string;
    status: number;
    retryAfterMs?: number | null;
    fields?: readonly string[] | undefined;
    requestId?: string | null | undefined;
    ours?: boolean;
  }) {
    super(from.message);
    this.name = "ApiProblem";
    this.code = from.code;
    this.next = from.next;
    this.status = from.status;
    this.retryAfterMs = from.retryAfterMs ?? null;
    this.fields = from.fields ?? [];
    this.requestId = from.requestId ?? null;
    this.ours = from.ours ?? true;
  }
}

/** The server could not be reached, or did not answer in time. Nothing is known of what it did. */
export class Offline extends Error {
  constructor(cause?: unknown) {
    super("the server cannot be reached", { cause });
    this.name = "Offline";
  }
}

/** The server answered something that this version of the app does not understand. */
export class UnreadableReply extends Error {
  constructor(cause?: unknown) {
    super("the server's answer cannot be read", { cause });
    this.name = "UnreadableReply";
  }
}

/** A fault of this phone, typed by its code. */
export class LocalProblem extends Error {
  readonly code: LocalCode;

  constructor(code: LocalCode, cause?: unknown) {
    super(LOCAL_PROBLEMS[code].en[0], { cause });
    this.name = "LocalProblem";
    this.code = code;
  }
}

/** Whatever was caught, as a sentence for a person and what to do next. */
export function describeProblem(error: unknown, language: Language): Sentence {
  if (error instanceof ApiProblem)
    return error.ours ? { message: error.message, next: error.next } : PROBLEMS[error.code][language];
  const [message, next] = LOCAL_PROBLEMS[localCode(error)][language];
  return { message, next };
}

function localCode(error: unknown): LocalCode {
  if (error instanceof LocalProblem) return error.code;
  if (error instanceof Offline) return "offline";
  if (error instanceof UnreadableReply) return "unreadable_reply";
  return "unexpected";
}

const ProblemBody = v.object({
  error: v.object({
    code: v.string(),
    message: v.string(),
    next: v.string(),
    requestId: v.optional(v.string()),
    fields: v.optional(v.array(v.string())),
  }),
});

/** Codes for refusals that carry no body of ours: from a proxy, or of a newer server. */
function codeOfStatus(status: number): ProblemCode {
  const byStatus: Record<number, ProblemCode> = {
    400: "bad_request",
    401: "sign_in_needed",
    403: "forbidden",
    404: "not_found",
    409: "conflict",
    413: "too_large",
    426: "client_too_old",
    429: "too_many",
    500: "internal",
  };
  return byStatus[status] ?? (status >= 500 ? "unavailable" : "bad_request");
}

/** Retry-After (RFC 9110: seconds or a date) in milliseconds, or null. */
export function retryAfterMs(value: string | null, now: number): number | null {
  if (value === null) return null;
  if (/^\s*\d+\s*$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? null : Math.max(0, at - now);
}

/** Turns an answer that is not 2xx into the problem that it tells. */
export async function problemOf(response: Response): Promise<ApiProblem> {
  const wait = retryAfterMs(response.headers.get("retry-after"), Date.now());
  const body = v.safeParse(ProblemBody, await response.json().catch(() => null));
  const told = body.success ? body.output.error : null;
  const code = told && isProblemCode(told.code) ? told.code : codeOfStatus(response.status);
  return new ApiProblem({
    code,
    message: told?.message ?? PROBLEMS[code].en.message,
    next: told?.next ?? PROBLEMS[code].en.next,
    status: response.status,
    retryAfterMs: wait,
    fields: told?.fields,
    requestId: told?.requestId,
    ours: told !== null,
  });
}
