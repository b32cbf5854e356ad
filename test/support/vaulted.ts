import { expect } from "vitest";
import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import * as tables from "../../drizzle/schema.ts";
import { anchors } from "../../server/queries/enrolments.ts";
import { getPhoto } from "../../server/vault/photos.ts";
import { openTemplates } from "../../server/vault/templates.ts";
import { cellRecogniser, cellShot } from "./cells.ts";
import { classroom, enrolledStudent, type Student, until } from "./classroom.ts";
import type { Shot } from "./shots.ts";
import type { TestServices } from "./services.ts";

const MODEL = cellRecogniser.model.digest;

export interface Enrolled {
  readonly student: Student;
  readonly shots: readonly Shot[];
}

/** A student enrolled by five photos through the real routes, who has checked in with a sixth. */
export async function checkedIn(test: TestServices): Promise<Enrolled> {
  const name = uuidv7();
  const shots = await Promise.all(["a", "b", "c", "d", "e", "f"].map((shot) => cellShot(name, shot)));
  const student = await enrolledStudent(test, shots);
  const { meeting } = await classroom(test, [student.person]);
  const sixth = shots[5];
  if (!sixth) throw new Error("no sixth shot");
  const sealed = await student.phone.seal(meeting.id, sixth);
  await student.phone.sync(sealed);
  await student.phone.upload(sealed);
  await until(async () => ((await student.phone.outcome(sealed.hash)).st === "pending" ? null : true));
  expect(await student.phone.outcome(sealed.hash)).toMatchObject({ st: "accepted" });
  return { student, shots };
}

export const photosOf = ({ services: { db } }: Pick<TestServices, "services">, userId: string) =>
  db.select().from(tables.photo).where(eq(tables.photo.userId, userId));

/** How many photos and templates of a student open. */
export async function readable(s: TestServices["services"], userId: string) {
  const photos = await Promise.all(
    (await photosOf({ services: s }, userId)).map((photo) => getPhoto(s, photo)),
  );
  const rows = await anchors(s.db, { userId, aligner: "server", modelDigest: MODEL }, ["confirmed"]);
  const templates = await openTemplates(s.vault.opener, rows);
  return { photos: photos.filter((photo) => photo !== null).length, templates: templates.length };
}
