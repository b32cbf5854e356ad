import { type SQL, sql } from "drizzle-orm";
import type { Db } from "../context.ts";

/** Adds a job to graphile-worker's table with the caller's transaction: it exists when, and only when, that commits. */
export async function addJob(
  db: Db,
  name: string,
  payload: unknown,
  options: { key?: string | undefined; runAt?: Date | undefined } = {},
): Promise<void> {
  const { key, runAt } = options;
  await db.execute(sql`select 1 from ${jobAdded(name, sql`${JSON.stringify(payload)}`, { key, runAt })}`);
}

/**
 * The same as an expression, for a statement that does more.
 * @param options `once`: a job of this key that is there, even one that runs or has failed, stands for the new one; looking for
 *   one to replace costs six times as much
 */
export const jobAdded = (
  name: string,
  payload: SQL,
  { key, runAt, once = false }: { key?: SQL | string | undefined; runAt?: Date | undefined; once?: boolean },
): SQL => sql`graphile_worker.add_job(${name}, payload := (${payload})::json,
    run_at := ${runAt?.toISOString() ?? null}::timestamptz, job_key := (${key ?? null})::text,
    job_key_mode := ${once ? "unsafe_dedupe" : "replace"})`;

/** Frees jobs that workers hold who are gone: graphile-worker itself would wait for hours. */
export async function unlockJobsOf(db: Db, pools: readonly string[]): Promise<void> {
  if (pools.length === 0) return;
  await db.execute(
    sql`select graphile_worker.force_unlock_workers(array[${sql.join(
      pools.map((pool) => sql`${pool}`),
      sql`, `,
    )}]::text[])`,
  );
}

/** Names of the worker pools that hold jobs. */
export async function poolsWithJobs(db: Db): Promise<string[]> {
  const rows = await db.execute<{ pool: string }>(
    sql`select distinct locked_by as pool from graphile_worker._private_jobs where locked_by is not null`,
  );
  return rows.map((row) => row.pool);
}

/** Application names of the connections of this database that are alive now. */
export async function liveApplications(db: Db): Promise<string[]> {
  const rows = await db.execute<{ name: string }>(
    sql`select distinct application_name as name from pg_stat_activity where datname = current_database()`,
  );
  return rows.map((row) => row.name);
}
