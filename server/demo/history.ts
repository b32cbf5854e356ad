import type { CoursePolicy } from "../../shared/api/course.ts";
import type { Db, Services } from "../context.ts";
import { isEligible, type EligibleMember } from "../../shared/eligibility.ts";
import { dateIn } from "../../shared/dates.ts";
import { arrivalStatus } from "../domain/window.ts";
import { openOrClose } from "../queries/actions.ts";
import { insertCheckIns } from "../queries/demo.ts";
import { addMark, addTeacherMark } from "../queries/marks.ts";
import type { MeetingRow } from "../queries/meetings.ts";
import { lockMeeting } from "../queries/meetings.ts";
import { CORRECTIONS, EXCUSES } from "./plan.ts";
import type { DemoStudent } from "./people.ts";
import type { Random } from "./random.ts";

const MINUTE_MS = 60_000;

export interface Attending {
  readonly student: DemoStudent;
  readonly member: EligibleMember;
}
interface Course {
  readonly teacherId: string;
  readonly policy: CoursePolicy;
  /** how far into the term, 0 to 1 */
  readonly progress: number;
}

/** Sequence numbers of the phones' chains. */
export type Chains = Map<string, number>;

/** One meeting of the past as it went: opened, people came, it closed, the teacher settled what was left. */
export async function holdMeeting(
  s: Services,
  row: MeetingRow,
  course: Course,
  attending: readonly Attending[],
  random: Random,
  chains: Chains,
): Promise<void> {
  const date = dateIn(row.startsAt, s.config.timeZone);
  const expected = attending.filter(({ member }) =>
    isEligible(member, { ...row, date, closedAt: null, cancelledAt: null }),
  );
  await s.db.transaction(async (tx) => {
    const opened = await turn(
      tx,
      row,
      "open",
      new Date(row.startsAt.getTime() - 2 * MINUTE_MS),
      course.teacherId,
    );
    const missing = await arrive(tx, opened, course, expected, random, chains, 1);
    const closedAt = new Date(row.endsAt.getTime() + random.whole(0, 6) * MINUTE_MS);
    await settle(tx, row, course.teacherId, missing, closedAt, random);
    await turn(tx, row, "close", closedAt, course.teacherId);
  });
}

async function turn(tx: Db, { id }: MeetingRow, kind: "open" | "close", at: Date, actorId: string) {
  const locked = await lockMeeting(tx, id);
  if (!locked) throw new Error("a meeting of the demo is gone");
  return openOrClose(tx, locked, { kind, at, actorId });
}

/**
 * Those who come check in, each at their own time.
 * @param share of them that have come so far
 * @returns who has not come
 */
export async function arrive(
  tx: Db,
  row: MeetingRow,
  course: Course,
  expected: readonly Attending[],
  random: Random,
  chains: Chains,
  share: number,
): Promise<Attending[]> {
  const missing: Attending[] = [];
  const came: { attending: Attending; at: number; grade: "E1" | "E2" | "E3"; hash: string }[] = [];
  for (const attending of expected) {
    const { student } = attending;
    const comes = student.fading ? student.comes * (1 - 0.8 * course.progress) : student.comes;
    if (!random.chance(comes * share)) {
      missing.push(attending);
      continue;
    }
    const late = random.chance(student.late);
    const minute = late
      ? random.whole(course.policy.lateAfterMin, course.policy.lateAfterMin + 15)
      : random.whole(-6, 7);
    const roll = random.next();
    came.push({
      attending,
      at: row.startsAt.getTime() + minute * MINUTE_MS + random.whole(0, 59) * 1000,
      // without a code there is no more than the face
      grade: course.policy.roomCode === "none" ? "E1" : roll < 0.6 ? "E3" : "E2",
      hash: random.hash(),
    });
  }
  if (came.length > 0) {
    await insertCheckIns(
      tx,
      came.map(({ attending: { student }, at, grade, hash }) => {
        const seq = (chains.get(student.deviceId) ?? 0) + 1;
        chains.set(student.deviceId, seq);
        return {
          hash,
          did: student.deviceId,
          seq,
          prev: random.hash(),
          userId: student.id,
          meetingId: row.id,
          // nobody signed it: there is no phone behind the demo
          jws: "demo",
          capturedMs: at,
          receivedAt: new Date(at + random.whole(1, 40) * 1000),
          photoHash: random.hash(),
          embeddingHash: random.hash(),
          state: "accepted" as const,
          grade,
          score: 0.5 + random.next() * 0.35,
          decidedAt: new Date(at + 60_000),
        };
      }),
    );
  }
  const times = { startsMs: row.startsAt.getTime(), openedMs: row.openedAt?.getTime() ?? null };
  // one after the other on the one connection, without a pause between them
  await Promise.all(
    came.map(({ attending, at, hash }) =>
      addMark(tx, {
        meetingId: row.id,
        userId: attending.student.id,
        source: "automatic",
        status: arrivalStatus(times, at, course.policy),
        entryHash: hash,
        at: new Date(at + 60_000),
      }),
    ),
  );
  return missing;
}

/** Of those who did not check in some were ill, and some were there all the same. */
async function settle(
  tx: Db,
  row: MeetingRow,
  actorId: string,
  missing: readonly Attending[],
  at: Date,
  random: Random,
): Promise<void> {
  for (const { student } of missing) {
    const roll = random.next();
    if (roll > 0.32) continue;
    const excused = roll < 0.2;
    await addTeacherMark(tx, {
      meetingId: row.id,
      userId: student.id,
      status: excused ? "excused" : random.chance(0.7) ? "present" : "late",
      reason: excused ? random.pick(EXCUSES) : random.pick(CORRECTIONS),
      actorId,
      at: new Date(at.getTime() - 30_000),
    });
  }
}
