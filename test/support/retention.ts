import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import * as v from "valibot";
import { expect, vi } from "vitest";
import * as tables from "../../drizzle/schema.ts";
import { Retention, type RetentionClass } from "../../shared/api/retention.ts";
import { ask } from "./people.ts";
import type { TestServices } from "./services.ts";
import { storedCheckIn } from "./stored.ts";
import type { Cast, World } from "./world.ts";

export const DAY_MS = 24 * 3_600_000;
export const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS);
export const now = () => new Date();

export type RetentionTools = ReturnType<typeof retentionTools>;

/** What tests of retention ask again and again, of the open meeting of a world. */
export function retentionTools(kit: () => { test: TestServices; cast: Cast; world: World }) {
  const allDays = () => kit().test.services.config.retention;

  /** A student's account, written directly: registering takes its time. */
  async function newStudent() {
    const id = uuidv7();
    const person = { id, name: "Ana Pérez", email: `${id}@example.edu` };
    await kit().test.services.db.insert(tables.user).values(person);
    return person;
  }

  /** A check-in of a student of its own at the open meeting, and the name of its photo in the lake. */
  async function checkIn(state: "pending" | "accepted" | "review" | "rejected", days: number) {
    const student = await newStudent();
    const hash = await storedCheckIn(kit().test, {
      userId: student.id,
      meetingId: kit().world.openMeeting,
      state,
      ...(state === "pending" && { code: "verify" }),
      receivedAt: daysAgo(days),
    });
    const { db } = kit().test.services;
    const [row] = await db
      .select({ name: tables.blob.lakeName, did: tables.entry.did })
      .from(tables.entry)
      .innerJoin(tables.blob, eq(tables.blob.hash, tables.entry.photoHash))
      .where(eq(tables.entry.hash, hash));
    return { student, hash, name: row?.name ?? "", did: row?.did ?? "" };
  }

  const isThere = async (name: string) => (await kit().test.services.lake.head(name)) !== null;
  const isGone = (name: string) => vi.waitFor(async () => expect(await isThere(name)).toBe(false), 20_000);
  const logged = (subjectId: string) =>
    kit()
      .test.services.db.select()
      .from(tables.deletionLog)
      .where(eq(tables.deletionLog.subjectId, subjectId));

  async function retention(): Promise<Retention> {
    const answer = await ask(kit().test.app, "GET", "/v1/retention", { as: kit().cast.administrator });
    return v.parse(Retention, answer.body);
  }
  const stateOf = async (of: RetentionClass) => (await retention()).classes.find((one) => one.class === of);

  return { newStudent, checkIn, isThere, isGone, logged, retention, stateOf, allDays };
}
