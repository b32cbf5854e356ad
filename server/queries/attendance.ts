import { and, asc, desc, eq, inArray, isNotNull, isNull, lte, or, sql } from "drizzle-orm";
import { alias } from "drizzle-orm/pg-core";
import { v7 as uuidv7 } from "uuid";
import { attendance, course, courseMember, entry, mark, meeting, user } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";
import { type FoldedAttendance, foldMarks, type MarkEvent } from "../domain/fold.ts";
import { FACE_CODES } from "../domain/meeting.ts";
import { afterWord } from "../domain/settle.ts";
import { lockDevice } from "./devices.ts";
import { eligible, listed } from "./eligibility.ts";
import { changeEntry, findEntry } from "./entries.ts";

export type NewMark = Pick<typeof mark.$inferInsert, "meetingId" | "userId" | "source" | "status"> &
  Partial<
    Pick<typeof mark.$inferInsert, "id" | "reason" | "entryHash" | "actorId" | "base" | "seenAt" | "at">
  >;

/**
 * Appends a mark and folds all marks of that student at that meeting into the attendance. Marks of one student at one
 * meeting are folded one after the other, whoever adds them. A teacher's mark without a `base` answers all that stand.
 * @returns all marks of that student at that meeting
 */
export async function addMark(tx: Db, added: NewMark): Promise<MarkEvent[]> {
  const { meetingId, userId } = added;
  const theirs = and(eq(mark.meetingId, meetingId), eq(mark.userId, userId));
  const base =
    added.base ??
    (added.source === "manual"
      ? sql`array(select m.id from ${mark} m where m.meeting_id = ${meetingId} and m.user_id = ${userId} and m.source = 'manual')`
      : null);
  // sent in one go; the connection does them one after the other
  const [, , marks] = await Promise.all([
    tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${meetingId} ${userId}`}, 0))`),
    tx
      .insert(mark)
      .values({ id: uuidv7(), ...added, at: added.at ?? sql`clock_timestamp()`, base })
      .onConflictDoNothing(),
    tx.select().from(mark).where(theirs).orderBy(asc(mark.at), asc(mark.id)),
  ]);
  const folded = foldMarks(marks);
  if (!folded) return marks;
  const values = { ...folded, words: folded.words.map(toStandingWord) };
  await tx
    .insert(attendance)
    .values({ meetingId, userId, ...values })
    .onConflictDoUpdate({ target: [attendance.meetingId, attendance.userId], set: values });
  return marks;
}

const toStandingWord = ({ id, status, reason, at, actorId }: FoldedAttendance["words"][number]) => ({
  id,
  status,
  reason,
  at: at.toISOString(),
  actorId: actorId ?? null,
});

/**
 * Appends a teacher's mark. What becomes of the student's check-ins follows from all that teachers said (domain/settle.ts);
 * their phone hears of it with its next question. Locks as claims.ts does: devices, entries, marks.
 */
export async function addTeacherMark(tx: Db, added: Omit<NewMark, "source" | "entryHash">): Promise<void> {
  const { meetingId, userId } = added;
  const checkIns = await tx
    .select({ hash: entry.hash, did: entry.did })
    .from(entry)
    .where(and(eq(entry.meetingId, meetingId), eq(entry.userId, userId)))
    .orderBy(asc(entry.did), asc(entry.seq));
  for (const did of new Set(checkIns.map((row) => row.did))) await lockDevice(tx, did);
  const marks = await addMark(tx, { ...added, source: "manual" });
  for (const { hash } of checkIns) {
    const row = await findEntry(tx, hash);
    if (!row) continue;
    const settled = afterWord(row, marks);
    // without a change, too: its phone hears of the mark with its next question
    await changeEntry(tx, hash, settled ? { ...settled, decidedAt: new Date() } : {});
  }
}

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
      attendance: {
        status: attendance.status,
        source: attendance.source,
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

/**
 * The automatic marks of a meeting's close: absent for each student who was expected (eligibility.ts) and has neither an
 * attendance nor a check-in that holds (see domain/meeting.ts, holdsAbsence; the condition here is the same in SQL).
 * @param userId only this student's, where the meeting is closed already
 * @returns how many were marked
 */
export async function markAbsences(tx: Db, meetingId: string, userId?: string): Promise<number> {
  if (userId !== undefined) {
    await tx.execute(sql`select pg_advisory_xact_lock(hashtextextended(${`${meetingId} ${userId}`}, 0))`);
  }
  const rows = await tx
    .select({ userId: courseMember.userId })
    .from(meeting)
    .innerJoin(courseMember, eq(courseMember.courseId, meeting.courseId))
    .leftJoin(
      attendance,
      and(eq(attendance.meetingId, meeting.id), eq(attendance.userId, courseMember.userId)),
    )
    .where(
      and(
        eq(meeting.id, meetingId),
        isNotNull(meeting.openedAt),
        isNotNull(meeting.closedAt),
        userId === undefined ? undefined : eq(courseMember.userId, userId),
        eligible(),
        isNull(attendance.status),
        sql`not exists (select 1 from ${entry} e where e.meeting_id = ${meeting.id} and e.user_id = ${courseMember.userId}
          and (e.state <> 'rejected' or e.code in ${[...FACE_CODES]}))`,
      ),
    );
  if (rows.length === 0) return 0;
  const marks = rows.map(({ userId }) => ({
    meetingId,
    userId,
    source: "automatic" as const,
    status: "absent" as const,
  }));
  await tx.insert(mark).values(marks.map((row) => ({ id: uuidv7(), ...row, at: sql`clock_timestamp()` })));
  await tx.insert(attendance).values(marks).onConflictDoNothing();
  return rows.length;
}

/** Statuses of one student at these meetings, by meeting. */
export async function statusesOf(db: Db, userId: string, meetingIds: readonly string[]) {
  if (meetingIds.length === 0)
    return new Map<
      string,
      { status: typeof attendance.$inferSelect.status; source: "automatic" | "manual" }
    >();
  const rows = await db
    .select({ meetingId: attendance.meetingId, status: attendance.status, source: attendance.source })
    .from(attendance)
    .where(and(eq(attendance.userId, userId), inArray(attendance.meetingId, [...meetingIds])));
  return new Map(rows.map(({ meetingId, ...rest }) => [meetingId, rest]));
}

const RECORD_ROWS = 1000;

/** A student's own record: meetings that have begun, of every course while a member of it, newest first. */
export function studentRecord(db: Db, userId: string) {
  const best = bestEntry(db, meeting.id, user.id);
  return db
    .select({
      meeting,
      courseName: course.name,
      attendance: { status: attendance.status, source: attendance.source, reason: attendance.reason },
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
