import { randomBytes } from "node:crypto";
import { eq } from "drizzle-orm";
import { v7 as uuidv7 } from "uuid";
import * as tables from "../../drizzle/schema.ts";
import { consentText } from "../../server/domain/consent-text.ts";
import { enrolmentLakeName } from "../../server/domain/enrolment.ts";
import { POSES } from "../../shared/api/enrolment.ts";
import { sha256, utf8 } from "../../shared/bytes.ts";
import type { TestServices } from "./services.ts";

/** Records of a student as they lie in database and lake, written directly: nobody sent, signed or decided them. */
const randomHash = () => randomBytes(32).toString("base64url");

/** A student's check-in as stored, with a photo in the lake; written directly, signed by nobody. */
export async function storedCheckIn(
  { services: { db, lake } }: TestServices,
  of: {
    userId: string;
    meetingId: string;
    state: "pending" | "accepted" | "review" | "rejected";
    code?: string;
    receivedAt?: Date;
  },
): Promise<string> {
  const [known] = await db.select().from(tables.device).where(eq(tables.device.userId, of.userId)).limit(1);
  const did = known?.did ?? uuidv7();
  if (!known) {
    const genesis = randomHash();
    const jwk = { kty: "EC" as const, crv: "P-256" as const, x: randomHash(), y: randomHash() };
    const device = {
      did,
      userId: of.userId,
      kid: randomHash(),
      jwk,
      inst: uuidv7(),
      headHash: genesis,
      genesis,
    };
    await db.insert(tables.device).values(device);
  }
  const [hash, photoHash] = [randomHash(), randomHash()];
  await db.insert(tables.entry).values({
    hash,
    did,
    seq: randomBytes(4).readUInt32BE() >>> 1,
    prev: randomHash(),
    userId: of.userId,
    meetingId: of.meetingId,
    jws: "not.signed.here",
    capturedMs: Date.now(),
    photoHash,
    embeddingHash: randomHash(),
    state: of.state,
    code: of.code ?? null,
    ...(of.receivedAt && { receivedAt: of.receivedAt }),
  });
  const lakeName = `checkins/${did}/${photoHash}`;
  await lake.put(lakeName, utf8("photo of a check-in"));
  await db.insert(tables.blob).values({ hash: photoHash, did, bytes: 19, lakeName });
  return hash;
}

/** An enrolment whose photos are here and which waits for a person's look; written directly. */
export async function storedEnrolment(
  { services: { db, lake } }: TestServices,
  userId: string,
): Promise<string> {
  await db.delete(tables.enrolment).where(eq(tables.enrolment.userId, userId));
  const id = uuidv7();
  await db.insert(tables.enrolment).values({ id, userId, status: "awaiting" });
  const made = await Promise.all(
    POSES.map(async (pose) => {
      const h = await sha256(utf8(`${id} ${pose}`));
      const lakeName = enrolmentLakeName(id, pose, h);
      await lake.put(lakeName, utf8(`photo of pose ${pose}`));
      const photo = { h, n: 20, ct: "image/jpeg" as const, w: 640, h2: 480 };
      return { pose, photo, lakeName, photoId: uuidv7() };
    }),
  );
  const of = { userId, kind: "enrolment" as const };
  await db.insert(tables.photo).values(
    made.map(({ photo: { h, ct, n, w, h2 }, lakeName, photoId }) => ({
      id: photoId,
      ...of,
      sha256: h,
      contentType: ct,
      bytes: n,
      width: w,
      height: h2,
      lakeName,
    })),
  );
  const lmk = [2200, 2000, 4200, 2000, 3200, 3000, 2400, 3800, 4000, 3800];
  const claims = made.map(({ pose, photo, photoId }) => {
    const emb = { h: randomHash(), d: 512, mid: "arcface-mbf", md: randomHash() };
    return { enrolmentId: id, pose, claim: { pose, photo, lmk, emb }, photoId };
  });
  await db.insert(tables.enrolmentPhoto).values(claims);
  const embedding = Buffer.alloc(2048, 1);
  await db.insert(tables.template).values(
    made.flatMap(({ photoId }) => {
      const anchor = { userId, photoId, kind: "anchor" as const, modelId: "arcface-mbf", embedding };
      const modelDigest = randomHash();
      return (["device", "server"] as const).map((aligner) =>
        Object.assign({ id: uuidv7(), aligner, modelDigest }, anchor),
      );
    }),
  );
  return id;
}

/** Writes down that a person agreed to the text in force. */
export async function storedConsent({ services: { db } }: TestServices, userId: string): Promise<void> {
  const { version, language, sha256: textHash } = await consentText("en");
  await db.insert(tables.consent).values({ id: uuidv7(), userId, version, language, textHash });
}

/** An open request to be excused between two dates, with a document; written directly. */
export async function storedRequest(
  { services: { db, lake } }: TestServices,
  of: { courseId: string; userId: string },
): Promise<string> {
  const id = uuidv7();
  const [fromDate, untilDate] = ["2026-11-23", "2026-11-24"];
  await db
    .insert(tables.request)
    .values({ id, kind: "excuse", ...of, fromDate, untilDate, reason: "a trip" });
  const lakeName = `requests/${id}`;
  const bytes = utf8("%PDF-1.7 a document");
  await lake.put(lakeName, bytes);
  await db.insert(tables.requestAttachment).values({
    requestId: id,
    name: "note.pdf",
    contentType: "application/pdf",
    bytes: bytes.byteLength,
    sha256: await sha256(bytes),
    lakeName,
  });
  return id;
}
