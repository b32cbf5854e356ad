import { sql } from "drizzle-orm";
import { timeToken } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";

const DAY_MS = 24 * 60 * 60_000;
/** How long a phone may have been without network with an entry that names its last token. */
const KEPT_DAYS = 180;
/** All tokens of the last days are kept, then the last one of each device's day. */
const KEPT_WHOLE_DAYS = 2;

/**
 * Forgets time tokens that no unsent entry can be hoped to name. An entry names the last token before its capture; what has not
 * been sent for days was sealed after the phone had lost the network, so its token is the last of some day. That bounds
 * what is kept to one token for each day of a device, and whoever names a forgotten one is in no better place than who
 * names none: the entry is bounded by its ancestors alone (PROTOCOL, Time: L).
 * @returns how many were forgotten
 */
export async function forgetTimeTokens(db: Db, nowMs: number): Promise<number> {
  const rows =
    await db.execute(sql`delete from ${timeToken} where ms < ${nowMs - KEPT_DAYS * DAY_MS} or hash in (
    select hash from (
      select hash, row_number() over (partition by did, ms / ${DAY_MS} order by ms desc, hash) as place
      from ${timeToken} where ms < ${nowMs - KEPT_WHOLE_DAYS * DAY_MS}
    ) days where place > 1) returning 1`);
  return rows.length;
}
