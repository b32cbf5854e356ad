import * as v from "valibot";
import type { Db } from "../context.ts";
import { Sha256, Uuid } from "../../shared/ids.ts";

/** Everything that runs off the queue: name → payload. */
export const JOBS = {
  verify_entry: v.strictObject({ hash: Sha256 }),
  check_enrolment: v.strictObject({ enrolmentId: Uuid }),
  delete_lake_objects: v.strictObject({ names: v.array(v.string()) }),
} as const;
export type JobName = keyof typeof JOBS;
export type JobPayload<N extends JobName> = v.InferOutput<(typeof JOBS)[N]>;

/** The queue in PostgreSQL (graphile-worker). */
export interface Queue {
  /** Adds a job inside the caller's transaction. One pending job per `key`. */
  send<N extends JobName>(db: Db, name: N, payload: JobPayload<N>, options?: { key?: string; runAt?: Date }): Promise<void>;
  /** Stops fetching, lets running jobs end. */
  close(): Promise<void>;
}
