import * as v from "valibot";
import { SharePolicy } from "../attendance-share.ts";
import { daysBetween, IsoDate } from "../dates.ts";
import { Instant, Uuid } from "../ids.ts";
import { EvidenceGrade } from "../protocol/sync.ts";
import { Language } from "./account.ts";

/** csv: a row a student; csv_detail: a row for each student at each meeting; the others hold both. */
export const ReportFormat = v.picklist(["pdf", "xlsx", "csv", "csv_detail"]);
export type ReportFormat = v.InferOutput<typeof ReportFormat>;
export const REPORT_FORMATS = ReportFormat.options;

export const MAX_REPORT_DAYS = 732;
/** Reports of more cells (students × meetings) are made in the background. */
export const LARGE_REPORT_CELLS = 10_000;

const range = {
  /** two of the university's dates, inclusive */
  from: IsoDate,
  until: IsoDate,
  /** without both: the whole course */
  group: v.optional(Uuid),
  student: v.optional(Uuid),
};
interface Range {
  from: string;
  until: string;
}
const lastsDays = ({ from, until }: Range) => daysBetween(from, until) + 1;
const fits = (range: Range) => lastsDays(range) >= 1 && lastsDays(range) <= MAX_REPORT_DAYS;
const BAD_RANGE = "the last date must not be before the first, nor two years after it";

/** GET /v1/courses/:id/report: what is reported of which dates. */
export const ReportQuery = v.pipe(
  v.strictObject(range),
  v.forward(v.partialCheck([["from"], ["until"]], fits, BAD_RANGE), ["until"]),
);
export type ReportQuery = v.InferOutput<typeof ReportQuery>;

/** GET /v1/courses/:id/report/file: the document at once. @throws report_large for what the background makes */
export const ReportFileQuery = v.pipe(
  v.strictObject({ ...range, format: ReportFormat, language: v.optional(Language) }),
  v.forward(v.partialCheck([["from"], ["until"]], fits, BAD_RANGE), ["until"]),
);

/**
 * What a student's cell at a meeting says, one letter each: P present, L late, E excused, A absent, ? expected, taken and not
 * settled, - not applicable (nobody expected them), x cancelled, . not taken yet.
 */
export const ReportCell = v.picklist(["P", "L", "E", "A", "?", "-", "x", "."]);
export type ReportCell = v.InferOutput<typeof ReportCell>;

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
const counts = { present: Count, late: Count, excused: Count, absent: Count };
/** of shared/attendance-share.ts */
const Share = v.strictObject({ earned: Count, of: Count, basisPoints: v.nullable(Count) });

export const ReportMeeting = v.strictObject({
  title: v.nullable(v.string()),
  startsAt: Instant,
  endsAt: Instant,
  /** its group's name; null: the whole course */
  group: v.nullable(v.string()),
  room: v.nullable(v.string()),
  /** closed ones are taken: they alone count */
  state: v.picklist(["planned", "open", "closed", "cancelled"]),
  cancelReason: v.nullable(v.string()),
  ...counts,
  unsettled: Count,
  notApplicable: Count,
});
export type ReportMeeting = v.InferOutput<typeof ReportMeeting>;

export const ReportStudent = v.strictObject({
  id: Uuid,
  name: v.string(),
  studentNumber: v.nullable(v.string()),
  group: v.nullable(v.string()),
  ...counts,
  unsettled: Count,
  notApplicable: Count,
  share: Share,
  /** below what the course requires */
  below: v.boolean(),
  /** a letter of {@link ReportCell} for each meeting, in the order of `meetings` */
  cells: v.string(),
});
export type ReportStudent = v.InferOutput<typeof ReportStudent>;

/** Answer of GET /v1/courses/:id/report. */
export const Report = v.strictObject({
  course: v.strictObject({
    id: Uuid,
    name: v.string(),
    code: v.nullable(v.string()),
    term: v.nullable(v.string()),
    /** first and last date of the term */
    termDates: v.nullable(v.strictObject({ from: IsoDate, until: IsoDate })),
    teachers: v.array(v.string()),
  }),
  scope: v.variant("kind", [
    v.strictObject({ kind: v.literal("course") }),
    v.strictObject({ kind: v.literal("group"), name: v.string() }),
    v.strictObject({ kind: v.literal("student"), name: v.string() }),
  ]),
  from: IsoDate,
  until: IsoDate,
  /** IANA name; all dates and times of the documents are in it */
  timeZone: v.string(),
  /** the last change of what is reported; null: there is nothing yet */
  dataAt: v.nullable(Instant),
  policy: v.strictObject({ share: SharePolicy, requiredPct: Count }),
  /** by start */
  meetings: v.array(ReportMeeting),
  /** by name */
  students: v.array(ReportStudent),
  totals: v.strictObject({
    /** of the range, without the cancelled ones */
    meetings: Count,
    /** closed, not cancelled */
    taken: Count,
    cancelled: Count,
    ...counts,
    unsettled: Count,
    notApplicable: Count,
    share: Share,
  }),
});
export type Report = v.InferOutput<typeof Report>;

/** One mark of a report, with where it comes from. */
export const ReportMark = v.strictObject({
  /** places in the report's lists */
  student: Count,
  meeting: Count,
  cell: ReportCell,
  source: v.nullable(v.picklist(["automatic", "manual"])),
  /** the teacher's name, of a manual mark */
  by: v.nullable(v.string()),
  reason: v.nullable(v.string()),
  /** evidence of the check-in behind it (PROTOCOL.md, Evidence); null without one */
  grade: v.nullable(EvidenceGrade),
  /** capture time of that check-in */
  arrivedAt: v.nullable(Instant),
  /** whose phone brought it, where it was not the student's own */
  carrier: v.nullable(v.string()),
});
export type ReportMark = v.InferOutput<typeof ReportMark>;
/** GET /v1/courses/:id/report/marks, for the print view of a report that is not large. */
export const ReportMarks = v.array(ReportMark);

/** POST /v1/reports: a report that is made in the background and kept for a while. Answers {@link MadeReport}. */
export const ReportRequest = v.pipe(
  v.strictObject({ ...range, courseId: Uuid, format: ReportFormat }),
  v.forward(v.partialCheck([["from"], ["until"]], fits, BAD_RANGE), ["until"]),
);

/** A report as it waits in the app. */
export const MadeReport = v.strictObject({
  id: Uuid,
  courseId: Uuid,
  courseName: v.string(),
  /** name of the group or student; null: the whole course */
  scopeName: v.nullable(v.string()),
  from: IsoDate,
  until: IsoDate,
  format: ReportFormat,
  language: Language,
  scheduled: v.boolean(),
  /** failed: it is tried again, or was too often */
  state: v.picklist(["waiting", "making", "ready", "failed", "cancelled"]),
  /** students written of all */
  done: Count,
  of: Count,
  bytes: v.nullable(Count),
  fileName: v.nullable(v.string()),
  /** null: by the app alone */
  mail: v.nullable(v.picklist(["waiting", "sent", "failed"])),
  /** nobody has fetched it yet */
  unread: v.boolean(),
  createdAt: Instant,
  /** when its file is deleted */
  expiresAt: Instant,
});
export type MadeReport = v.InferOutput<typeof MadeReport>;

/**
 * POST /v1/courses/:id/report-schedules: the report of each week (Monday to Sunday) or month, for oneself; of the course, of a
 * group or of a student.
 */
export const ScheduleRequest = v.pipe(
  v.strictObject({
    every: v.picklist(["week", "month"]),
    format: ReportFormat,
    group: v.optional(Uuid),
    student: v.optional(Uuid),
  }),
  v.check(({ group, student }) => group === undefined || student === undefined, "a group or a student"),
);
export const ReportSchedule = v.strictObject({
  id: Uuid,
  courseId: Uuid,
  courseName: v.string(),
  /** name of the group or student; null: the whole course */
  scopeName: v.nullable(v.string()),
  every: v.picklist(["week", "month"]),
  format: ReportFormat,
  /** the university's date on whose morning the next one is made */
  nextOn: IsoDate,
});
export type ReportSchedule = v.InferOutput<typeof ReportSchedule>;

/** GET /v1/reports: one's own, the latest first. */
export const Reports = v.strictObject({
  reports: v.array(MadeReport),
  schedules: v.array(ReportSchedule),
  unread: Count,
  /** scheduled ones also come by e-mail */
  mails: v.boolean(),
});
export type Reports = v.InferOutput<typeof Reports>;
