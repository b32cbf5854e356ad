import type { QueryPromise } from "drizzle-orm";

/** A statement that is built and not sent yet. What an async function returns is not one. */
export type Statement = QueryPromise<unknown>;

/**
 * Sends statements of a transaction one behind the other, without waiting for answers. Its connection does them in this
 * order: what stands behind a lock is read, or written, under the lock. Hence statements alone: an async function sends its
 * first as soon as it is called, before all that are given here, and its second when the others are long done. Where the
 * order is of no matter, Promise.all takes both. Of the database itself (no transaction) each goes its own way.
 * @param statements null: nothing is sent in its place
 * @returns what each returned; rejects as the first that fails, and those behind it are not done
 */
export const inOneGo = async <const S extends readonly (Statement | null)[]>(...statements: S) =>
  (await Promise.all(statements.map((one) => (one ? one.execute() : Promise.resolve(null))))) as {
    -readonly [I in keyof S]: Awaited<S[I]>;
  };
