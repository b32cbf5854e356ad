import { and, eq, inArray, isNull, or } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import {
  blob,
  consent,
  device,
  duplicateHit,
  enrolment,
  enrolmentPhoto,
  entry,
  photo,
  user,
} from "../../drizzle/schema.ts";
import type { Language } from "../../shared/api/account.ts";
import type { Db } from "../context.ts";
import { enrolmentLakeNames, lockEnrolmentsOf } from "./enrolments.ts";
import { askTeacher } from "./asked.ts";
import { changeEntry } from "./entries.ts";
import { forgetPrints } from "./face-prints.ts";
import { notifyLive } from "./live.ts";
import { eraseStudentKey } from "./student-keys.ts";

/** Whether a person's consent to the text of this version stands. */
export async function consentStands(db: Db, userId: string, version: string): Promise<boolean> {
  const rows = await db
    .select({ id: consent.id })
    .from(consent)
    .where(and(eq(consent.userId, userId), eq(consent.version, version), isNull(consent.withdrawnAt)))
    .limit(1);
  return rows.length > 0;
}

/** Whether a consent of this person stands, to whichever version of the text. */
export async function hasConsented(db: Db, userId: string): Promise<boolean> {
  const rows = await db
    .select({ id: consent.id })
    .from(consent)
    .where(and(eq(consent.userId, userId), isNull(consent.withdrawnAt)))
    .limit(1);
  return rows.length > 0;
}

/** Writes a consent into the ledger; one that stands is not written again. @returns true when it is new */
export async function giveConsent(
  tx: Db,
  given: { userId: string; version: string; language: Language; textHash: string },
): Promise<boolean> {
  await lockPerson(tx, given.userId);
  if (await consentStands(tx, given.userId, given.version)) return false;
  await tx.insert(consent).values({ id: uuidv7(), ...given });
  return true;
}

/** Keeps what concerns one person's consent and enrolment in order: one transaction after the other. */
export const lockPerson = (tx: Db, userId: string) =>
  tx.select({ id: user.id }).from(user).where(eq(user.id, userId)).for("no key update");

/**
 * Withdraws every consent of a person and forgets every photo, embedding and landmark that the database holds of the face.
 * The student's key goes too: what is still in the lake, or in a backup, no longer opens.
 * Check-ins and marks stay as records; a check-in that was not looked at yet can no longer be, so a teacher is asked.
 * @returns names of the lake's objects that must be deleted; nothing is left in the database that names them
 */
export async function withdrawConsent(tx: Db, userId: string): Promise<string[]> {
  await lockPerson(tx, userId);
  const now = new Date();
  await tx
    .update(consent)
    .set({ withdrawnAt: now })
    .where(and(eq(consent.userId, userId), isNull(consent.withdrawnAt)));

  // locked first, as by every upload and decision
  await lockEnrolmentsOf(tx, userId, ["uploading", "checking", "awaiting", "confirmed"]);
  const enrolments = tx.select({ id: enrolment.id }).from(enrolment).where(eq(enrolment.userId, userId));
  const announced = await enrolmentLakeNames(tx, inArray(enrolmentPhoto.enrolmentId, enrolments));
  await tx.delete(enrolmentPhoto).where(inArray(enrolmentPhoto.enrolmentId, enrolments));
  await tx
    .update(enrolment)
    .set({ status: "rejected", code: "consent_withdrawn", pose: null, decidedAt: now })
    .where(
      and(
        eq(enrolment.userId, userId),
        inArray(enrolment.status, ["uploading", "checking", "awaiting", "confirmed"]),
      ),
    );

  // device rows first, as in claims.ts: what verifies a check-in or takes its photo waits, and then finds it decided
  const devices = await tx
    .select({ did: device.did })
    .from(device)
    .where(eq(device.userId, userId))
    .orderBy(device.did)
    .for("no key update");
  const undecided = await tx
    .select({ hash: entry.hash, meetingId: entry.meetingId })
    .from(entry)
    .where(
      and(
        eq(entry.userId, userId),
        eq(entry.state, "pending"),
        inArray(entry.code, ["blob", "verify", "enrolment"]),
      ),
    );
  for (const { hash, meetingId } of undecided) {
    await changeEntry(tx, hash, { state: "review", code: "evidence", decidedAt: now });
    await notifyLive(tx, { meetingId, userId });
    await askTeacher(tx, { meetingId, userId });
  }

  await forgetPrints(tx, { userId });
  await tx.delete(duplicateHit).where(or(eq(duplicateHit.userId, userId), eq(duplicateHit.otherId, userId)));
  // templates go with their photos
  const photos = await tx.delete(photo).where(eq(photo.userId, userId)).returning({ name: photo.lakeName });
  const dids = devices.map(({ did }) => did);
  const blobs =
    dids.length === 0
      ? []
      : await tx.delete(blob).where(inArray(blob.did, dids)).returning({ name: blob.lakeName });
  await eraseStudentKey(tx, userId);
  const names = [...announced, ...photos.map(({ name }) => name), ...blobs.map(({ name }) => name)];
  return [...new Set(names.filter((name) => name !== null))];
}
