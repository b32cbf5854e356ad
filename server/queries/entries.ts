import { and, asc, between, eq, gt, inArray, lt, notInArray, or, type SQL, sql } from "drizzle-orm";
import { attendance, blob, course, courseMember, enrolment, entry, meeting } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";
import { hadConsented, isWithdrawn } from "./withdrawals.ts";

export type EntryRow = typeof entry.$inferSelect;
/**
 * The next version of a device's entries, for the phones that ask "since": microseconds of the database's clock, so that it
 * goes on where it was after a backup was restored, which a sequence would not; and never less than the one before.
 */
const nextVersion = (did: SQL | typeof entry.did) =>
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
export const entriesNear = (tx: Db, did: string, seq: number, hash: string): Promise<EntryRow[]> =>
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

/** What the judgement of a claim needs of meeting, roster and enrolment. `meeting` null: unknown here. */
export async function claimContext(tx: Db, claim: { meetingId: string; userId: string; capturedMs: number }) {
  const member = sql<boolean>`exists (select 1 from ${courseMember} m where m.course_id = ${meeting.courseId}
    and m.user_id = ${claim.userId} and m.role = 'student'
    and (m.left_at is null or m.left_at > ${new Date(claim.capturedMs).toISOString()}::timestamptz))`;
  const [meetings, faces] = await Promise.all([
    tx
      .select({ meeting, policy: course.policy, member })
      .from(meeting)
      .innerJoin(course, eq(course.id, meeting.courseId))
      .where(eq(meeting.id, claim.meetingId)),
    tx.execute<{ enrolled: boolean; consented: boolean; withdrawn: boolean }>(sql`select
      exists (select 1 from ${enrolment} e where e.user_id = ${claim.userId} and e.status = 'confirmed') as enrolled,
      ${hadConsented(sql`${claim.userId}::uuid`, sql`${claim.capturedMs}::bigint`)} as consented,
      ${isWithdrawn(sql`${claim.userId}::uuid`, sql`${claim.capturedMs}::bigint`)} as withdrawn`),
  ]);
  return {
    meeting: meetings[0] ?? null,
    enrolled: faces[0]?.enrolled ?? false,
    consented: faces[0]?.consented ?? false,
    withdrawn: faces[0]?.withdrawn ?? false,
  };
}

/** Keeps a meeting as it is until the transaction ends; always taken before the device's lock. */
export async function holdMeeting(tx: Db, meetingId: string): Promise<void> {
  await tx.select({ id: meeting.id }).from(meeting).where(eq(meeting.id, meetingId)).for("share");
}

/** Hashes of the entry's blobs that are not here yet. */
export async function missingBlobs(
  db: Db,
  row: Pick<EntryRow, "did" | "photoHash" | "embeddingHash">,
): Promise<string[]> {
  const announced = [row.photoHash, row.embeddingHash].filter((hash) => hash !== null);
  if (announced.length === 0) return [];
  const here = await db
    .select({ hash: blob.hash })
    .from(blob)
    .where(and(eq(blob.did, row.did), inArray(blob.hash, announced)));
  return announced.filter((hash) => !here.some((known) => known.hash === hash));
}

const RESULTS = 500;

/** What a phone is told of its entries: the row, the attendance it led to, and the blobs still wanted. */
function results(db: Db, where: SQL | undefined) {
  const wanted = sql<
    string[]
  >`array(select w.hash from (values (${entry.photoHash}), (${entry.embeddingHash})) w(hash)
    where w.hash is not null and (${entry.state} = 'pending' or (${entry.state} = 'review' and ${entry.code} in ('chain_gap', 'meeting_unknown')))
    and not exists (select 1 from ${blob} b where b.did = ${entry.did} and b.hash = w.hash))`;
  return db
    .select({
      hash: entry.hash,
      seq: entry.seq,
      state: entry.state,
      code: entry.code,
      grade: entry.grade,
      version: entry.version,
      wanted,
      attendance: { status: attendance.status, source: attendance.source, reason: attendance.reason },
    })
    .from(entry)
    .leftJoin(attendance, and(eq(attendance.meetingId, entry.meetingId), eq(attendance.userId, entry.userId)))
    .where(where)
    .orderBy(asc(entry.version));
}
export type ResultRow = Awaited<ReturnType<typeof results>>[number];

export const resultsOf = (db: Db, did: string, hashes: readonly string[]): Promise<ResultRow[]> =>
  hashes.length === 0
    ? Promise.resolve([])
    : results(db, and(eq(entry.did, did), inArray(entry.hash, [...hashes])));

/** At most so many entries of a device; and a photo that is on its way is not asked for, ms. */
const WANTING = 50;
const ON_ITS_WAY_MS = 5 * 60_000;

/** Entries of a device that came a while ago and whose photo or embedding is not here. */
export const resultsWanting = (db: Db, did: string, nowMs: number): Promise<ResultRow[]> =>
  results(
    db,
    and(
      eq(entry.did, did),
      eq(entry.state, "pending"),
      eq(entry.code, "blob"),
      lt(entry.receivedAt, new Date(nowMs - ON_ITS_WAY_MS)),
    ),
  ).limit(WANTING);

/** Entries of a device that changed after a version, the oldest change first; at most 500. */
export const resultsSince = (db: Db, did: string, version: number): Promise<ResultRow[]> =>
  results(db, and(eq(entry.did, did), gt(entry.version, version))).limit(RESULTS);

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
