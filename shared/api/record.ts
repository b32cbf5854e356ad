import * as v from "valibot";
import { AttendanceStatus } from "../attendance.ts";
import { SharePolicy } from "../attendance-share.ts";
import { Instant, Sha256, Uuid } from "../ids.ts";
import { EvidenceGrade, OutcomeCode } from "../protocol/sync.ts";

/** GET /v1/me/record: the student's own attendance, newest first. */
export const RecordRow = v.strictObject({
  meetingId: Uuid,
  courseId: v.optional(v.nullable(Uuid), null),
  courseName: v.string(),
  title: v.nullable(v.string()),
  startsAt: Instant,
  endsAt: Instant,
  status: AttendanceStatus,
  source: v.nullable(v.picklist(["automatic", "manual"])),
  reason: v.nullable(v.string()),
  /** may be asked about: it is over, or a status stands */
  contestable: v.optional(v.boolean(), false),
  /** a request about this meeting that waits for an answer */
  asked: v.optional(v.nullable(v.picklist(["excuse", "contest"])), null),
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

/** GET /v1/me/shares: the share of attendance in each course, with the numbers that it is made of. */
export const CourseShare = v.strictObject({
  courseId: Uuid,
  courseName: v.string(),
  present: v.number(),
  late: v.number(),
  excused: v.number(),
  absent: v.number(),
  /** closed meetings of which nothing is decided yet: they do not count */
  undecided: v.number(),
  policy: SharePolicy,
  /** in percent */
  requiredPct: v.number(),
  /** the date at whose end the grades were locked; null: they are not */
  lockedOn: v.nullable(v.string()),
});
export type CourseShare = v.InferOutput<typeof CourseShare>;
export const CourseShares = v.array(CourseShare);
