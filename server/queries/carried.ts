import { and, eq, inArray, isNull } from "drizzle-orm";
import { course, courseMember, entry, meeting, user } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";

/** Stored claims whose meeting is known, with whose they are and what their carrier is in the meeting's course. */
export async function carriedEntries(db: Db, carrierId: string, hashes: readonly string[]) {
  if (hashes.length === 0) return [];
  return db
    .select({
      hash: entry.hash,
      state: entry.state,
      code: entry.code,
      student: user.name,
      meeting,
      courseName: course.name,
      member: courseMember.role,
    })
    .from(entry)
    .innerJoin(user, eq(user.id, entry.userId))
    .innerJoin(meeting, eq(meeting.id, entry.meetingId))
    .innerJoin(course, eq(course.id, meeting.courseId))
    .leftJoin(
      courseMember,
      and(
        eq(courseMember.courseId, course.id),
        eq(courseMember.userId, carrierId),
        isNull(courseMember.leftAt),
      ),
    )
    .where(inArray(entry.hash, [...hashes]));
}
