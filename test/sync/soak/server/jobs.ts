import type { Sql } from "postgres";

export interface TakenJob {
  readonly id: string;
  readonly hash: string;
  /** names the job by what does not depend on signatures: device and place in its chain */
  readonly word: string;
}

/**
 * Takes every verification that is due off graphile-worker's tables, locked as its own worker does. Whatever else is queued
 * (photos to be considered as references) is no part of the simulation, and is dropped.
 */
export async function takeJobs(sql: Sql): Promise<TakenJob[]> {
  const rows = await sql<{ id: string; hash: string; did: string; seq: number }[]>`
    with taken as (
      update graphile_worker._private_jobs j
      set locked_at = now(), locked_by = 'soak', attempts = attempts + 1
      from graphile_worker._private_tasks t
      where t.id = j.task_id and t.identifier = 'verify_entry' and j.locked_at is null
      returning j.id, j.payload ->> 'hash' as hash
    ), dropped as (
      delete from graphile_worker._private_jobs j using graphile_worker._private_tasks t
      where t.id = j.task_id and t.identifier <> 'verify_entry'
    )
    select distinct on (taken.id) taken.id::text as id, taken.hash, e.did::text as did, e.seq
    from taken join entry e on e.hash = taken.hash`;
  return rows.map(({ id, hash, did, seq }) => ({ id, hash, word: `${did} ${seq}` }));
}

export async function completeJobs(sql: Sql, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await sql`select graphile_worker.complete_jobs(${sql.array([...ids])}::bigint[])`;
}

/** What server/jobs/queue.ts does for the jobs of a process that died. */
export async function freeJobs(sql: Sql, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`update graphile_worker._private_jobs set locked_at = null, locked_by = null where id = any(${sql.array([...ids])}::bigint[])`;
}
