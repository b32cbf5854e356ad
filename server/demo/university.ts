import { addDays, dateIn, daysBetween, mondayOf, weekdayOf } from "../../shared/dates.ts";
import { passwordHash } from "../auth.ts";
import type { Services } from "../context.ts";
import { foldAllChanges } from "../queries/analysis-fold.ts";
import * as courses from "../queries/courses.ts";
import * as demo from "../queries/demo.ts";
import { addGroup } from "../queries/groups.ts";
import { cancelMeeting, lockPlanned } from "../queries/meeting-changes.ts";
import { createMeeting, openMeetingsOf } from "../queries/meetings.ts";
import { addSlot } from "../queries/slots.ts";
import { addRoom, addTerm, listRooms, listTerms } from "../queries/terms.ts";
import { arrive, type Attending, type Chains, holdMeeting } from "./history.ts";
import { type DemoStudent, newStudents } from "./people.ts";
import { COURSES, type DemoCourse, FREE_REASON, FREE_WEEK, WEEKS_AFTER, WEEKS_BEFORE } from "./plan.ts";
import { type Random, seeded } from "./random.ts";

export const DEMO_PASSWORD = "presente demo";
export const DEMO_ACCOUNTS = {
  administrator: { name: "Dolores Quintana", email: "admin@demo.example" },
  teachers: [
    { name: "Marta Ruiz", email: "teacher@demo.example" },
    { name: "Dimitri Andreou", email: "teacher2@demo.example" },
  ],
  student: { name: "Ana Pérez", email: "student@demo.example" },
} as const;
const STUDENTS = 120;
const MINUTE_MS = 60_000;

interface Stage {
  readonly s: Services;
  readonly random: Random;
  readonly now: Date;
  readonly firstDay: string;
  readonly lastDay: string;
  readonly termId: string;
  readonly rooms: ReadonlyMap<string, string>;
  readonly teacherIds: readonly string[];
  readonly students: readonly DemoStudent[];
  readonly chains: Chains;
}

/**
 * Fills an empty database with a university of three courses and the term so far, by the product's own queries. The same seed
 * and the same `now` make the same university.
 * @param say told how far it is
 * @param plans which courses; all three
 */
export async function foundUniversity(
  s: Services,
  {
    seed,
    now,
    say,
    plans = COURSES,
  }: { seed: number; now: Date; say: (line: string) => void; plans?: readonly DemoCourse[] },
): Promise<void> {
  const random = seeded(seed);
  const monday = mondayOf(dateIn(now, s.config.timeZone));
  const [firstDay, lastDay] = [addDays(monday, -7 * WEEKS_BEFORE), addDays(monday, 7 * WEEKS_AFTER + 6)];
  const students = newStudents(random, STUDENTS);
  const teacherIds = DEMO_ACCOUNTS.teachers.map(() => random.uuid());
  await s.db.transaction(async (tx) => {
    const { administrator, teachers } = DEMO_ACCOUNTS;
    const staff = [
      { id: random.uuid(), ...administrator, role: "administrator" as const, studentNumber: null },
      ...teachers.map(({ name, email }, i) => ({
        id: teacherIds[i] ?? "",
        name,
        email,
        role: "teacher" as const,
        studentNumber: null,
      })),
    ];
    const people = students.map(({ id, name, email, studentNumber }) => ({
      id,
      name,
      email,
      studentNumber,
      role: "student" as const,
    }));
    await demo.insertPeople(tx, [...staff, ...people], await passwordHash(DEMO_PASSWORD));
    await demo.insertDevices(
      tx,
      students.map(({ id, deviceId }) => {
        const genesis = random.hash();
        const jwk = { kty: "EC" as const, crv: "P-256" as const, x: random.hash(), y: random.hash() };
        return {
          did: deviceId,
          userId: id,
          kid: random.hash(),
          jwk,
          inst: random.uuid(),
          headHash: genesis,
          genesis,
          // nobody holds its key: the student's own phone takes its place when it registers
          status: "revoked" as const,
        };
      }),
    );
    await addTerm(tx, { name: `Term of ${firstDay.slice(0, 7)}`, startsOn: firstDay, endsOn: lastDay });
    const rooms = new Set(COURSES.flatMap(({ slots }) => slots.map(({ room }) => room)));
    for (const name of rooms) await addRoom(tx, { name, seats: null });
  });
  const [term] = await listTerms(s.db);
  const rooms = new Map((await listRooms(s.db)).map(({ id, name }) => [name, id]));
  const stage: Stage = {
    s,
    random,
    now,
    firstDay,
    lastDay,
    termId: term?.id ?? "",
    rooms,
    teacherIds,
    students,
    chains: new Map(),
  };
  // side by side, each with its own dice, so that their order does not matter
  await Promise.all(
    plans.map(async (plan, i) => {
      const chains: Chains = new Map(students.map(({ deviceId }) => [deviceId, i * 1000]));
      await teach(Object.assign({}, stage, { random: seeded(seed + 1 + i), chains }), plan);
      say(`  ${plan.name}`);
    }),
  );
  await foldAllChanges(s.db);
}

async function teach(stage: Stage, plan: DemoCourse): Promise<void> {
  const { s, random, firstDay } = stage;
  const { timeZone } = s.config;
  const teacherId = stage.teacherIds[plan.teacher] ?? "";
  const own = stage.students.slice(...plan.students);
  const began = new Date(`${addDays(firstDay, -10)}T10:00:00Z`);
  const courseId = await s.db.transaction(async (tx) => {
    const { name, code } = plan;
    const id = await courses.createCourse(tx, {
      name,
      code,
      termId: stage.termId,
      createdBy: teacherId,
      creatorTeaches: true,
    });
    await courses.changeCourse(tx, id, { policy: plan.policy });
    const groups: string[] = [];
    for (const group of plan.groups) groups.push((await addGroup(tx, id, group)) ?? "");
    for (const [i, student] of own.entries()) {
      await courses.addMember(tx, id, student.id, "student");
      await courses.changeMember(tx, id, student.id, {
        ...(groups.length > 0 && { groupId: groups[i % groups.length] ?? null }),
        // one in fifteen came late into the course
        ...(i % 15 === 7 && { eligibleFrom: addDays(firstDay, 7 * random.whole(2, 4)) }),
      });
    }
    await demo.setMembership(
      tx,
      id,
      own.map((student) => student.id),
      began,
    );
    // and a few gave it up
    for (const [i, student] of own.entries()) {
      if (i % 20 === 13)
        await demo.setLeaving(
          tx,
          id,
          student.id,
          new Date(`${addDays(firstDay, 7 * random.whole(4, 8))}T18:00:00Z`),
        );
    }
    for (const { room, group, ...slot } of plan.slots) {
      const values = {
        ...slot,
        from: firstDay,
        until: stage.lastDay,
        roomId: stage.rooms.get(room) ?? null,
        groupId: group === null ? null : (groups[group] ?? null),
      };
      await addSlot(tx, id, values, { now: began, timeZone });
    }
    return id;
  });
  await liveTheTerm(stage, plan, courseId, teacherId, own);
  if (plan === COURSES[0]) await openNow(stage, plan, courseId, teacherId, own);
  await demo.setBeginning(s.db, courseId, began);
}

async function liveTheTerm(
  stage: Stage,
  plan: DemoCourse,
  courseId: string,
  teacherId: string,
  own: readonly DemoStudent[],
): Promise<void> {
  const { s, firstDay, now } = stage;
  const attending = await attendingOf(stage, courseId, own);
  const days = daysBetween(firstDay, dateIn(now, s.config.timeZone)) || 1;
  for (const row of await demo.pastMeetings(s.db, courseId, now)) {
    const day = daysBetween(firstDay, dateIn(row.startsAt, s.config.timeZone));
    if (Math.floor(day / 7) === FREE_WEEK) {
      await s.db.transaction(async (tx) => {
        const locked = await lockPlanned(tx, row);
        const at = new Date(row.startsAt.getTime() - 7 * 24 * 60 * MINUTE_MS);
        if (locked) await cancelMeeting(tx, locked, FREE_REASON, { actorId: teacherId, now: at });
      });
      continue;
    }
    const told = { teacherId, policy: plan.policy, progress: day / days };
    await holdMeeting(s, row, told, attending, stage.random, stage.chains);
  }
}

async function attendingOf(
  { s }: Stage,
  courseId: string,
  own: readonly DemoStudent[],
): Promise<Attending[]> {
  const members = new Map((await demo.membersOf(s.db, courseId)).map((row) => [row.userId, row]));
  return own.flatMap((student) => {
    const member = members.get(student.id);
    return member ? [{ student, member }] : [];
  });
}

/** A meeting that goes on while somebody looks around: two thirds have come. */
async function openNow(
  stage: Stage,
  plan: DemoCourse,
  courseId: string,
  teacherId: string,
  own: readonly DemoStudent[],
): Promise<void> {
  const { s, now } = stage;
  const attending = (await attendingOf(stage, courseId, own)).filter(({ member }) => member.leftAt === null);
  const startsAt = new Date(now.getTime() - 9 * MINUTE_MS);
  await s.db.transaction(async (tx) => {
    if ((await openMeetingsOf(tx, courseId)).length > 0) return;
    const row = await createMeeting(tx, {
      courseId,
      title: weekdayOf(dateIn(now, s.config.timeZone)) === 1 ? "Lecture" : "Extra session",
      startsAt,
      endsAt: new Date(startsAt.getTime() + 90 * MINUTE_MS),
      openedBy: teacherId,
    });
    const told = { teacherId, policy: plan.policy, progress: 0 };
    await arrive(tx, row, told, attending, stage.random, stage.chains, 0.7);
  });
}
