import { sql } from "drizzle-orm";
import { institutionStop, unknownStop } from "../../drizzle/schema.ts";

/**
 * SQL: whether the institution has stopped everything biometric ("stop and destroy"), or did so after the backup that the database
 * was restored from (jobs/stop/mark.ts). Tables of no or one row.
 */
export const stopped = () =>
  sql<boolean>`(exists (select 1 from ${institutionStop} stop where stop.state in ('destroying', 'done') and stop.lifted_at is null)
    or exists (select 1 from ${unknownStop} u where u.settled_at is null))`;
