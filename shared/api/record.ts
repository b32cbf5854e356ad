import * as v from "valibot";
import { AttendanceStatus } from "../attendance.ts";
import { Instant, Sha256, Uuid } from "../ids.ts";
import { EvidenceGrade, OutcomeCode } from "../protocol/sync.ts";

/** GET /v1/me/record: the student's own attendance, newest first. */
export const RecordRow = v.strictObject({
  meetingId: Uuid,
  courseName: v.string(),
  title: v.nullable(v.string()),
  startsAt: Instant,
  endsAt: Instant,
  status: AttendanceStatus,
  source: v.nullable(v.picklist(["automatic", "manual"])),
  reason: v.nullable(v.string()),
  checkIn: v.nullable(
    v.strictObject({
      h: Sha256,
      st: v.picklist(["accepted", "pending", "review", "rejected"]),
      code: v.nullable(OutcomeCode),
      grade: v.nullable(EvidenceGrade),
      capturedAt: Instant,
      receivedAt: Instant,
      /** name of who carried it here, null when the phone itself sent it */
      carrier: v.optional(v.nullable(v.string()), null),
    }),
  ),
});
export type RecordRow = v.InferOutput<typeof RecordRow>;
export const AttendanceRecord = v.array(RecordRow);
