import { and, count, desc, eq, inArray, isNull, notInArray, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { v7 as uuidv7 } from "uuid";
import {
  attendance,
  blob,
  consent,
  device,
  duplicateHit,
  enrolmentPhoto,
  entry,
  facePrint,
  institutionStop,
  mark,
  photo,
  requestAttachment,
  studentKey,
  template,
  user,
} from "../../drizzle/schema.ts";
import type { StopCounts } from "../../shared/api/stop.ts";
import type { Db } from "../context.ts";
import { stopped } from "./stopped.ts";

export type StopRow = typeof institutionStop.$inferSelect;
const proposer = alias(user, "proposer");
const confirmer = alias(user, "confirmer");

const rows = (db: Db) =>
  db
    .select({
      stop: institutionStop,
      requestedBy: { id: proposer.id, name: proposer.name },
      confirmedBy: { id: confirmer.id, name: confirmer.name },
    })
    .from(institutionStop)
    .innerJoin(proposer, eq(proposer.id, institutionStop.requestedBy))
    .leftJoin(confirmer, eq(confirmer.id, institutionStop.confirmedBy));

/** All of them, the newest first. */
export const listStops = (db: Db) => rows(db).orderBy(desc(institutionStop.requestedAt)).limit(50);
export type NamedStop = Awaited<ReturnType<typeof listStops>>[number];

export async function findStop(db: Db, id: string): Promise<NamedStop | null> {
  const [row] = await rows(db).where(eq(institutionStop.id, id));
  return row ?? null;
}

/** Whether nothing biometric may be processed. */
export async function isStopped(db: Db): Promise<boolean> {
  const [row] = await db.execute<{ stopped: boolean }>(sql`select ${stopped()} as stopped`);
  return row?.stopped ?? false;
}

/** Serialises what is decided about stops. */
const lockStops = (tx: Db) => tx.execute(sql`lock table ${institutionStop} in share row exclusive mode`);

/** Whether one is proposed or in force. The caller's transaction holds every other decision back. */
export async function lockedOpenStop(tx: Db): Promise<StopRow | null> {
  await lockStops(tx);
  const [row] = await tx
    .select()
    .from(institutionStop)
    .where(and(notInArray(institutionStop.state, ["cancelled"]), isNull(institutionStop.liftedAt)));
  return row ?? null;
}

export async function addStop(
  tx: Db,
  of: { reason: string; requestedBy: string; inForce: boolean },
): Promise<string> {
  const id = uuidv7();
  const { reason, requestedBy, inForce } = of;
  await tx.insert(institutionStop).values({
    id,
    reason,
    requestedBy,
    state: inForce ? "destroying" : "proposed",
    confirmedAt: inForce ? new Date() : null,
  });
  return id;
}

export const changeStop = (tx: Db, id: string, change: Partial<StopRow>) =>
  tx.update(institutionStop).set(change).where(eq(institutionStop.id, id));

export const countAdministrators = (db: Db) => db.$count(user, eq(user.role, "administrator"));

/** Adds to what a stop has destroyed, with the transaction that destroys it. */
export const addStopCounts = async (
  tx: Db,
  id: string,
  counts: StopCounts,
  students: number,
): Promise<void> => {
  const [row] = await tx
    .select({ counts: institutionStop.counts })
    .from(institutionStop)
    .where(eq(institutionStop.id, id))
    .for("update");
  const sum = { ...row?.counts };
  for (const [of, n] of Object.entries(counts) as [keyof StopCounts, number][])
    if (n > 0) sum[of] = (sum[of] ?? 0) + n;
  await tx
    .update(institutionStop)
    .set({ counts: sum, done: sql`${institutionStop.done} + ${students}` })
    .where(eq(institutionStop.id, id));
};

/** People of whom something biometric is here, or could come. */
const affected = sql`select distinct a.id from (
  select c.user_id as id from ${consent} c where c.withdrawn_at is null
  union all select k.user_id from ${studentKey} k where k.purpose = 'face' and k.erased_at is null
  union all select p.user_id from ${photo} p
  union all select t.user_id from ${template} t
  union all select f.user_id from ${facePrint} f
  union all select d.user_id from ${blob} b join ${device} d on d.did = b.did) a`;

export async function affectedPeople(db: Db, limit: number): Promise<string[]> {
  const found = await db.execute<{ id: string }>(sql`${affected} limit ${limit}`);
  return found.map(({ id }) => id);
}
export async function countAffected(db: Db): Promise<number> {
  const [row] = await db.execute<{ n: number }>(sql`select count(*)::int as n from (${affected}) x`);
  return row?.n ?? 0;
}

/** What a person's withdrawal is about to destroy. */
export async function holdingsOf(tx: Db, userId: string): Promise<StopCounts> {
  const dids = tx.select({ did: device.did }).from(device).where(eq(device.userId, userId));
  const n = async (of: Promise<{ n: number }[]>) => (await of)[0]?.n ?? 0;
  const [consents, keys, enrolled, embeddings, prints, templates, undecided] = await Promise.all([
    tx.$count(consent, and(eq(consent.userId, userId), isNull(consent.withdrawnAt))),
    tx.$count(
      studentKey,
      and(eq(studentKey.userId, userId), eq(studentKey.purpose, "face"), isNull(studentKey.erasedAt)),
    ),
    tx.$count(photo, and(eq(photo.userId, userId), eq(photo.kind, "enrolment"))),
    tx.$count(blob, and(inArray(blob.did, dids), isNull(blob.lakeName))),
    tx.$count(facePrint, eq(facePrint.userId, userId)),
    tx.$count(template, eq(template.userId, userId)),
    n(
      tx
        .select({ n: count() })
        .from(entry)
        .where(
          and(
            eq(entry.userId, userId),
            eq(entry.state, "pending"),
            inArray(entry.code, ["blob", "verify", "enrolment"]),
          ),
        ),
    ),
  ]);
  // photos of check-ins: an object that was looked at has two rows
  const [came] = await tx.execute<{ n: number }>(sql`select count(distinct o.name)::int as n from (
    select p.lake_name as name from ${photo} p where p.user_id = ${userId} and p.kind = 'checkin'
    union all select b.lake_name from ${blob} b join ${device} d on d.did = b.did
      where d.user_id = ${userId} and b.lake_name is not null) o`);
  return {
    consents,
    student_keys: keys,
    enrolment_photos: enrolled,
    checkin_photos: came?.n ?? 0,
    embeddings: embeddings + prints,
    templates,
    undecided_check_ins: undecided,
  };
}

export async function forgetDuplicates(tx: Db): Promise<number> {
  const gone = await tx.delete(duplicateHit).returning({ id: duplicateHit.id });
  return gone.length;
}

/** What is left of everything that has to go, and what stays. */
export async function remains(db: Db) {
  const [photos, announced, templates, blobs, prints, keys, documents, attendances, marks] =
    await Promise.all([
      db.$count(photo),
      db.$count(enrolmentPhoto),
      db.$count(template),
      db.$count(blob),
      db.$count(facePrint),
      db.$count(studentKey, and(eq(studentKey.purpose, "face"), isNull(studentKey.erasedAt))),
      db.$count(requestAttachment),
      db.$count(attendance),
      db.$count(mark),
    ]);
  return {
    photos: photos + announced,
    templates,
    blobs: blobs + prints,
    keys,
    documents,
    attendances,
    marks,
  };
}

/** Jobs that delete objects and are due or under way. */
export async function pendingDeletions(db: Db): Promise<number> {
  const [row] = await db.execute<{ n: number }>(sql`select count(*)::int as n
    from graphile_worker._private_jobs j join graphile_worker._private_tasks t on t.id = j.task_id
    where t.identifier = 'delete_lake_objects' and (j.run_at <= now() or j.attempts > 0)`);
  return row?.n ?? 0;
}
