import { and, desc, eq, inArray, lt } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import * as v from "valibot";
import { deletionLog, goneObject, templateEvent, user } from "../../drizzle/schema.ts";
import { DeletionClass, DeletionReason } from "../../shared/api/retention.ts";
import { Uuid } from "../../shared/ids.ts";
import type { Db } from "../context.ts";
import { addJob } from "./jobs.ts";

/** Why something is destroyed, and at whose wish; it travels with the job that deletes the objects. */
export const Cause = v.strictObject({
  reason: DeletionReason,
  /** null: a rule */
  actorId: v.nullable(Uuid),
  /** whose it was; null: several people's, or nobody's */
  subjectId: v.nullable(Uuid),
});
export type Cause = v.InferOutput<typeof Cause>;

/** What the job writes into the deletion log once the objects are gone; `id` keeps a second run from writing it twice. */
export const DeletionNote = v.strictObject({ id: Uuid, class: DeletionClass, ...Cause.entries });
export type DeletionNote = v.InferOutput<typeof DeletionNote>;

/** What an object is, by its name: sealed ones have their kind in it, older ones the folder that they were put into. */
export function classOfName(name: string): DeletionClass {
  if (/^(sealed\/)?enrolments?\//.test(name)) return "enrolment_photo";
  if (/^(sealed\/)?requests?\//.test(name)) return "document";
  return "checkin_photo";
}

/** Appends to the deletion log; what has been written under this id is not written again. */
export async function logDeletion(
  tx: Db,
  { reason, actorId, subjectId }: Cause,
  what: { id?: string; class: DeletionClass; count: number; names?: readonly string[] },
): Promise<void> {
  if (what.count === 0) return;
  await tx
    .insert(deletionLog)
    .values({
      id: what.id ?? uuidv7(),
      class: what.class,
      by: actorId === null ? "rule" : "person",
      reason,
      actorId,
      subjectId,
      count: what.count,
      names: [...(what.names ?? [])],
    })
    .onConflictDoNothing();
}

/** These names by what the objects are. */
export function byClass(names: readonly string[]): [DeletionClass, string[]][] {
  const classes = new Map<DeletionClass, string[]>();
  for (const name of names) {
    const of = classOfName(name);
    classes.set(of, [...(classes.get(of) ?? []), name]);
  }
  return [...classes];
}

/**
 * Deletes objects after the caller's transaction has committed, and writes them into the deletion log when they are gone.
 * @param of what they are; by default what their names say
 */
export async function deleteObjects(
  tx: Db,
  names: readonly string[],
  cause: Cause,
  of: DeletionClass | null = null,
): Promise<void> {
  if (names.length === 0) return;
  for (const [kind, some] of of === null ? byClass(names) : [[of, names] as const]) {
    const log: DeletionNote = { id: uuidv7(), class: kind, ...cause };
    await addJob(tx, "delete_lake_objects", { names: some, log });
  }
}

/** Objects whose rows are gone, the first to go first. */
export const goneObjects = (db: Db, before: Date, limit: number) =>
  db.select().from(goneObject).where(lt(goneObject.at, before)).orderBy(goneObject.at).limit(limit);

export const forgetGone = (tx: Db, names: readonly string[]) =>
  names.length === 0 ? Promise.resolve() : tx.delete(goneObject).where(inArray(goneObject.name, [...names]));

/** Who took a photo out of the references; null: a rule. */
export async function whoRetired(db: Db, photoId: string): Promise<string | null> {
  const [row] = await db
    .select({ actorId: templateEvent.actorId })
    .from(templateEvent)
    .where(and(eq(templateEvent.photoId, photoId), eq(templateEvent.kind, "retired")));
  return row?.actorId ?? null;
}

/** The deletion log, the newest first. @param before id of the last one of the page before */
export const deletionPage = (db: Db, before: string | null, limit: number) =>
  db
    .select({ deletion: deletionLog, actor: user.name })
    .from(deletionLog)
    .leftJoin(user, eq(user.id, deletionLog.actorId))
    .where(before === null ? undefined : lt(deletionLog.id, before))
    .orderBy(desc(deletionLog.id))
    .limit(limit);
