/** Students' requests: to be excused, and to have a mark looked at again. Notes and answers are plain text. */
import * as v from "valibot";
import { Instant, Uuid, written } from "../ids.ts";

const DateOnly = v.pipe(v.string(), v.isoDate());
const days = (from: string, until: string) => (Date.parse(until) - Date.parse(from)) / 86_400_000;
/** Longest span of one excuse, days. */
export const MAX_SPAN_DAYS = 180;
/** Largest attachment, bytes. */
export const MAX_ATTACHMENT_BYTES = 5 * 1024 * 1024;
export const ATTACHMENT_TYPES = ["application/pdf", "image/jpeg", "image/png", "image/webp"] as const;
const Reason = written(2000);

/** POST /v1/requests (student): to be excused from one meeting, or from all of a course between two dates (the university's). */
export const ExcuseForMeeting = v.strictObject({
  kind: v.literal("excuse"),
  meetingId: Uuid,
  reason: Reason,
});
export const ExcuseForDates = v.pipe(
  v.strictObject({
    kind: v.literal("excuse"),
    courseId: Uuid,
    from: DateOnly,
    until: DateOnly,
    reason: Reason,
  }),
  v.forward(
    v.check(
      ({ from, until }) => from <= until && days(from, until) <= MAX_SPAN_DAYS,
      "an end before its start",
    ),
    ["until"],
  ),
);
/** What a student says it should be. */
export const WantedStatus = v.picklist(["present", "late", "excused"]);
/** POST /v1/requests (student): to have the status of one meeting looked at again. */
export const Contest = v.strictObject({
  kind: v.literal("contest"),
  meetingId: Uuid,
  wanted: WantedStatus,
  reason: Reason,
});
export const NewRequest = v.union([Contest, ExcuseForDates, ExcuseForMeeting]);
export type NewRequest = v.InferOutput<typeof NewRequest>;

/** open, or what became of it. Of a contest: granted — the mark was changed; refused — it stands. */
export const RequestState = v.picklist(["open", "granted", "refused", "withdrawn"]);
export type RequestState = v.InferOutput<typeof RequestState>;

export const Attachment = v.strictObject({
  name: v.string(),
  contentType: v.picklist(ATTACHMENT_TYPES),
  bytes: v.number(),
});
/** GET /v1/me/requests, GET /v1/courses/:id/requests, and what each change answers. Newest first, open ones before. */
export const RequestView = v.strictObject({
  id: Uuid,
  kind: v.picklist(["excuse", "contest"]),
  courseId: Uuid,
  courseName: v.string(),
  /** who asks */
  student: v.strictObject({ id: Uuid, name: v.string(), studentNumber: v.nullable(v.string()) }),
  meeting: v.nullable(
    v.strictObject({
      id: Uuid,
      title: v.nullable(v.string()),
      startsAt: Instant,
      endsAt: Instant,
      /** the student's status there now; null while nothing is decided */
      status: v.nullable(v.picklist(["present", "late", "excused", "absent"])),
    }),
  ),
  from: v.nullable(DateOnly),
  until: v.nullable(DateOnly),
  /** of a span: meetings of the student within it so far */
  meetings: v.number(),
  reason: v.string(),
  wanted: v.nullable(WantedStatus),
  state: RequestState,
  answer: v.nullable(v.string()),
  given: v.nullable(WantedStatus),
  decidedBy: v.nullable(v.string()),
  decidedAt: v.nullable(Instant),
  createdAt: Instant,
  /** an answer that the student has not seen */
  unseen: v.boolean(),
  attachment: v.nullable(Attachment),
});
export type RequestView = v.InferOutput<typeof RequestView>;
export const Requests = v.array(RequestView);

/** POST /v1/requests/:id/decision (teacher of the course). A refusal needs an answer; a granted contest says what it gives. */
export const RequestDecision = v.pipe(
  v.strictObject({
    decision: v.picklist(["grant", "refuse"]),
    answer: written(1000, 0),
    given: v.optional(WantedStatus),
  }),
  v.forward(
    v.check(({ decision, answer }) => decision === "grant" || answer.length > 0, "a refusal needs an answer"),
    ["answer"],
  ),
);

/** GET /v1/requests/waiting: for the badges. */
export const RequestsWaiting = v.strictObject({
  /** open ones in courses that the caller teaches */
  toDecide: v.number(),
  /** by course */
  byCourse: v.record(Uuid, v.number()),
  /** answers to the caller's own that were not seen yet */
  answered: v.number(),
});
export type RequestsWaiting = v.InferOutput<typeof RequestsWaiting>;
