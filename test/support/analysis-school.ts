import { v7 as uuidv7 } from "uuid";
import { attendance, courseGroup, courseMember, meeting, term } from "../../drizzle/schema.ts";
import { foldAllChanges } from "../../server/queries/analysis-fold.ts";
import { addDays, mondayOf, timeIn } from "../../shared/dates.ts";
import type { Person } from "./people.ts";
import { insertCheckIn, insertCourse, insertStudents } from "./register.ts";
import type { TestServices } from "./services.ts";

const WEEKS = 12;
const STUDENTS = 24;
const MINUTE_MS = 60_000;
/** the same rolls of the dice each time */
const dice = (seed: number) => {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
};

/** The instant at which the clocks of Madrid show a full hour, summer and winter. */
function onTheClock(date: string, hour: number): Date {
  const winter = new Date(`${date}T${String(hour - 1).padStart(2, "0")}:00:00Z`);
  const summer = new Date(winter.getTime() - 60 * MINUTE_MS);
  return Number(timeIn(winter, "Europe/Madrid").slice(0, 2)) === hour ? winter : summer;
}

/**
 * A term of plausible history: two groups, Mondays at eight that few like, a student who hardly comes, one who comes less and
 * less, a check-in in doubt; the same course a year before; and meetings that are still to come.
 */
export async function analysedTerm({ services: { db } }: TestServices, teacher: Person) {
  const today = new Date().toISOString().slice(0, 10);
  const monday = addDays(mondayOf(today), -7 * (WEEKS - 1));
  const [now, before] = [uuidv7(), uuidv7()];
  const yearAgo = addDays(monday, -364);
  await db.insert(term).values([
    { id: now, name: `Autumn ${now.slice(-4)}`, startsOn: monday, endsOn: addDays(monday, 7 * WEEKS + 28) },
    {
      id: before,
      name: `Autumn before ${now.slice(-4)}`,
      startsOn: yearAgo,
      endsOn: addDays(yearAgo, 7 * WEEKS),
    },
  ]);
  const courses = [];
  for (const [termId, first, students] of [
    [before, yearAgo, STUDENTS - 6],
    [now, monday, STUDENTS],
  ] as const) {
    const random = dice(students);
    const share = { lateWeightPct: 50, excused: "left_out" as const };
    const courseId = await insertCourse(
      db,
      { createdBy: teacher.id, name: "Linear algebra", code: `MAT-${now.slice(-4)}`, termId },
      { requiredPct: 80, share },
    );
    const groups = [uuidv7(), uuidv7()] as const;
    await db.insert(courseGroup).values(groups.map((id, g) => ({ id, courseId, name: "AB".charAt(g) })));
    const people = await insertStudents(db, students);
    await db.insert(courseMember).values([
      { courseId, userId: teacher.id, role: "teacher" as const },
      ...people.map((userId, i) => ({
        courseId,
        userId,
        role: "student" as const,
        groupId: groups[i % 2] ?? null,
        joinedAt: new Date(`${i === 5 ? addDays(first, 21) : addDays(first, -7)}T00:00:00Z`),
        eligibleFrom: i === 5 ? addDays(first, 21) : null,
      })),
    ]);
    for (let week = 0; week < WEEKS + 3; week++) {
      for (const [day, hour] of [
        [0, 8],
        [3, 10],
      ] as const) {
        const date = addDays(first, 7 * week + day);
        const startsAt = onTheClock(date, hour);
        const endsAt = new Date(startsAt.getTime() + 90 * MINUTE_MS);
        const held = date < today;
        const id = uuidv7();
        await db.insert(meeting).values({
          id,
          courseId,
          startsAt,
          endsAt,
          openedAt: held ? startsAt : null,
          closedAt: held ? endsAt : null,
        });
        if (!held) continue;
        const rows: (typeof attendance.$inferInsert)[] = [];
        for (const [i, userId] of people.entries()) {
          if (i === 5 && week < 3) continue;
          if (i === 9 && week === 10 && day === 3) {
            await insertCheckIn(db, {
              userId,
              meetingId: id,
              capturedMs: startsAt.getTime(),
              state: "review",
              code: "evidence",
            });
            continue;
          }
          const leaves = i === 2 ? Math.max(0.1, 1 - week / WEEKS) : i === 7 ? 0.35 : day === 0 ? 0.84 : 0.95;
          const came = random() < leaves;
          const late = came && random() < (day === 0 ? 0.22 : 0.08);
          const status = came ? (late ? "late" : "present") : random() < 0.2 ? "excused" : "absent";
          const minute = late ? 11 + Math.floor(random() * 20) : Math.floor(random() * 15) - 6;
          const capturedMs = startsAt.getTime() + minute * MINUTE_MS;
          const entryHash = came ? await insertCheckIn(db, { userId, meetingId: id, capturedMs }) : null;
          rows.push({ meetingId: id, userId, status, source: "automatic", entryHash });
        }
        await db.insert(attendance).values(rows);
      }
    }
    courses.push(courseId);
  }
  await foldAllChanges(db);
  return {
    courseId: courses[1] ?? "",
    earlierCourseId: courses[0] ?? "",
    termId: now,
    earlierTermId: before,
  };
}
