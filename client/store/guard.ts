/** What IndexedDB throws, as typed problems; and rows, parsed. */
import * as v from "valibot";
import { LocalProblem } from "../problem.ts";

/** Names in an error and in what it wraps: Dexie and the browsers nest them. */
function errorNames(error: unknown, depth = 0): string[] {
  if (typeof error !== "object" || error === null || depth > 4) return [];
  const name = "name" in error && typeof error.name === "string" ? [error.name] : [];
  const inner = "inner" in error ? errorNames(error.inner, depth + 1) : [];
  const cause = "cause" in error ? errorNames(error.cause, depth + 1) : [];
  return [...name, ...inner, ...cause];
}

const BLOCKED = new Set([
  "OpenFailedError",
  "MissingAPIError",
  "SecurityError",
  "InvalidStateError",
  "UnknownError",
]);

/** The problem that a failed write or read tells of; what is not the database's stays as it is. */
export function storageProblem(error: unknown): unknown {
  const names = errorNames(error);
  if (names.includes("QuotaExceededError")) return new LocalProblem("storage_full", error);
  if (names.some((name) => BLOCKED.has(name))) return new LocalProblem("storage_blocked", error);
  return error;
}

/**
 * Chromium keeps large values in files beside its database; where the file is gone, reading the row fails with this for good
 * (third_party/blink, IDBRequest: "Data lost due to missing file. Affected record should be considered irrecoverable").
 */
export const isLostFile = (error: unknown): boolean => errorNames(error).includes("NotReadableError");

/** Runs database work. @throws LocalProblem storage_full, storage_blocked */
export async function stored<T>(work: () => PromiseLike<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw storageProblem(error);
  }
}

/** A row as it must be. @throws LocalProblem storage_damaged */
export function parseRow<S extends v.GenericSchema>(schema: S, row: unknown): v.InferOutput<S> {
  const parsed = v.safeParse(schema, row);
  if (!parsed.success) throw new LocalProblem("storage_damaged", parsed.issues);
  return parsed.output;
}

/** The rows that are as they must be: one damaged row does not hide the others. */
export function readableRows<S extends v.GenericSchema>(
  schema: S,
  rows: readonly unknown[],
): v.InferOutput<S>[] {
  return rows.flatMap((row) => {
    const parsed = v.safeParse(schema, row);
    return parsed.success ? [parsed.output] : [];
  });
}
