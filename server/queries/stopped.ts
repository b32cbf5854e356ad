import { sql } from "drizzle-orm";
import { institutionStop } from "../../drizzle/schema.ts";

/** SQL: whether the institution has stopped everything biometric ("stop and destroy"). A table of no or one row. */
export const stopped = () =>
  sql<boolean>`exists (select 1 from ${institutionStop} stop where stop.state in ('destroying', 'done') and stop.lifted_at is null)`;
