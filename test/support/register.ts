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

export interface CheckInRow {
  readonly userId: string;
  readonly meetingId: string;
  readonly capturedMs: number;
  readonly state?: "accepted" | "review" | "pending" | "rejected";
  readonly code?: string;
}

/** Check-ins as rows that attendance can stand on, signed by nobody. @returns their hashes, in order */
export async function insertCheckIns(db: Db, rows: readonly CheckInRow[]): Promise<string[]> {
  if (rows.length === 0) return [];
  const made = rows.map((of) => ({ of, did: uuidv7(), hash: token() }));
  await db.insert(tables.device).values(
    made.map(({ of, did }) => ({
      did,
      userId: of.userId,
      kid: token(),
      jwk: { kty: "EC" as const, crv: "P-256" as const, x: token(), y: token() },
      inst: uuidv7(),
      status: "revoked" as const,
      headHash: token(),
      genesis: token(),
    })),
  );
  await db.insert(tables.entry).values(
    made.map(({ of, did, hash }) => ({
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
      state: of.state ?? ("accepted" as const),
      code: of.code ?? null,
    })),
  );
  return made.map(({ hash }) => hash);
}

export async function insertCheckIn(db: Db, of: CheckInRow): Promise<string> {
  const [hash] = await insertCheckIns(db, [of]);
  return hash ?? "";
}
