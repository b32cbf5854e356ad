import { type SQL, sql } from "drizzle-orm";
import type { Db } from "../context.ts";

/** NOTIFY of a meeting's change, sent at commit; server/live.ts listens. `userId` null: the meeting itself. */
export async function notifyLive(
  db: Db,
  { meetingId, userId }: { meetingId: string; userId: string | null },
): Promise<void> {
  await db.execute(sql`select ${liveTold(sql`${meetingId}`, sql`${userId ?? "-"}`)}`);
}

/** The same as an expression, for a statement that does more. */
export const liveTold = (meetingId: SQL, userId: SQL): SQL =>
  sql`pg_notify('presente_live', concat(${meetingId}::text, ' ', ${userId}::text))`;
