/** Answers of the server kept on the phone: the network where it answers, what was last known where it does not. */
import * as v from "valibot";
import { ApiProblem, Offline, UnreadableReply } from "../problem.ts";
import { db } from "./db.ts";
import { stored } from "./guard.ts";

/** A value with its age: `fresh` when the server has just said so, else as it was at `at` (Date.now()). */
export interface Cached<T> {
  readonly value: T;
  readonly fresh: boolean;
  readonly at: number;
}

/** How long a kept value waits for a fresh one on a slow network. */
const PATIENCE_MS = 4_000;

interface Kept<S extends v.GenericSchema> {
  /** whose it is; "" for what is everybody's */
  readonly uid: string;
  readonly name: string;
  readonly schema: S;
}

/** What is kept under the name, or null (also when it no longer fits its schema). */
export async function readCache<S extends v.GenericSchema>({
  uid,
  name,
  schema,
}: Kept<S>): Promise<Cached<v.InferOutput<S>> | null> {
  const row = await stored(() => db.cache.get([uid, name]));
  const parsed = v.safeParse(schema, row?.value);
  return row && parsed.success ? { value: parsed.output, fresh: false, at: row.at } : null;
}

export async function writeCache(uid: string, name: string, value: unknown): Promise<void> {
  await stored(() => db.cache.put({ uid, name, value, at: Date.now() }));
}

/** Forgets one value of a student's, or all. */
export async function dropCache(uid: string, name?: string): Promise<void> {
  await stored<unknown>(() =>
    name === undefined ? db.cache.where({ uid }).delete() : db.cache.delete([uid, name]),
  );
}

/** The server cannot be asked now; its silence says nothing about the value. */
const isSilence = (error: unknown): boolean =>
  error instanceof Offline ||
  error instanceof UnreadableReply ||
  (error instanceof ApiProblem && (error.status >= 500 || error.status === 429 || !error.ours));

/** The server says that this is not, or no longer, the person's to see. */
export const isGone = (error: unknown): boolean =>
  error instanceof ApiProblem && error.ours && [403, 404, 410].includes(error.status);

/**
 * The value from the server, kept for later; or, when the server cannot be asked, as it was kept.
 * @throws ApiProblem on a refusal (what was kept is forgotten on 403, 404, 410); Offline when nothing is kept either
 */
export async function cached<S extends v.GenericSchema>(
  kept: Kept<S>,
  fetchFresh: (options: { signal: AbortSignal }) => Promise<v.InferOutput<S>>,
): Promise<Cached<v.InferOutput<S>>> {
  const old = await readCache(kept);
  if (old && !navigator.onLine) return old;
  const patience = new AbortController();
  const timer = old ? setTimeout(() => patience.abort(), PATIENCE_MS) : undefined;
  try {
    const value = await fetchFresh({ signal: patience.signal });
    await writeCache(kept.uid, kept.name, value).catch(() => undefined);
    return { value, fresh: true, at: Date.now() };
  } catch (error) {
    if (old && (isSilence(error) || patience.signal.aborted)) return old;
    if (isGone(error)) await dropCache(kept.uid, kept.name);
    throw error;
  } finally {
    clearTimeout(timer);
  }
}
