import { and, asc, between, eq, gt, inArray, notInArray, or, type SQL, sql } from "drizzle-orm";
import { blob, entry, meeting } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";

export type EntryRow = typeof entry.$inferSelect;
/**
 * The next version of a device's entries, for the phones that ask "since": microseconds of the database's clock, so that it
 * goes on where it was after a backup was restored, which a sequence would not; and never less than the one before.
 */
export const nextVersion = (did: SQL | typeof entry.did) =>
  sql<number>`greatest((extract(epoch from clock_timestamp()) * 1000000)::bigint,
    (select max(own.version) + 1 from ${entry} own where own.did = ${did}))`;

/** What a change of an entry may set; the version always grows. */
type EntryChange = Partial<
  Pick<EntryRow, "state" | "code" | "grade" | "flags" | "score" | "decidedAt" | "receivedAt" | "lowerMs">
>;

export async function insertEntry(
  tx: Db,
  added: Omit<typeof entry.$inferInsert, "version">,
): Promise<EntryRow | null> {
  const [row] = await tx
    .insert(entry)
    .values({ ...added, version: nextVersion(sql`${added.did}::uuid`) })
    .onConflictDoNothing()
    .returning();
  return row ?? null;
}

/** Changes an entry. The caller holds its device's lock, so that versions of one device become visible in order. */
export async function changeEntry(tx: Db, hash: string, change: EntryChange): Promise<void> {
  await tx
    .update(entry)
    .set({ ...change, version: nextVersion(entry.did) })
    .where(eq(entry.hash, hash));
}

/** The stored entry of this hash, and those in this place of the device's chain and on both sides of it. */
export const entriesNear = (tx: Db, did: string, seq: number, hash: string) =>
  tx
    .select()
    .from(entry)
    .where(or(eq(entry.hash, hash), and(eq(entry.did, did), between(entry.seq, seq - 1, seq + 1))));

export async function findEntry(db: Db, hash: string): Promise<EntryRow | null> {
  const [row] = await db.select().from(entry).where(eq(entry.hash, hash));
  return row ?? null;
}

export async function entryBySeq(tx: Db, did: string, seq: number): Promise<EntryRow | null> {
  const [row] = await tx
    .select()
    .from(entry)
    .where(and(eq(entry.did, did), eq(entry.seq, seq)));
  return row ?? null;
}

/** Entries of a device beyond a place in its chain, in order. */
export const entriesAfter = (tx: Db, did: string, seq: number): Promise<EntryRow[]> =>
  tx
    .select()
    .from(entry)
    .where(and(eq(entry.did, did), gt(entry.seq, seq)))
    .orderBy(asc(entry.seq));

/** Bounds the arrival of a descendant's ancestors by its own. @returns those that changed */
export const boundAncestors = (tx: Db, did: string, seq: number, receivedAt: Date): Promise<EntryRow[]> =>
  tx
    .update(entry)
    .set({ receivedAt })
    .where(and(eq(entry.did, did), sql`${entry.seq} < ${seq}`, gt(entry.receivedAt, receivedAt)))
    .returning();

/** Keeps a meeting as it is until the transaction ends; always taken before the device's lock. */
export const holdMeeting = (tx: Db, meetingId: string) =>
  tx.select({ id: meeting.id }).from(meeting).where(eq(meeting.id, meetingId)).for("share");

type Announced = Pick<EntryRow, "did" | "photoHash" | "embeddingHash">;

/** Hashes of the entry's blobs that are not here yet. */
export async function missingBlobs(db: Db, row: Announced): Promise<string[]> {
  const announced = [row.photoHash, row.embeddingHash].filter((hash) => hash !== null);
  if (announced.length === 0) return [];
  const here = await db
    .select({ hash: blob.hash })
    .from(blob)
    .where(and(eq(blob.did, row.did), inArray(blob.hash, announced)));
  return announced.filter((hash) => !here.some((known) => known.hash === hash));
}

/** Refusals for the meeting's hours alone: an opening that arrives later may change them. */
const BY_HOURS = ["meeting_not_open", "code_expired"] as const;
export const refusedByHours = (row: Pick<EntryRow, "state" | "code">): boolean =>
  row.state === "rejected" && BY_HOURS.some((code) => code === row.code);

/**
 * Undecided claims that wait for something which a meeting or a student may now bring.
 * @param of `widened`: the meeting's hours are longer than they were, so those refused for its hours too
 */
export const waitingEntries = (
  db: Db,
  of: { meetingId?: string; userId?: string; widened?: boolean },
): Promise<EntryRow[]> =>
  db
    .select()
    .from(entry)
    .where(
      and(
        or(
          and(eq(entry.state, "pending"), notInArray(entry.code, ["blob", "verify"])),
          of.widened ? and(eq(entry.state, "rejected"), inArray(entry.code, [...BY_HOURS])) : undefined,
        ),
        of.meetingId === undefined ? undefined : eq(entry.meetingId, of.meetingId),
        of.userId === undefined ? undefined : eq(entry.userId, of.userId),
      ),
    )
    .orderBy(asc(entry.did), asc(entry.seq));
