/** What a person sees who decides on somebody's enrolment, and who may. */
import { and, asc, eq, inArray, isNull, notInArray, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { courseMember, enrolment, enrolmentPhoto, photo, user } from "../../drizzle/schema.ts";
import type { Pose } from "../../shared/api/enrolment.ts";
import type { Db } from "../context.ts";
import { taughtBy } from "./courses.ts";

const earlier = alias(enrolment, "earlier");
const agreer = alias(user, "agreer");
/** Which poses of an enrolment have a photo, in their order. @param id a column */
const posesHere = (id: typeof enrolment.id | typeof earlier.id) => sql<Pose[] | null>`
  (select array_agg(p.pose order by array_position(array['front','left','right','up','down'], p.pose))
    from ${enrolmentPhoto} p where p.enrolment_id = ${id} and p.photo_id is not null)`;

/**
 * Enrolments that wait for a person's look, the oldest first, each with the one whose place it would take.
 * @param teacherId only students of this teacher's courses
 */
export const awaitingEnrolments = (db: Db, teacherId: string | null) =>
  db
    .select({
      id: enrolment.id,
      code: enrolment.code,
      alike: enrolment.alike,
      createdAt: enrolment.createdAt,
      student: { id: user.id, name: user.name, email: user.email, studentNumber: user.studentNumber },
      poses: posesHere(enrolment.id),
      earlier: { id: earlier.id, decidedAt: earlier.decidedAt, createdAt: earlier.createdAt },
      earlierPoses: posesHere(earlier.id),
      agreed: { by: agreer.id, name: agreer.name, at: enrolment.agreedAt },
    })
    .from(enrolment)
    .innerJoin(user, eq(user.id, enrolment.userId))
    .leftJoin(earlier, and(eq(earlier.userId, enrolment.userId), eq(earlier.status, "confirmed")))
    .leftJoin(agreer, eq(agreer.id, enrolment.agreedBy))
    .where(
      and(
        eq(enrolment.status, "awaiting"),
        teacherId === null ? undefined : taughtBy(db, teacherId, user.id),
      ),
    )
    .orderBy(asc(enrolment.createdAt), asc(enrolment.id))
    .limit(500);

/** Whether another enrolment of this person waits to take the place of the confirmed one. */
export async function isBeingReplaced(db: Db, userId: string): Promise<boolean> {
  return (
    (await db.$count(enrolment, and(eq(enrolment.userId, userId), eq(enrolment.status, "awaiting")))) > 0
  );
}

/** Whether somebody else than this person may decide on a student's enrolment: an administrator, or a teacher of a course. */
export async function othersMayDecide(db: Db, of: { userId: string; exceptId: string }): Promise<boolean> {
  const studies = db
    .select({ courseId: courseMember.courseId })
    .from(courseMember)
    .where(
      and(eq(courseMember.userId, of.userId), eq(courseMember.role, "student"), isNull(courseMember.leftAt)),
    );
  const teach = db
    .select({ userId: courseMember.userId })
    .from(courseMember)
    .where(
      and(
        inArray(courseMember.courseId, studies),
        eq(courseMember.role, "teacher"),
        isNull(courseMember.leftAt),
      ),
    );
  const rows = await db
    .select({ id: user.id })
    .from(user)
    .where(
      and(
        notInArray(user.id, [of.userId, of.exceptId]),
        or(eq(user.role, "administrator"), inArray(user.id, teach)),
      ),
    )
    .limit(1);
  return rows.length > 0;
}

/** Whether this teacher has this student in a course. */
export async function teaches(db: Db, teacherId: string, studentId: string): Promise<boolean> {
  const rows = await db
    .select({ id: user.id })
    .from(user)
    .where(and(eq(user.id, studentId), taughtBy(db, teacherId, user.id)));
  return rows.length > 0;
}

/** The photo of one pose as it lies in the lake. */
export async function posePhoto(db: Db, enrolmentId: string, pose: Pose) {
  const [row] = await db
    .select({ lakeName: photo.lakeName, contentType: photo.contentType })
    .from(enrolmentPhoto)
    .innerJoin(photo, eq(photo.id, enrolmentPhoto.photoId))
    .where(and(eq(enrolmentPhoto.enrolmentId, enrolmentId), eq(enrolmentPhoto.pose, pose)));
  return row ?? null;
}
