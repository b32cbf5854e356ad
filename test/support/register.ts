import { randomBytes } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import * as tables from "../../drizzle/schema.ts";
import type { Db } from "../../server/context.ts";
import { type CoursePolicy, DEFAULT_POLICY } from "../../shared/api/course.ts";

/** Rows written directly, for tests of what is counted and not of how it came about. */
const token = () => randomBytes(32).toString("base64url");

export async function insertStudents(db: Db, count: number): Promise<string[]> {
  const ids = Array.from({ length: count }, () => uuidv7());
  const rows = ids.map((id, i) => ({
    id,
    name: `Student ${String(i + 1).padStart(2, "0")}`,
    email: `${id}@example.edu`,
    studentNumber: `S-${1000 + i}`,
  }));
  await db.insert(tables.user).values(rows);
  return ids;
}

export async function insertCourse(
  db: Db,
  values: Partial<typeof tables.course.$inferInsert> & { createdBy: string },
  policy: Partial<CoursePolicy> = {},
): Promise<string> {
  const id = uuidv7();
  await db
    .insert(tables.course)
    .values({ id, name: "Algebra", joinCode: id, policy: { ...DEFAULT_POLICY, ...policy }, ...values });
  return id;
}

/** A check-in as a row that an attendance can stand on; signed by nobody. @returns its hash */
export async function insertCheckIn(
  db: Db,
  of: {
    userId: string;
    meetingId: string;
    capturedMs: number;
    state?: "accepted" | "review" | "pending" | "rejected";
    code?: string;
  },
): Promise<string> {
  const did = uuidv7();
  await db.insert(tables.device).values({
    did,
    userId: of.userId,
    kid: token(),
    jwk: { kty: "EC", crv: "P-256", x: token(), y: token() },
    inst: uuidv7(),
    status: "revoked",
    headHash: token(),
    genesis: token(),
  });
  const hash = token();
  await db.insert(tables.entry).values({
    hash,
    did,
    seq: 1,
    prev: token(),
    userId: of.userId,
    meetingId: of.meetingId,
    jws: "not.signed.here",
    capturedMs: of.capturedMs,
    photoHash: token(),
    embeddingHash: token(),
    state: of.state ?? "accepted",
    code: of.code ?? null,
  });
  return hash;
}
