/**
 * What changed, told to everybody who watches, across replicas: PostgreSQL LISTEN/NOTIFY.
 * Channel "presente_live", payload "<meetingId> <userId or ->".
 */
import type { Db } from "./context.ts";

export interface LiveBus {
  /** Tells, with the caller's transaction (NOTIFY is sent at commit), that a meeting or a student's row in it changed. */
  notify(db: Db, change: { meetingId: string; userId: string | null }): Promise<void>;
  /** Calls back for each committed change of the meeting until `signal` aborts. */
  watch(meetingId: string, listener: (userId: string | null) => void, signal: AbortSignal): void;
  close(): Promise<void>;
}
