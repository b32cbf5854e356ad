/** One way to send a request and read its answer. Works in the page and in the service worker. */
import * as v from "valibot";
import { Offline, problemOf, UnreadableReply } from "./problem.ts";

/** What ends an answer that does not come whole in time. */
const deadlines = new WeakMap<Response, ReturnType<typeof setTimeout>>();
/** The answer is here, or nobody reads on: a phone that may sleep is not woken for it. */
const met = (answer: Response): void => clearTimeout(deadlines.get(answer));

/**
 * fetch with a deadline (for the body too), whose network failures are {@link Offline}.
 * An abort by the caller's own signal stays what it is; running out of time is Offline.
 */
export async function reach(
  input: RequestInfo | URL,
  init: RequestInit = {},
  timeoutMs: number | null = null,
): Promise<Response> {
  const own = init.signal ?? null;
  // AbortSignal.any and .timeout are newer than the phones that we serve
  const limit = new AbortController();
  const passOn = () => limit.abort(own?.reason);
  if (own?.aborted) passOn();
  own?.addEventListener("abort", passOn, { once: true });
  const timer = timeoutMs === null ? undefined : setTimeout(() => limit.abort(), timeoutMs);
  try {
    const answer = await fetch(input, { ...init, signal: limit.signal });
    if (timer !== undefined) deadlines.set(answer, timer);
    return answer;
  } catch (error) {
    clearTimeout(timer);
    if (own?.aborted) throw error;
    throw new Offline(error);
  }
}

/**
 * The parsed body of an answer.
 * @throws ApiProblem on a refusal, Offline when the line drops inside the body, UnreadableReply when it does not parse
 */
export async function readReply<S extends v.GenericSchema>(
  answer: Response | Promise<Response>,
  schema: S,
): Promise<v.InferOutput<S>> {
  const response = await accepted(answer);
  const text = await response.text().catch((error: unknown) => {
    throw new Offline(error);
  });
  met(response);
  try {
    return v.parse(schema, JSON.parse(text));
  } catch (error) {
    throw new UnreadableReply(error);
  }
}

/** A file of an answer, with the name that the server gives it. @throws ApiProblem, Offline */
export async function readFile(
  answer: Response | Promise<Response>,
): Promise<{ readonly name: string; readonly blob: Blob }> {
  const response = await accepted(answer);
  const name = fileNameOf(response);
  const blob = await response.blob().catch((error: unknown) => {
    throw new Offline(error);
  });
  return { name, blob };
}

/**
 * The same for a file that is made while it comes.
 * @param estimate the header that says about how many bytes it will have
 * @throws ApiProblem, Offline when the line drops inside it; what the caller's own signal aborts stays what it is
 */
export async function readLongFile(
  answer: Promise<Response>,
  estimate: string,
  onProgress: (bytes: number, of: number) => void,
): Promise<{ readonly name: string; readonly blob: Blob }> {
  const response = await accepted(answer);
  const of = Number(response.headers.get(estimate) ?? 0);
  const reader = response.body?.getReader();
  const pieces: Uint8Array<ArrayBuffer>[] = [];
  let bytes = 0;
  for (;;) {
    const piece = await reader?.read().catch((error: unknown) => {
      throw error instanceof DOMException && error.name === "AbortError" ? error : new Offline(error);
    });
    if (!piece || piece.done) break;
    pieces.push(piece.value);
    bytes += piece.value.byteLength;
    onProgress(bytes, of);
  }
  return { name: fileNameOf(response), blob: new Blob(pieces, { type: "application/zip" }) };
}

const fileNameOf = (response: Response): string =>
  /filename="([^"]+)"/.exec(response.headers.get("content-disposition") ?? "")?.[1] ?? "file";

/** For answers whose body does not matter, or comes without end. @throws ApiProblem, Offline */
export async function answered(answer: Response | Promise<Response>): Promise<Response> {
  const response = await accepted(answer);
  met(response);
  return response;
}

/** An answer that is no refusal. @throws ApiProblem, Offline */
async function accepted(answer: Response | Promise<Response>): Promise<Response> {
  const response = await answer;
  if (response.ok) return response;
  const problem = await problemOf(response);
  met(response);
  throw problem;
}
