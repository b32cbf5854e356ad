import { eq, max, type SQL, sql } from "drizzle-orm";
import { consent } from "../../drizzle/schema.ts";
import { CONSENT_VERSION } from "../domain/consent-text.ts";
import { stopped } from "./stopped.ts";
import type { Db } from "../context.ts";

/**
 * SQL: whether a face captured at this moment falls under a withdrawal: it was taken before the last one, or nobody has
 * consented again. False for who never consented.
 * True for everybody while the institution has stopped everything biometric.
 * @param userId, capturedMs columns or values
 */
export const isWithdrawn = (userId: SQL, capturedMs: SQL) =>
  sql<boolean>`(${stopped()} or exists (select 1 from ${consent} w where w.user_id = ${userId} and w.withdrawn_at is not null
    and (w.withdrawn_at >= to_timestamp(${capturedMs} / 1000.0) or not exists (select 1 from ${consent} f
      where f.user_id = ${userId} and f.withdrawn_at is null))))`;

/** When a person last withdrew; null: never. A device that has not heard of it destroys what it holds. */
export async function lastWithdrawal(db: Db, userId: string): Promise<Date | null> {
  const [last] = await db
    .select({ at: max(consent.withdrawnAt) })
    .from(consent)
    .where(eq(consent.userId, userId));
  return last?.at ?? null;
}

/** SQL: whether a consent to the face, to the text in force, stood at this moment. @param userId, atMs columns or values */
export const hadConsented = (userId: SQL, atMs: SQL) =>
  sql<boolean>`exists (select 1 from ${consent} c where c.user_id = ${userId}
    and c.version = ${CONSENT_VERSION} and c.given_at <= to_timestamp(${atMs} / 1000.0)
    and (c.withdrawn_at is null or c.withdrawn_at > to_timestamp(${atMs} / 1000.0)))`;
