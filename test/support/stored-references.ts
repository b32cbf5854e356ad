import { randomBytes } from "node:crypto";
import { v7 as uuidv7 } from "uuid";
import { eq } from "drizzle-orm";
import * as tables from "../../drizzle/schema.ts";
import type { TestServices } from "./services.ts";
import { storedCheckIn } from "./stored.ts";

const DAY_MS = 86_400_000;

/** A student's references in every state, written directly: one that counts, one that waits, one retired, and one refused. */
export async function storedReferences(
  test: TestServices,
  of: { userId: string; meetingId: string },
): Promise<string[]> {
  const { db } = test.services;
  const now = Date.now();
  const ids: string[] = [];
  const states = ["window", "quarantine", "retired"] as const;
  for (const [i, state] of states.entries()) {
    const entryHash = await storedCheckIn(test, { ...of, state: "accepted" });
    const [row] = await db.select().from(tables.entry).where(eq(tables.entry.hash, entryHash));
    const [came] = await db
      .select()
      .from(tables.blob)
      .where(eq(tables.blob.hash, row?.photoHash ?? ""));
    if (!row || !came?.lakeName) throw new Error("a check-in was not stored");
    const photoId = uuidv7();
    const { userId, did } = row;
    await db.insert(tables.photo).values({
      id: photoId,
      userId,
      kind: "checkin",
      sha256: randomBytes(32).toString("base64url"),
      contentType: "image/jpeg",
      bytes: 19,
      width: 640,
      height: 480,
      lakeName: came.lakeName,
    });
    const receivedAt = new Date(now - (10 - 4 * i) * DAY_MS);
    const retired = state === "retired";
    await db.insert(tables.galleryPhoto).values({
      photoId,
      userId,
      entryHash,
      did,
      state,
      quality: 0.8,
      receivedAt,
      admittedAt: receivedAt,
      countsFrom: new Date(receivedAt.getTime() + 7 * DAY_MS),
      countedAt: state === "quarantine" ? null : new Date(now - 3 * DAY_MS),
      retiredAt: retired ? new Date(now) : null,
      reason: retired ? "oldest" : null,
      destroyAt: retired ? new Date(now + 30 * DAY_MS) : null,
    });
    const event = { userId, photoId, entryHash };
    await db
      .insert(tables.templateEvent)
      .values([
        { id: uuidv7(), ...event, kind: "admitted", at: receivedAt },
        ...(retired
          ? [{ id: uuidv7(), ...event, kind: "retired" as const, reason: "oldest", at: new Date(now) }]
          : []),
      ]);
    ids.push(photoId);
  }
  const { userId } = of;
  await db.insert(tables.templateEvent).values([
    { id: uuidv7(), userId, kind: "refused", reason: "pace_day", at: new Date(now - DAY_MS) },
    { id: uuidv7(), userId, kind: "scored_again", detail: { decisions: 3, changed: 1 }, at: new Date(now) },
  ]);
  return ids;
}

/** Two people whose faces resemble one another, for the administrator to decide. @returns the likeness's id */
export async function storedDuplicate(
  { services: { db } }: TestServices,
  of: { enrolmentId: string; userId: string; otherId: string },
): Promise<string> {
  const id = uuidv7();
  await db.insert(tables.duplicateHit).values({ id, ...of, score: 0.83, modelDigest: "A".repeat(43) });
  return id;
}
