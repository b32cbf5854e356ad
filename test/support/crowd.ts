import { v7 as uuidv7 } from "uuid";
import { attendance, courseMember, mark, user } from "../../drizzle/schema.ts";
import type { WordStatus } from "../../shared/words.ts";
import type { TestServices } from "./services.ts";

export interface CrowdStudent {
  readonly id: string;
  readonly name: string;
}

const FIRST = ["Ana", "Bruno", "Carla", "Diego", "Elena", "Fabio", "Gala", "Hugo", "Irene", "Joan"];
const LAST = ["Alonso", "Benítez", "Castro", "Durán", "Esteve", "Ferrer"];

/** Students on a course's roster, written directly; `count` up to as many as there are names in the end "Ana Alonso 61". */
export async function crowd(
  { services: { db } }: TestServices,
  courseId: string,
  count: number,
): Promise<CrowdStudent[]> {
  const students = Array.from({ length: count }, (_, i) => {
    const name = `${FIRST[i % FIRST.length]} ${LAST[Math.floor(i / FIRST.length) % LAST.length]}`;
    const id = uuidv7();
    return { id, name: i < FIRST.length * LAST.length ? name : `${name} ${i + 1}` };
  });
  const accounts = students.map(({ id, name }, i) => ({
    id,
    name,
    email: `${id}@crowd.example`,
    studentNumber: `2026${String(i + 1).padStart(4, "0")}`,
  }));
  await db.insert(user).values(accounts);
  await db
    .insert(courseMember)
    .values(students.map(({ id }) => ({ courseId, userId: id, role: "student" as const })));
  return students;
}

/** What check-ins would have made of these students at a meeting; written directly. */
export async function attended(
  { services: { db } }: TestServices,
  meetingId: string,
  students: readonly CrowdStudent[],
  status: WordStatus = "present",
): Promise<void> {
  const rows = students.map(({ id }) => ({
    meetingId,
    userId: id,
    source: "automatic" as const,
    status,
  }));
  await db.insert(mark).values(rows.map((row) => ({ id: uuidv7(), ...row })));
  await db.insert(attendance).values(rows);
}
