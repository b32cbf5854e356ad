import { and, asc, eq, exists, isNull, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { course, courseGroup, courseMember, meeting, term, user } from "../../drizzle/schema.ts";
import type * as v from "valibot";
import { type CoursePolicy, type CourseRole, DEFAULT_POLICY } from "../../shared/api/course.ts";
import type { RosterChange } from "../../shared/api/roster.ts";
import type { Db } from "../context.ts";
import { newCode } from "../domain/codes.ts";
import { hasAccount } from "./users.ts";

const JOIN_CODE_CHARACTERS = 8;
export type CourseRow = typeof course.$inferSelect;

/** Membership in force of one person: the join condition. */
const membershipOf = (userId: string) =>
  and(eq(courseMember.courseId, course.id), eq(courseMember.userId, userId), isNull(courseMember.leftAt));

/** A course and what one person is in it (null: nothing), or null when there is no such course. */
export async function findCourseFor(db: Db, courseId: string, userId: string) {
  const [row] = await db
    .select({ course, member: courseMember.role })
    .from(course)
    .leftJoin(courseMember, membershipOf(userId))
    .where(eq(course.id, courseId));
  return row ?? null;
}

const students = sql<number>`(select count(*)::int from ${courseMember} m
  where m.course_id = ${course.id} and m.role = 'student' and m.left_at is null)`;
const teachers = sql<
  string[]
>`(select coalesce(array_agg(u.name order by u.name), '{}') from ${courseMember} m
  join ${user} u on u.id = m.user_id where m.course_id = ${course.id} and m.role = 'teacher' and m.left_at is null)`;
const openMeetingId = sql<string | null>`(select g.id from ${meeting} g
  where g.course_id = ${course.id} and g.opened_at is not null and g.closed_at is null order by g.opened_at desc limit 1)`;

/**
 * Courses as people see them, in one query: all where the person is a member, or all there are.
 * @param which `courseId` narrows it to one; `all` includes those without a membership
 */
export const listCourses = (db: Db, userId: string, which: { all: boolean; courseId?: string }) =>
  db
    .select({
      course,
      member: courseMember.role,
      students,
      teachers,
      openMeetingId,
      term: { id: term.id, name: term.name },
    })
    .from(course)
    .leftJoin(courseMember, membershipOf(userId))
    .leftJoin(term, eq(term.id, course.termId))
    .where(
      and(
        which.all ? undefined : eq(courseMember.userId, userId),
        which.courseId === undefined ? undefined : eq(course.id, which.courseId),
      ),
    )
    .orderBy(asc(course.name), asc(course.id));
export type CourseListing = Awaited<ReturnType<typeof listCourses>>[number];

/** A new course, taught by its creator when that is a teacher. */
export async function createCourse(
  db: Db,
  values: {
    name: string;
    code: string | null;
    termId: string | null;
    createdBy: string;
    creatorTeaches: boolean;
  },
): Promise<string> {
  const id = uuidv7();
  const { creatorTeaches, ...fields } = values;
  await db
    .insert(course)
    .values({ id, ...fields, joinCode: newCode(JOIN_CODE_CHARACTERS), policy: DEFAULT_POLICY });
  if (creatorTeaches)
    await db.insert(courseMember).values({ courseId: id, userId: values.createdBy, role: "teacher" });
  return id;
}

export const changeCourse = (
  db: Db,
  courseId: string,
  change: { name?: string; policy?: CoursePolicy; termId?: string | null },
) => db.update(course).set(change).where(eq(course.id, courseId));

/** A new join code; the old one is worth nothing from then on. */
export const renewJoinCode = (db: Db, courseId: string) =>
  db
    .update(course)
    .set({ joinCode: newCode(JOIN_CODE_CHARACTERS) })
    .where(eq(course.id, courseId));

export async function findCourseByJoinCode(db: Db, joinCode: string): Promise<string | null> {
  const [row] = await db.select({ id: course.id }).from(course).where(eq(course.joinCode, joinCode));
  return row?.id ?? null;
}

/** Keeps others from opening a meeting of the course until the transaction ends. */
export const lockCourse = (tx: Db, courseId: string) =>
  tx.select({ id: course.id }).from(course).where(eq(course.id, courseId)).for("update");

/** Makes someone a member, or again one. A membership in force keeps its joining date. @returns false when nothing changed */
export async function addMember(
  db: Db,
  courseId: string,
  userId: string,
  role: CourseRole,
): Promise<boolean> {
  const rows = await db
    .insert(courseMember)
    .values({ courseId, userId, role })
    .onConflictDoUpdate({
      target: [courseMember.courseId, courseMember.userId],
      set: {
        role,
        leftAt: null,
        // who comes back begins anew
        eligibleFrom: sql`case when ${courseMember.leftAt} is null then ${courseMember.eligibleFrom} end`,
        eligibleUntil: sql`case when ${courseMember.leftAt} is null then ${courseMember.eligibleUntil} end`,
        joinedAt: sql`case when ${courseMember.leftAt} is null then ${courseMember.joinedAt} else now() end`,
      },
      setWhere: sql`${courseMember.leftAt} is not null or ${courseMember.role} <> ${role}`,
    })
    .returning({ userId: courseMember.userId });
  return rows.length > 0;
}

/** What is said; a field that is undefined is left as it is. */
const given = ({ groupId, eligibleFrom, eligibleUntil }: v.InferOutput<typeof RosterChange>) => ({
  ...(groupId !== undefined && { groupId }),
  ...(eligibleFrom !== undefined && { eligibleFrom }),
  ...(eligibleUntil !== undefined && { eligibleUntil }),
});

/** A student's group and the dates from and until which meetings count. @returns false for who is no student in force */
export async function changeMember(
  db: Db,
  courseId: string,
  userId: string,
  change: v.InferOutput<typeof RosterChange>,
): Promise<boolean> {
  const rows = await db
    .update(courseMember)
    // with no field said it is still a question whether there is such a student
    .set({ role: "student", ...given(change) })
    .where(
      and(
        eq(courseMember.courseId, courseId),
        eq(courseMember.userId, userId),
        eq(courseMember.role, "student"),
        isNull(courseMember.leftAt),
      ),
    )
    .returning({ userId: courseMember.userId });
  return rows.length > 0;
}

/** Ends a membership; the person's attendance stays. @returns false when there was none */
export async function endMembership(db: Db, courseId: string, userId: string): Promise<boolean> {
  const rows = await db
    .update(courseMember)
    .set({ leftAt: new Date() })
    .where(
      and(eq(courseMember.courseId, courseId), eq(courseMember.userId, userId), isNull(courseMember.leftAt)),
    )
    .returning({ userId: courseMember.userId });
  return rows.length > 0;
}

/** What someone is anywhere now; each role once. */
export async function courseRolesOf(db: Db, userId: string): Promise<CourseRole[]> {
  const rows = await db
    .selectDistinct({ role: courseMember.role })
    .from(courseMember)
    .where(and(eq(courseMember.userId, userId), isNull(courseMember.leftAt)));
  return rows.map(({ role }) => role);
}

/** Teachers of a course, locked until the transaction ends, so that the last one cannot leave unseen. */
export const lockTeachers = (tx: Db, courseId: string) =>
  tx
    .select({ userId: courseMember.userId })
    .from(courseMember)
    .where(
      and(eq(courseMember.courseId, courseId), eq(courseMember.role, "teacher"), isNull(courseMember.leftAt)),
    )
    .for("update");

/** The members in force, with the status of each one's latest enrolment. */
export const roster = (db: Db, courseId: string) =>
  db
    .select({
      userId: user.id,
      name: user.name,
      email: user.email,
      studentNumber: user.studentNumber,
      role: courseMember.role,
      joinedAt: courseMember.joinedAt,
      groupId: courseMember.groupId,
      groupName: courseGroup.name,
      eligibleFrom: courseMember.eligibleFrom,
      eligibleUntil: courseMember.eligibleUntil,
      withoutAccount: sql<boolean>`not ${hasAccount}`,
      claimed: sql<boolean>`${user.claimedAt} is not null`,
      enrolment: sql<
        string | null
      >`(select e.status from enrolment e where e.user_id = ${user.id} order by e.created_at desc, e.id desc limit 1)`,
    })
    .from(courseMember)
    .innerJoin(user, eq(user.id, courseMember.userId))
    .leftJoin(courseGroup, eq(courseGroup.id, courseMember.groupId))
    .where(and(eq(courseMember.courseId, courseId), isNull(courseMember.leftAt)))
    .orderBy(asc(user.name), asc(user.id));

/** Condition: `userId` (a column) is a student in force of a course that `teacherId` teaches. */
export const taughtBy = (db: Db, teacherId: string, studentId: typeof user.id | string) => {
  const asTeacher = db
    .select({ courseId: courseMember.courseId })
    .from(courseMember)
    .where(
      and(eq(courseMember.userId, teacherId), eq(courseMember.role, "teacher"), isNull(courseMember.leftAt)),
    );
  return exists(
    db
      .select({ one: sql`1` })
      .from(courseMember)
      .where(
        and(
          sql`${courseMember.userId} = ${studentId}`,
          eq(courseMember.role, "student"),
          isNull(courseMember.leftAt),
          sql`${courseMember.courseId} in ${asTeacher}`,
        ),
      ),
  );
};
