import * as v from "valibot";
import { Instant, Sha256, Uuid } from "../ids.ts";
import { EntryJws, PROTOCOL_VERSION } from "../protocol/entry.ts";
import { MAX_BATCH_ENTRIES, OutcomeCode } from "../protocol/sync.ts";

/** POST /v1/carried (session; who teaches or assists in a course, administrator): claims of other people's phones. */
export const CarriedRequest = v.strictObject({
  v: v.literal(PROTOCOL_VERSION),
  entries: v.pipe(v.array(EntryJws), v.maxLength(MAX_BATCH_ENTRIES)),
});
export type CarriedRequest = v.InferInput<typeof CarriedRequest>;

/** Whose check-in it was and what became of it: told to those only who may watch the meeting's list. */
export const CarriedAbout = v.object({
  student: v.string(),
  meetingId: Uuid,
  courseName: v.string(),
  title: v.nullable(v.string()),
  startsAt: Instant,
  st: v.picklist(["accepted", "pending", "review", "rejected"]),
  code: v.nullable(OutcomeCode),
});
export type CarriedAbout = v.InferOutput<typeof CarriedAbout>;

/**
 * The server's word to the carrier. received: committed, now or before; `about` null when the meeting is not the carrier's
 * to watch. refused: will never be stored. retry: not stored this time.
 */
export const CarriedResult = v.variant("st", [
  v.object({ h: Sha256, st: v.literal("received"), about: v.nullable(CarriedAbout) }),
  v.object({ h: Sha256, st: v.literal("refused"), code: OutcomeCode }),
  v.object({ h: Sha256, st: v.literal("retry"), ra: v.pipe(v.number(), v.safeInteger(), v.minValue(0)) }),
]);
export type CarriedResult = v.InferOutput<typeof CarriedResult>;

export const CarriedReply = v.object({ v: v.literal(PROTOCOL_VERSION), results: v.array(CarriedResult) });
export type CarriedReply = v.InferOutput<typeof CarriedReply>;

/** PUT /v1/carried/blobs/:sha256?did=: bytes that an entry of this device announced */
export const CarriedBlobQuery = v.object({ did: Uuid });

export const CHECK_INS_TYPE = "presente-check-ins";
export const CHECK_INS_FILE_VERSION = 1;

/** A file of unsent check-ins, version 1: each claim exactly as signed, with the blobs that belong to it (base64url). */
export const CheckInsFile = v.object({
  type: v.literal(CHECK_INS_TYPE),
  v: v.literal(CHECK_INS_FILE_VERSION),
  entries: v.array(
    v.object({
      jws: v.string(),
      blobs: v.array(v.object({ hash: Sha256, type: v.string(), data: v.string() })),
    }),
  ),
});
export type CheckInsFile = v.InferOutput<typeof CheckInsFile>;
