/** A term of a student's check-ins, with the clock in the test's hand. */
import { readdirSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { v7 as uuidv7 } from "uuid";
import { vi } from "vitest";
import { meeting } from "../../drizzle/schema.ts";
import { considerPhoto } from "../../server/jobs/quarantine.ts";
import { verifyEntryJob } from "../../server/jobs/verify-entry.ts";
import type { Recogniser } from "../../server/recognition/recogniser.ts";
import type { Student } from "./classroom.ts";
import { FACES_DIR, photosOf } from "./needs.ts";
import type { Pictured } from "./face-pictures.ts";
import type { Shot } from "./shots.ts";
import type { TestServices } from "./services.ts";

export const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

/** Photos of one identity that show exactly one face, with its landmarks; at most `wanted`. */
export async function picturesOf(recogniser: Recogniser, identity: string, wanted = 10): Promise<Pictured[]> {
  const pictures: Pictured[] = [];
  for (const path of photosOf(identity)) {
    if (pictures.length === wanted) break;
    const jpeg = await sharp(await readFile(path))
      .resize({ width: 640 })
      .jpeg({ quality: 92 })
      .toBuffer();
    const seen = await recogniser.analyse(jpeg, null);
    if (seen.ok && seen.faces === 1 && seen.face) pictures.push({ jpeg, points: seen.face.landmarks });
  }
  return pictures;
}

/** The labelled identities, in their order. */
export const identities = (): string[] => readdirSync(join(FACES_DIR, "labelled")).toSorted();

/** Stops the clock of this process at an instant; PostgreSQL's goes on. */
export function stopClockAt(ms: number): void {
  if (!vi.isFakeTimers()) vi.useFakeTimers({ toFake: ["Date"] });
  vi.setSystemTime(ms);
}

/** A course's meeting that is open at this instant for an hour. */
export async function meetingAt({ services }: TestServices, courseId: string, ms: number): Promise<string> {
  const id = uuidv7();
  const startsAt = new Date(ms - 5 * 60_000);
  await services.db
    .insert(meeting)
    .values({ id, courseId, startsAt, openedAt: startsAt, endsAt: new Date(ms + HOUR_MS) });
  return id;
}

/** One check-in at an instant, through the real protocol, verification and the rule of the references. @returns its hash */
export async function checkInAt(
  test: TestServices,
  student: Student,
  of: { courseId: string; ms: number; shot: Shot },
): Promise<string> {
  stopClockAt(of.ms);
  const sealed = await student.phone.seal(await meetingAt(test, of.courseId, of.ms), of.shot);
  await student.phone.sync(sealed);
  await student.phone.upload(sealed);
  await verifyEntryJob(test.services, { hash: sealed.hash });
  await considerPhoto(test.services, { hash: sealed.hash });
  return sealed.hash;
}
