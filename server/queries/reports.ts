import { and, asc, eq, inArray, isNull, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import {
  attendance,
  course,
  courseGroup,
  courseMember,
  entry,
  meeting,
  room,
  term,
  user,
} from "../../drizzle/schema.ts";
import type { Report, ReportMark } from "../../shared/api/reports.ts";
import type { Db } from "../context.ts";
import { type FoldedReport, foldReport, type FrameStatus } from "../domain/report.ts";
import { markOf } from "../domain/report-mark.ts";
import { inRange, lastChange, type ReportOf } from "./report-change.ts";

export type { ReportOf };

/**
 * A report with all its sums: a course's, a group's or a student's, of a range of dates. Give it a transaction that reads one
 * snapshot (repeatable read) where marks are read after it.
 * @param timeZone the university's, as in Config
 * @returns null when there is no such course, group of it, or student who is or was in it
 */
export async function courseReport(db: Db, of: ReportOf, timeZone: string): Promise<FoldedReport | null> {
  const [head] = await db
    .select({ course, term: term.name, from: term.startsOn, until: term.endsOn })
    .from(course)
    .leftJoin(term, eq(term.id, course.termId))
    .where(eq(course.id, of.courseId));
  if (!head) return null;
  const [teachers, members, meetings, statuses, changedAt] = await Promise.all([
    teachersOf(db, of.courseId),
    membersOf(db, of),
    meetingsOf(db, of),
    statusesIn(db, of),
    lastChange(db, of),
  ]);
  const scope = await scopeOf(db, of, members[0]?.name);
  if (!scope) return null;
  const { id, name, code, policy } = head.course;
  const { from, until } = head;
  const termDates = from !== null && until !== null ? { from, until } : null;
  return foldReport({
    course: { id, name, code, term: head.term, termDates, teachers },
    scope,
    from: of.from,
    until: of.until,
    timeZone,
    policy,
    members,
    meetings,
    statuses,
    changedAt,
  });
}

async function scopeOf(
  db: Db,
  { courseId, groupId, studentId }: ReportOf,
  first: string | undefined,
): Promise<Report["scope"] | null> {
  if (studentId != null) return first === undefined ? null : { kind: "student", name: first };
  if (groupId == null) return { kind: "course" };
  const [row] = await db
    .select({ name: courseGroup.name })
    .from(courseGroup)
    .where(and(eq(courseGroup.id, groupId), eq(courseGroup.courseId, courseId)));
  return row ? { kind: "group", name: row.name } : null;
}

const teachersOf = async (db: Db, courseId: string) => {
  const rows = await db
    .select({ name: user.name })
    .from(courseMember)
    .innerJoin(user, eq(user.id, courseMember.userId))
    .where(
      and(eq(courseMember.courseId, courseId), eq(courseMember.role, "teacher"), isNull(courseMember.leftAt)),
    )
    .orderBy(sql`${user.name} collate "C"`);
  return rows.map(({ name }) => name);
};

const membersOf = (db: Db, { courseId, groupId, studentId }: ReportOf) =>
  db
    .select({
      userId: user.id,
      name: user.name,
      studentNumber: user.studentNumber,
      group: courseGroup.name,
      groupId: courseMember.groupId,
      joinedAt: courseMember.joinedAt,
      leftAt: courseMember.leftAt,
      eligibleFrom: courseMember.eligibleFrom,
      eligibleUntil: courseMember.eligibleUntil,
    })
    .from(courseMember)
    .innerJoin(user, eq(user.id, courseMember.userId))
    .leftJoin(courseGroup, eq(courseGroup.id, courseMember.groupId))
    .where(
      and(
        eq(courseMember.courseId, courseId),
        eq(courseMember.role, "student"),
        groupId == null ? undefined : eq(courseMember.groupId, groupId),
        studentId == null ? undefined : eq(courseMember.userId, studentId),
      ),
    );

const meetingsOf = (db: Db, of: ReportOf) =>
  db
    .select({
      id: meeting.id,
      title: meeting.title,
      startsAt: meeting.startsAt,
      endsAt: meeting.endsAt,
      openedAt: meeting.openedAt,
      closedAt: meeting.closedAt,
      cancelledAt: meeting.cancelledAt,
      cancelReason: meeting.cancelReason,
      groupId: meeting.groupId,
      group: courseGroup.name,
      room: room.name,
    })
    .from(meeting)
    .leftJoin(courseGroup, eq(courseGroup.id, meeting.groupId))
    .leftJoin(room, eq(room.id, meeting.roomId))
    .where(
      and(
        inRange(of),
        of.groupId == null ? undefined : or(isNull(meeting.groupId), eq(meeting.groupId, of.groupId)),
      ),
    );

const statusesIn = (db: Db, of: ReportOf): Promise<FrameStatus[]> =>
  db
    .select({ meetingId: attendance.meetingId, userId: attendance.userId, status: attendance.status })
    .from(meeting)
    .innerJoin(attendance, eq(attendance.meetingId, meeting.id))
    .where(and(inRange(of), of.studentId == null ? undefined : eq(attendance.userId, of.studentId)))
    .then((rows) => rows);

const carrier = alias(user, "carrier");
/** students whose marks are read at a time */
const STUDENTS_AT_ONCE = 50;

/**
 * Every cell of a report with where it comes from, student by student, meeting by meeting; read in pieces, so that a large
 * report needs no more memory than a small one.
 */
export async function* reportMarks(
  db: Db,
  of: ReportOf,
  { report, meetingIds }: FoldedReport,
): AsyncGenerator<ReportMark[]> {
  for (let from = 0; from < report.students.length; from += STUDENTS_AT_ONCE) {
    const students = report.students.slice(from, from + STUDENTS_AT_ONCE);
    const rows = await evidenceOf(
      db,
      of,
      students.map(({ id }) => id),
    );
    const found = new Map(rows.map((row) => [`${row.userId} ${row.meetingId}`, row]));
    yield students.flatMap(({ id, cells }, i) =>
      meetingIds.map((meetingId, at) =>
        markOf({ student: from + i, meeting: at }, cells[at], found.get(`${id} ${meetingId}`) ?? null),
      ),
    );
  }
}

async function evidenceOf(db: Db, of: ReportOf, userIds: readonly string[]) {
  const rows = await db
    .select({
      meetingId: attendance.meetingId,
      userId: attendance.userId,
      status: attendance.status,
      source: attendance.source,
      reason: attendance.reason,
      words: attendance.words,
      grade: entry.grade,
      capturedMs: entry.capturedMs,
      carrier: carrier.name,
    })
    .from(meeting)
    .innerJoin(attendance, eq(attendance.meetingId, meeting.id))
    .leftJoin(entry, eq(entry.hash, attendance.entryHash))
    .leftJoin(carrier, eq(carrier.id, entry.carrierId))
    .where(and(inRange(of), inArray(attendance.userId, [...userIds])))
    .orderBy(asc(attendance.userId));
  const actors = [...new Set(rows.flatMap(({ words }) => words.map(({ actorId }) => actorId)))];
  const known = actors.filter((id) => id !== null);
  const names = new Map(
    known.length === 0
      ? []
      : (await db.select({ id: user.id, name: user.name }).from(user).where(inArray(user.id, known))).map(
          ({ id, name }) => [id, name] as const,
        ),
  );
  const named = (words: (typeof rows)[number]["words"]) =>
    words.map(({ id, status, at, actorId }) => ({
      id,
      status,
      at,
      by: actorId === null ? null : (names.get(actorId) ?? null),
    }));
  return rows.map(({ words, ...row }) => Object.assign(row, { words: named(words) }));
}
