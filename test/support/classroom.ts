import { readFile } from "node:fs/promises";
import { eq } from "drizzle-orm";
import sharp from "sharp";
import * as v from "valibot";
import { course } from "../../drizzle/schema.ts";
import type { Recogniser } from "../../server/recognition/recogniser.ts";
import { Course, type CoursePolicy, Meeting } from "../../shared/api/course.ts";
import { Enrolment, POSES } from "../../shared/api/enrolment.ts";
import { photosOf } from "./needs.ts";
import { ask, giveConsent, newPerson, type Person } from "./people.ts";
import { Phone, type Sealed, type Transport } from "./phone.ts";
import { blindShot, type Shot, takeShot } from "./shots.ts";
import type { TestServices } from "./services.ts";

/** Photos of the labelled faces are small; a phone's are not. */
const WIDTH_PX = 640;

/** Shots of one identity that show exactly one face, as a phone would take them. */
export async function shotsOf(recogniser: Recogniser, identity: string, wanted = 10): Promise<Shot[]> {
  const shots: Shot[] = [];
  for (const path of photosOf(identity)) {
    if (shots.length === wanted) break;
    const jpeg = await sharp(await readFile(path))
      .resize({ width: WIDTH_PX })
      .jpeg({ quality: 92 })
      .toBuffer();
    const seen = await recogniser.analyse(jpeg, null);
    if (seen.ok && seen.faces === 1) shots.push(await takeShot(recogniser, jpeg));
  }
  return shots;
}

const inProcess =
  ({ app }: TestServices): Transport =>
  async (path, init) =>
    app.request(path, init);

export interface Student {
  readonly person: Person;
  readonly phone: Phone;
}

/** A registered student with a registered phone, who has consented and has no face yet. */
export async function studentWithPhone(
  test: TestServices,
  send: Transport = inProcess(test),
): Promise<Student> {
  const person = await newPerson(test);
  await giveConsent(test, person);
  const phone = new Phone(send, person.id);
  await phone.register(person.cookie);
  return { person, phone };
}

/** A student whose face is enrolled from five shots and confirmed by an administrator. Needs the jobs to run. */
export async function enrolledStudent(
  test: TestServices,
  shots: readonly Shot[],
  send: Transport = inProcess(test),
): Promise<Student> {
  const student = await studentWithPhone(test, send);
  await enrol(test, student.person, shots);
  return student;
}

export async function enrol(test: TestServices, as: Person, shots: readonly Shot[]): Promise<void> {
  await giveConsent(test, as);
  const photos = POSES.map((pose, i) => {
    const shot = shots[i];
    if (!shot) throw new Error("an enrolment takes five shots");
    const { photo, lmk, emb } = shot.claim;
    return { pose, photo, lmk, emb, shot };
  });
  const claims = photos.map(({ shot: _, ...claim }) => claim);
  const begun = await ask(test.app, "POST", "/v1/enrolments", { as, body: { photos: claims } });
  const { id } = v.parse(Enrolment, begun.body);
  for (const { pose, shot } of photos) {
    await ask(test.app, "PUT", `/v1/enrolments/${id}/photos/${pose}`, { as, body: shot.jpeg });
  }
  const checked = await until(async () => {
    const mine = v.parse(Enrolment, (await ask(test.app, "GET", "/v1/enrolments/mine", { as })).body);
    return mine.status === "checking" ? null : mine;
  });
  if (checked.status !== "awaiting")
    throw new Error(`the enrolment was ${checked.status}: ${checked.code ?? ""}`);
  const confirm = async () => {
    const as = await newPerson(test, "administrator");
    const body = { decision: "confirm" };
    return (await ask(test.app, "POST", `/v1/enrolments/${id}/decision`, { as, body })).status;
  };
  // in place of another one it takes two
  const first = await confirm();
  const status = first === 202 ? await confirm() : first;
  if (status !== 204) throw new Error(`the enrolment was not confirmed: ${status}`);
}

export interface Classroom {
  readonly teacher: Person;
  readonly course: Course;
  readonly meeting: Meeting;
}

/** A teacher's course with these students and a meeting that is open now (`open: false`: planned for an hour from now on). */
export async function classroom(
  test: TestServices,
  students: readonly Person[],
  options: { open?: boolean; policy?: Partial<CoursePolicy> } = {},
): Promise<Classroom> {
  const teacher = await newPerson(test, "teacher");
  const made = await ask(test.app, "POST", "/v1/courses", { as: teacher, body: { name: "Algebra" } });
  const created = v.parse(Course, made.body);
  if (options.policy) {
    const policy = { ...created.policy, ...options.policy };
    await test.services.db.update(course).set({ policy }).where(eq(course.id, created.id));
  }
  for (const { email } of students) {
    const body = { email, role: "student" };
    await ask(test.app, "POST", `/v1/courses/${created.id}/roster`, { as: teacher, body });
  }
  const opened =
    options.open === false
      ? await ask(test.app, "POST", `/v1/courses/${created.id}/meetings`, { as: teacher, body: inAnHour() })
      : await ask(test.app, "POST", `/v1/courses/${created.id}/open`, { as: teacher, body: { minutes: 60 } });
  return { teacher, course: created, meeting: v.parse(Meeting, opened.body) };
}

/** A check-in at the classroom's meeting by a photo on which nobody is, sealed and not sent. */
export const blindClaim = async (phone: Phone, { meeting }: Classroom, over = {}): Promise<Sealed> =>
  phone.seal(meeting.id, await blindShot(), over);

const inAnHour = () => ({
  startsAt: new Date(Date.now() + 3_600_000).toISOString(),
  endsAt: new Date(Date.now() + 7_200_000).toISOString(),
});

/** Asks again until there is an answer. */
export async function until<T>(look: () => Promise<T | null>, tries = 1600): Promise<T> {
  for (let i = 0; i < tries; i++) {
    const found = await look();
    if (found !== null) return found;
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
  throw new Error("it did not happen in time");
}
