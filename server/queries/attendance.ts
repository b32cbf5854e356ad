import { and, asc, desc, eq, inArray, isNotNull, isNull, lte, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { attendance, course, courseGroup, courseMember, entry, meeting, user } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";
import { countsFor, eligible, listed } from "./eligibility.ts";
import { gradeLock } from "./lock.ts";
import { excuseFor, hasOpen } from "./request-facts.ts";

const carrier = alias(user, "carrier");

/** The check-in that speaks for a student at a meeting: an accepted one, else a doubtful, an unfinished, a refused one; the latest. */
const bestEntry = (db: Db, meetingId: typeof meeting.id, userId: typeof user.id) =>
  db
    .select({
      hash: entry.hash,
      state: entry.state,
      code: entry.code,
      grade: entry.grade,
      capturedMs: entry.capturedMs,
      receivedAt: entry.receivedAt,
      carrier: sql<string | null>`${carrier.name}`.as("carrier_name"),
    })
    .from(entry)
    .leftJoin(carrier, eq(carrier.id, entry.carrierId))
    .where(and(sql`${entry.meetingId} = ${meetingId}`, sql`${entry.userId} = ${userId}`))
    .orderBy(
      sql`case ${entry.state} when 'accepted' then 0 when 'review' then 1 when 'pending' then 2 else 3 end`,
      desc(entry.receivedAt),
    )
    .limit(1)
    .as("best");

/** The standing words of an attendance with the names of who said them. */
const wordsWithNames = sql<
  NamedWord[] | null
>`(select jsonb_agg(w.word || jsonb_build_object('by', u.name) order by w.place)
  from jsonb_array_elements(${attendance.words}) with ordinality w(word, place)
  left join ${user} u on u.id = (w.word ->> 'actorId')::uuid)`;
export type NamedWord = (typeof attendance.$inferSelect)["words"][number] & { readonly by: string | null };

/**
 * The list of a meeting in one query: its students by name with attendance and check-in.
 * @param userIds only these; students who are not on the list are left out
 */
export function liveRows(db: Db, meetingId: string, userIds?: readonly string[]) {
  const best = bestEntry(db, meeting.id, user.id);
  return db
    .select({
      meeting,
      userId: user.id,
      name: user.name,
      studentNumber: user.studentNumber,
      groupId: courseMember.groupId,
      policy: course.policy,
      lockedOn: gradeLock,
      excuse: excuseFor(),
      contested: hasOpen("contest"),
      attendance: {
        status: attendance.status,
        source: attendance.source,
        entryHash: attendance.entryHash,
        reason: attendance.reason,
        updatedAt: attendance.updatedAt,
        words: wordsWithNames,
      },
      entry: {
        hash: best.hash,
        state: best.state,
        code: best.code,
        grade: best.grade,
        capturedMs: best.capturedMs,
        receivedAt: best.receivedAt,
        carrier: best.carrier,
      },
    })
    .from(meeting)
    .innerJoin(course, eq(course.id, meeting.courseId))
    .innerJoin(
      courseMember,
      and(eq(courseMember.courseId, meeting.courseId), eq(courseMember.role, "student")),
    )
    .innerJoin(user, eq(user.id, courseMember.userId))
    .leftJoin(attendance, and(eq(attendance.meetingId, meeting.id), eq(attendance.userId, user.id)))
    .leftJoinLateral(best, sql`true`)
    .where(
      and(
        eq(meeting.id, meetingId),
        userIds === undefined ? undefined : inArray(user.id, [...userIds]),
        or(
          isNotNull(attendance.status),
          // somebody of another group, or too early or too late for the roster, who came all the same
          isNotNull(best.hash),
          listed(),
        ),
      ),
    )
    .orderBy(asc(user.name), asc(user.id));
}
export type LiveRowData = Awaited<ReturnType<typeof liveRows>>[number];

/** What is known of one student at these meetings, by meeting: status, own excuse, the course's rules. */
export async function statusesOf(db: Db, userId: string, meetingIds: readonly string[]) {
  const rows =
    meetingIds.length === 0
      ? []
      : await db
          .select({
            meetingId: meeting.id,
            policy: course.policy,
            excuse: excuseFor(),
            attendance: {
              status: attendance.status,
              source: attendance.source,
              entryHash: attendance.entryHash,
            },
          })
          .from(meeting)
          .innerJoin(course, eq(course.id, meeting.courseId))
          .innerJoin(user, eq(user.id, userId))
          .leftJoin(attendance, and(eq(attendance.meetingId, meeting.id), eq(attendance.userId, userId)))
          .where(inArray(meeting.id, [...meetingIds]));
  return new Map(rows.map((row) => [row.meetingId, row]));
}

const RECORD_ROWS = 1000;

/** A student's own record: meetings that have begun, of every course while a member of it, newest first. */
export function studentRecord(db: Db, userId: string) {
  const best = bestEntry(db, meeting.id, user.id);
  return db
    .select({
      meeting,
      courseName: course.name,
      excuse: hasOpen("excuse"),
      contested: hasOpen("contest"),
      attendance: {
        status: attendance.status,
        source: attendance.source,
        entryHash: attendance.entryHash,
        reason: attendance.reason,
      },
      entry: {
        hash: best.hash,
        state: best.state,
        code: best.code,
        grade: best.grade,
        capturedMs: best.capturedMs,
        receivedAt: best.receivedAt,
        carrier: best.carrier,
      },
    })
    .from(courseMember)
    .innerJoin(user, eq(user.id, courseMember.userId))
    .innerJoin(course, eq(course.id, courseMember.courseId))
    .innerJoin(meeting, eq(meeting.courseId, course.id))
    .leftJoin(attendance, and(eq(attendance.meetingId, meeting.id), eq(attendance.userId, user.id)))
    .leftJoinLateral(best, sql`true`)
    .where(
      and(
        eq(courseMember.userId, userId),
        eq(courseMember.role, "student"),
        or(
          isNotNull(attendance.status),
          isNotNull(best.hash),
          and(or(isNotNull(meeting.openedAt), lte(meeting.startsAt, sql`now()`)), eligible()),
        ),
      ),
    )
    .orderBy(desc(meeting.startsAt), desc(meeting.id))
    .limit(RECORD_ROWS);
}

/** What a meeting's list says besides its rows: the course's rules and groups, the head count, the grade lock. */
export async function listFacts(db: Db, meetingId: string) {
  const [row] = await db
    .select({
      meeting,
      courseName: course.name,
      policy: course.policy,
      lockedOn: gradeLock,
      groups: sql<
        { id: string; name: string }[]
      >`(select coalesce(jsonb_agg(jsonb_build_object('id', g.id, 'name', g.name) order by g.name), '[]')
        from ${courseGroup} g where g.course_id = ${course.id})`,
    })
    .from(meeting)
    .innerJoin(course, eq(course.id, meeting.courseId))
    .where(eq(meeting.id, meetingId));
  return row ?? null;
}
export type ListFacts = NonNullable<Awaited<ReturnType<typeof listFacts>>>;

/** How often a student has which status in each course, of closed meetings that count (eligibility.ts). */
export const studentShares = (db: Db, userId: string) =>
  db
    .select({
      courseId: course.id,
      courseName: course.name,
      policy: course.policy,
      lockedOn: sql<string | null>`case when (${course.policy} ->> 'lockOn')::date < current_date
        then ${course.policy} ->> 'lockOn' end`,
      present: ofStatus("present"),
      late: ofStatus("late"),
      excused: ofStatus("excused"),
      absent: ofStatus("absent"),
      undecided: sql<number>`count(*) filter (where ${attendance.status} is null)`.mapWith(Number),
    })
    .from(courseMember)
    .innerJoin(course, eq(course.id, courseMember.courseId))
    .innerJoin(meeting, and(eq(meeting.courseId, course.id), isNotNull(meeting.closedAt)))
    .leftJoin(attendance, and(eq(attendance.meetingId, meeting.id), eq(attendance.userId, userId)))
    .where(
      and(
        eq(courseMember.userId, userId),
        eq(courseMember.role, "student"),
        or(countsFor(), and(isNull(attendance.status), eligible())),
      ),
    )
    .groupBy(course.id)
    .orderBy(asc(course.name), asc(course.id));

const ofStatus = (status: "present" | "late" | "excused" | "absent") =>
  sql<number>`count(*) filter (where ${attendance.status} = ${status})`.mapWith(Number);
