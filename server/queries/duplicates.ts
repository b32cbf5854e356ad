import { desc, eq, isNull, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { v7 as uuidv7 } from "uuid";
import { duplicateHit, duplicateSearch, user } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";
import type { Likeness } from "../domain/duplicates.ts";

/** Writes down that a search was made, and what it found. A pair that was found before stays as it was decided. */
export async function storeDuplicates(
  tx: Db,
  found: {
    enrolmentId: string;
    userId: string;
    modelDigest: string;
    compared: number;
    likenesses: readonly Likeness[];
  },
): Promise<void> {
  const { enrolmentId, userId, modelDigest, compared, likenesses } = found;
  await tx.insert(duplicateSearch).values({ enrolmentId, modelDigest, compared }).onConflictDoNothing();
  if (likenesses.length === 0) return;
  await tx
    .insert(duplicateHit)
    .values(
      likenesses.map((likeness) => ({
        id: uuidv7(),
        enrolmentId,
        userId,
        modelDigest,
        otherId: likeness.userId,
        score: likeness.score,
      })),
    )
    .onConflictDoNothing();
}

const other = alias(user, "other");
const HITS = 200;

/** Likenesses, undecided ones first, the newest first. */
export const listDuplicates = (db: Db) =>
  db
    .select({
      hit: duplicateHit,
      person: { id: user.id, name: user.name, email: user.email },
      other: { id: other.id, name: other.name, email: other.email },
    })
    .from(duplicateHit)
    .innerJoin(user, eq(user.id, duplicateHit.userId))
    .innerJoin(other, eq(other.id, duplicateHit.otherId))
    .orderBy(sql`${duplicateHit.decision} is not null`, desc(duplicateHit.createdAt), desc(duplicateHit.id))
    .limit(HITS);

export async function openDuplicates(db: Db): Promise<number> {
  return db.$count(duplicateHit, isNull(duplicateHit.decision));
}

/** @returns the row as decided; null when there is none */
export async function decideDuplicate(
  tx: Db,
  id: string,
  by: { decision: "same_person" | "different_people"; note: string | null; decidedBy: string },
) {
  const [row] = await tx
    .update(duplicateHit)
    .set({ ...by, decidedAt: new Date() })
    .where(eq(duplicateHit.id, id))
    .returning();
  return row ?? null;
}
