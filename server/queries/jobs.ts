import { sql } from "drizzle-orm";
import type { Db } from "../context.ts";

/** Adds a job to graphile-worker's table with the caller's transaction: it exists when, and only when, that commits. */
export async function addJob(
  db: Db,
  name: string,
  payload: unknown,
  options: { key?: string | undefined; runAt?: Date | undefined } = {},
): Promise<void> {
  await db.execute(sql`select 1 from graphile_worker.add_job(
    ${name}, payload := ${JSON.stringify(payload)}::json,
    run_at := ${options.runAt?.toISOString() ?? null}::timestamptz, job_key := ${options.key ?? null}::text)`);
}

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
