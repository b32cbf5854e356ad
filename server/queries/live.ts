import { sql } from "drizzle-orm";
import type { Db } from "../context.ts";

/** NOTIFY of a meeting's change, sent at commit; server/live.ts listens. `userId` null: the meeting itself. */
export async function notifyLive(
  db: Db,
  change: { meetingId: string; userId: string | null },
): Promise<void> {
  await db.execute(sql`select pg_notify('presente_live', ${`${change.meetingId} ${change.userId ?? "-"}`})`);
}
