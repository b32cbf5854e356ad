import { and, eq, gt, isNull, ne, sql } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import { audit, device, deviceChallenge, timeToken, user } from "../../drizzle/schema.ts";
import type { PublicJwk } from "../../shared/protocol/sync.ts";
import type { Db } from "../context.ts";

export type DeviceRow = typeof device.$inferSelect;

export async function addChallenge(db: Db, challenge: typeof deviceChallenge.$inferInsert): Promise<void> {
  await db.insert(deviceChallenge).values(challenge);
}

/** Spends a challenge of this person that has not run out. @returns null when there is none */
export async function spendChallenge(tx: Db, did: string, userId: string) {
  const [row] = await tx
    .update(deviceChallenge)
    .set({ usedAt: sql`now()` })
    .where(
      and(
        eq(deviceChallenge.did, did),
        eq(deviceChallenge.userId, userId),
        isNull(deviceChallenge.usedAt),
        gt(deviceChallenge.expiresAt, sql`now()`),
      ),
    )
    .returning();
  return row ?? null;
}

/** Whether an installation was ever another person's. */
export async function isInstallationOfAnother(db: Db, inst: string, userId: string): Promise<boolean> {
  const rows = await db
    .select({ did: device.did })
    .from(device)
    .where(and(eq(device.inst, inst), ne(device.userId, userId)))
    .limit(1);
  return rows.length > 0;
}

export async function findDeviceByKid(db: Db, kid: string): Promise<DeviceRow | null> {
  const [row] = await db.select().from(device).where(eq(device.kid, kid));
  return row ?? null;
}

/**
 * Makes this the person's one active device; the one before it is revoked.
 * @param probationUntil what a replacement starts with; a first device has none
 */
export async function registerDevice(
  tx: Db,
  added: { did: string; userId: string; kid: string; jwk: PublicJwk; inst: string; genesis: string },
  probationUntil: Date,
): Promise<DeviceRow> {
  await tx.select({ id: user.id }).from(user).where(eq(user.id, added.userId)).for("no key update");
  const earlier = await tx.select({ did: device.did }).from(device).where(eq(device.userId, added.userId));
  await tx
    .update(device)
    .set({ status: "revoked", revokedAt: sql`now()` })
    .where(and(eq(device.userId, added.userId), ne(device.status, "revoked")));
  const [row] = await tx
    .insert(device)
    .values({ ...added, headHash: added.genesis, probationUntil: earlier.length > 0 ? probationUntil : null })
    .returning();
  if (!row) throw new Error("the device was not stored");
  await tx.insert(audit).values({
    id: uuidv7(),
    actorId: added.userId,
    action: earlier.length > 0 ? "device_replaced" : "device_registered",
    subjectId: added.userId,
    detail: { did: added.did, kid: added.kid },
  });
  return row;
}

/** Locks the device until the transaction ends: whatever changes one of its entries holds this lock. */
export const holdDevice = (tx: Db, did: string) =>
  tx.execute(sql`select from ${device} d where d.did = ${did} for no key update`);

/** The same for who needs its row, as a statement; {@link deviceOf} takes the row. */
export const lockedDevice = (tx: Db, did: string) =>
  tx.select().from(device).where(eq(device.did, did)).for("no key update");

export const lockDevice = async (tx: Db, did: string): Promise<DeviceRow> =>
  deviceOf(await lockedDevice(tx, did));

export function deviceOf([row]: readonly DeviceRow[]): DeviceRow {
  if (!row) throw new Error("the device is gone");
  return row;
}

export async function setHead(tx: Db, did: string, head: { seq: number; h: string }): Promise<void> {
  await tx.update(device).set({ headSeq: head.seq, headHash: head.h }).where(eq(device.did, did));
}

/** Stops a device whose history has split; the entry that shows the split is kept for a person to look at. */
export async function freezeDevice(
  tx: Db,
  frozen: DeviceRow,
  detail: { seq: number; jws: string },
): Promise<void> {
  if (frozen.status !== "active") return;
  await tx.update(device).set({ status: "frozen" }).where(eq(device.did, frozen.did));
  await tx.insert(audit).values({
    id: uuidv7(),
    actorId: frozen.userId,
    action: "device_forked",
    subjectId: frozen.userId,
    detail: { did: frozen.did, ...detail },
  });
}

/** A room code that its meeting never showed is a security event. */
export async function noteWrongCode(
  tx: Db,
  { did, userId }: DeviceRow,
  detail: { hash: string; meetingId: string },
): Promise<void> {
  await tx.insert(audit).values({
    id: uuidv7(),
    actorId: userId,
    action: "room_code_wrong",
    subjectId: userId,
    detail: { did, ...detail },
  });
}

/** Where the device's chain stands now. */
export async function chainHead(db: Db, did: string): Promise<{ seq: number; h: string }> {
  const [row] = await db
    .select({ seq: device.headSeq, h: device.headHash })
    .from(device)
    .where(eq(device.did, did));
  if (!row) throw new Error("the device is gone");
  return row;
}

/**
 * Remembers a time token. It does not wait for the disk: should the database crash within the moment, what names the token
 * is bounded by its ancestors alone, as if it named none.
 */
export async function rememberTimeToken(
  db: Db,
  { hash, did, ms }: typeof timeToken.$inferInsert,
): Promise<void> {
  await db.execute(sql`with soon as (select set_config('synchronous_commit', 'off', true))
    insert into ${timeToken} (hash, did, ms) select ${hash}, ${did}::uuid, ${ms}::bigint from soon
    on conflict do nothing`);
}
