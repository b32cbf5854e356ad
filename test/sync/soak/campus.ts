import * as schema from "../../../drizzle/schema.ts";
import type { Services } from "../../../server/context.ts";
import { consentText } from "../../../server/domain/consent-text.ts";
import { floatBytes } from "../../../shared/bytes.ts";
import { generateDeviceKey } from "../../../shared/protocol/keys.ts";
import { genesisHash } from "../../../shared/protocol/seal.ts";
import { toBase64Url } from "../../../shared/bytes.ts";
import type { DeviceRow } from "../../../client/store/rows.ts";
import { captureOf, MODEL } from "./face.ts";
import { chance } from "./random.ts";

export const HOUR_MS = 3_600_000;
export const DAY_MS = 24 * HOUR_MS;
/** A Monday, 00:00 UTC: where the simulated term begins. */
export const TERM_START = Date.UTC(2026, 8, 7);
const MEETINGS_A_DAY = 3;
const STUDENTS_A_COURSE = 40;
/** A check-in of a phone that was offline for days still counts. */
const SYNC_WITHIN_MIN = 7 * 24 * 60;

export interface MeetingPlan {
  readonly id: string;
  readonly courseName: string;
  readonly startsMs: number;
}
export interface Student {
  readonly actor: number;
  readonly uid: string;
  readonly device: DeviceRow;
  readonly genesis: string;
  /** one check-in each, by day */
  readonly days: readonly (readonly MeetingPlan[])[];
}

export const dayCount = (meetings: number): number => Math.ceil(meetings / MEETINGS_A_DAY);

/**
 * Everybody whom the simulation needs, in the database as the product's own routes would leave them: courses with open
 * meetings, students on the roster, enrolled, each with a registered device.
 * @param checkIns how many each student is to make
 */
export async function foundCampus(
  { db, keys }: Services,
  seed: string,
  plan: { readonly students: number; readonly checkIns: (student: number) => number },
): Promise<Student[]> {
  const chances = chance(seed, "campus");
  const teacher = chances.uuid();
  await db
    .insert(schema.user)
    .values({ id: teacher, name: "Teacher", email: "teacher@campus.example", role: "teacher" });
  const students: Student[] = [];
  for (let first = 0; first < plan.students; first += STUDENTS_A_COURSE) {
    const actors = Array.from(
      { length: Math.min(STUDENTS_A_COURSE, plan.students - first) },
      (_, i) => first + i,
    );
    const meetings = Math.max(...actors.map(plan.checkIns));
    const days = await addCourse(
      db,
      chances.uuid,
      teacher,
      `Course ${first / STUDENTS_A_COURSE + 1}`,
      meetings,
    );
    const people = await Promise.all(
      actors.map((actor) => newStudent(keys.tokenJwk, seed, actor, takeDays(days, plan.checkIns(actor)))),
    );
    await addStudents(db, people);
    await db
      .insert(schema.courseMember)
      .values(people.map(({ uid }) => ({ courseId: days.courseId, userId: uid, role: "student" as const })));
    students.push(...people);
  }
  return students;
}

type Days = { readonly courseId: string; readonly list: MeetingPlan[][] };

async function addCourse(
  db: Services["db"],
  uuid: () => string,
  teacher: string,
  name: string,
  meetings: number,
): Promise<Days> {
  const courseId = uuid();
  await db.insert(schema.course).values({
    id: courseId,
    name,
    joinCode: courseId,
    createdBy: teacher,
    policy: { roomCode: "none", lateAfterMin: 10, syncWithinMin: SYNC_WITHIN_MIN },
  });
  const list = Array.from({ length: dayCount(meetings) }, (_, day) =>
    Array.from({ length: Math.min(MEETINGS_A_DAY, meetings - day * MEETINGS_A_DAY) }, (_, hour) => ({
      id: uuid(),
      courseName: name,
      startsMs: TERM_START + day * DAY_MS + (8 + hour) * HOUR_MS,
    })),
  );
  await db.insert(schema.meeting).values(
    list.flat().map(({ id, startsMs }) => ({
      id,
      courseId,
      startsAt: new Date(startsMs),
      openedAt: new Date(startsMs),
      endsAt: new Date(startsMs + HOUR_MS),
      closedAt: new Date(startsMs + HOUR_MS),
      openedBy: teacher,
    })),
  );
  return { courseId, list };
}

function takeDays({ list }: Days, checkIns: number): MeetingPlan[][] {
  let left = checkIns;
  return list.map((day) => {
    const taken = day.slice(0, left);
    left -= taken.length;
    return taken;
  });
}

async function newStudent(
  serverJwk: DeviceRow["serverJwk"],
  seed: string,
  actor: number,
  days: readonly (readonly MeetingPlan[])[],
): Promise<Student> {
  const chances = chance(seed, "student", actor);
  const [uid, did, inst] = [chances.uuid(), chances.uuid(), chances.uuid()];
  const { privateKey, jwk, kid } = await generateDeviceKey();
  const genesis = await genesisHash(did, toBase64Url(chances.bytes(32)));
  const device: DeviceRow = {
    did,
    uid,
    kid,
    inst,
    key: privateKey,
    jwk,
    serverJwk,
    status: "active",
    probationUntil: null,
    createdAt: TERM_START,
  };
  return { actor, uid, device, genesis, days };
}

async function addStudents(db: Services["db"], people: readonly Student[]): Promise<void> {
  const { version, language, sha256: textHash } = await consentText("en");
  const consented = { version, language, textHash };
  const rows = await Promise.all(
    people.map(async ({ uid, actor, device, genesis }) => {
      const chances = chance(uid);
      const [enrolmentId, photoId] = [chances.uuid(), chances.uuid()];
      const { embedding, jpeg, width, height } = await captureOf(uid, "enrolment");
      const { did, kid, jwk, inst } = device;
      return {
        user: { id: uid, name: `Student ${actor + 1}`, email: `s${actor}@campus.example` },
        device: { did, userId: uid, kid, jwk, inst, headHash: genesis, genesis },
        enrolment: { id: enrolmentId, userId: uid, status: "confirmed" as const },
        photo: {
          id: photoId,
          userId: uid,
          kind: "enrolment" as const,
          sha256: photoId,
          contentType: "image/jpeg",
          bytes: jpeg.byteLength,
          width,
          height,
          lakeName: `enrolments/${photoId}`,
        },
        pose: { enrolmentId, pose: "front" as const, claim: {}, photoId },
        template: {
          id: chances.uuid(),
          userId: uid,
          photoId,
          kind: "anchor" as const,
          aligner: "server" as const,
          modelId: MODEL.id,
          modelDigest: MODEL.digest,
          embedding: Buffer.from(floatBytes(embedding)),
        },
        consent: { id: chances.uuid(), userId: uid, ...consented },
      };
    }),
  );
  await db.insert(schema.user).values(rows.map((row) => row.user));
  await db.insert(schema.consent).values(rows.map((row) => row.consent));
  await db.insert(schema.device).values(rows.map((row) => row.device));
  await db.insert(schema.enrolment).values(rows.map((row) => row.enrolment));
  await db.insert(schema.photo).values(rows.map((row) => row.photo));
  await db.insert(schema.enrolmentPhoto).values(rows.map((row) => row.pose));
  await db.insert(schema.template).values(rows.map((row) => row.template));
}
