import { and, eq, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { blob, course, device, entry, meeting, photo, verificationResult } from "../../drizzle/schema.ts";
import type { Database, Db } from "../context.ts";
import type { Decision } from "../domain/decision.ts";
import type { MarkEvent } from "../domain/fold.ts";
import { afterWord } from "../domain/settle.ts";
import type { EvidenceGrade } from "../../shared/protocol/sync.ts";
import { builtOnce } from "./built-once.ts";
import { acceptedMark, marksOf, pairHeld, refold } from "./marks.ts";
import { lockDevice } from "./devices.ts";
import { keepPrints, printsOfEntry, printsVersion, sameBytes } from "./face-prints.ts";
import { inOneGo } from "./in-one-go.ts";
import { jobAdded } from "./jobs.ts";
import { changeEntry, findEntry, nextVersion } from "./entries.ts";
import { liveTold } from "./live.ts";
import { isLocked } from "./lock.ts";
import { stopped } from "./stopped.ts";

const contextOf = builtOnce((db) =>
  db
    .select({
      entry,
      meeting,
      policy: course.policy,
      probationUntil: device.probationUntil,
      stopped: stopped(),
      prints: printsOfEntry(),
      sameBytes: sameBytes(),
      lakeNames: sql<Record<
        string,
        string | null
      > | null>`(select jsonb_object_agg(b.hash, b.lake_name) from ${blob} b
        where b.did = ${entry.did} and b.hash in (${entry.photoHash}, ${entry.embeddingHash}))`,
      sealedEmbedding: sql<Buffer | null>`(select b.sealed from ${blob} b
        where b.did = ${entry.did} and b.hash = ${entry.embeddingHash})`,
    })
    .from(entry)
    .innerJoin(device, eq(device.did, entry.did))
    .innerJoin(meeting, eq(meeting.id, entry.meetingId))
    .innerJoin(course, eq(course.id, meeting.courseId))
    .where(eq(entry.hash, sql.placeholder("hash")))
    .prepare("verification_context"),
);

/** Everything that the verification of one entry starts from; null when there is no such entry or no such meeting (any more). */
export async function verificationContext(db: Db, hash: string) {
  const [row] = await contextOf(db).execute({ hash });
  if (!row) return null;
  const { photoHash, embeddingHash } = row.entry;
  // a check-in without a face has nothing to verify
  if (photoHash === null || embeddingHash === null) return null;
  return { ...row, entry: { ...row.entry, photoHash, embeddingHash } };
}
export type VerificationContext = NonNullable<Awaited<ReturnType<typeof verificationContext>>>;

/** The photo is announced but the lake does not have it as announced: it is wanted again. */
export function wantBlobsAgain(db: Database, hash: string, missing: readonly string[]): Promise<void> {
  return db.transaction(async (tx) => {
    const row = await findEntry(tx, hash);
    if (!row) return;
    await lockDevice(tx, row.did);
    for (const lost of missing) await tx.delete(blob).where(and(eq(blob.did, row.did), eq(blob.hash, lost)));
    await changeEntry(tx, hash, { state: "pending", code: "blob" });
  });
}

/** Recognition cannot compare this student yet. */
export function waitForEnrolment(db: Database, did: string, hash: string): Promise<void> {
  return db.transaction(async (tx) => {
    await lockDevice(tx, did);
    await changeEntry(tx, hash, { code: "enrolment" });
  });
}

/** When the photo of an accepted check-in is judged as a reference, ms after its acceptance. */
const CONSIDERED_AFTER_MS = 10 * 60_000;

export interface Verified {
  readonly decision: Decision;
  readonly grade: EvidenceGrade;
  readonly arrival: "present" | "late" | "absent";
  /** the photo's row; null when it could not be decoded */
  readonly photo: {
    contentType: string;
    bytes: number;
    width: number;
    height: number;
    lakeName: string;
  } | null;
  /** the student's prints with this photo's, and the version of those that it was compared with; null: nothing to keep */
  readonly prints: { readonly sealed: Buffer; readonly compared: number } | null;
  readonly result: Omit<
    typeof verificationResult.$inferInsert,
    "id" | "entryHash" | "photoId" | "state" | "code"
  >;
}

/**
 * Writes an outcome in one transaction: entry, result, photo, mark, attendance, and the word to whoever watches. A second
 * run finds the entry decided and changes nothing. Locks in the order of claims.ts: meeting, device, attendance.
 * @returns "again" when another photo of the student has come meanwhile, with which this one was not compared: nothing is written
 */
export function commitVerification(
  db: Database,
  { entry: row }: VerificationContext,
  verified: Verified,
): Promise<"committed" | "decided" | "again"> {
  const { meetingId, userId, hash } = row;
  const { prints } = verified;
  return db.transaction(async (tx) => {
    // the order of the locks is the order of the clauses, the pair's comes last
    const [[current], known, versions] = await inOneGo(
      tx.execute<{
        state: string;
        frozen: boolean;
        at: string;
      }>(sql`with held as materialized (
          select e.state, ${isLocked(meetingId)} as frozen from ${entry} e
          join ${meeting} m on m.id = e.meeting_id join ${device} d on d.did = e.did where e.hash = ${hash}
          for key share of m for no key update of d for no key update of e)
        select state, frozen, ${pairHeld(row)}, clock_timestamp() as at from held`),
      marksOf(tx, row),
      prints ? printsVersion(tx, userId) : null,
    );
    if (current?.state !== "pending") return "decided";
    if (prints && (versions?.[0]?.version ?? 0) !== prints.compared) return "again";
    const { decision } = verified;
    const outcome = amended(row, decision, known);
    // accepted by a person alone it is the person's word that counts
    const counts = outcome.state === "accepted" && decision.state === "accepted";
    const mark = { meetingId, userId, status: verified.arrival, entryHash: hash };
    const writes = [
      ...resultOf(tx, row, verified),
      tx
        .update(entry)
        .set({
          ...outcome,
          grade: verified.grade,
          score: verified.result.score ?? null,
          decidedAt: new Date(),
          version: nextVersion(entry.did),
        })
        .where(eq(entry.hash, hash)),
      ...(prints ? [keepPrints(tx, { userId, prints: prints.sealed, version: prints.compared + 1 })] : []),
      ...(counts ? acceptedMark(tx, mark, { known, at: current.at, frozen: current.frozen }) : []),
    ];
    await tx.execute(
      sql`with ${sql.join(
        writes.map((write, i) => sql`${sql.identifier(`write_${i}`)} as ${write}`),
        sql`, `,
      )} select ${liveTold(sql`${meetingId}`, sql`${userId}`)}${counts ? sql`, ${considered(hash)}` : sql``}`,
    );
    if (outcome.state === "accepted" && !counts) await refold(tx, row);
    return "committed";
  });
}

/** In no hurry: the class's other check-ins go first. */
const considered = (hash: string) =>
  jobAdded("consider_photo", sql`${JSON.stringify({ hash })}`, {
    key: `consider:${hash}`,
    once: true,
    runAt: new Date(Date.now() + CONSIDERED_AFTER_MS),
  });

/** What was found in the photo, and the photo's own row: of a second look at the same photo it is there already. */
function resultOf(tx: Db, row: VerificationContext["entry"], { photo: found, decision, result }: Verified) {
  const added = { id: uuidv7(), entryHash: row.hash, ...decision, ...result };
  if (!found) return [tx.insert(verificationResult).values({ ...added, photoId: null })];
  const { lakeName } = found;
  const id = uuidv7();
  const values = { id, userId: row.userId, kind: "checkin" as const, sha256: row.photoHash, ...found };
  const photoId = sql<string>`coalesce((select id from ${photo} where lake_name = ${lakeName}), ${id}::uuid)`;
  return [
    tx.insert(photo).values(values).onConflictDoNothing(),
    tx.insert(verificationResult).values({ ...added, photoId }),
  ];
}

/** The machine's decision after what teachers have said meanwhile, as if they had said it afterwards. */
function amended(
  { hash, receivedAt }: VerificationContext["entry"],
  decision: Decision,
  marks: readonly MarkEvent[],
): Decision {
  const found = { hash, receivedAt, state: decision.state, code: decision.code };
  if (decision.state !== "accepted") return afterWord(found, marks) ?? decision;
  const own = { id: hash, source: "automatic", status: "present", reason: null, entryHash: hash } as const;
  return afterWord(found, [...marks, { ...own, at: receivedAt }]) ?? decision;
}

/** Entries whose verification was due before `before` and has not happened: a job that was lost, or models that came late. */
export const overdueVerifications = (db: Db, before: Date) =>
  db
    .select({ hash: entry.hash })
    .from(entry)
    .where(
      and(
        eq(entry.state, "pending"),
        eq(entry.code, "verify"),
        sql`${entry.receivedAt} < ${before.toISOString()}::timestamptz`,
      ),
    )
    .limit(1000);
