/**
 * What the marks of a course and of a term amount to. Counted are meetings that are closed and not cancelled; weeks (ISO 8601),
 * weekdays and hours are the university's. Every share comes with the numbers it is made of (shared/attendance-share.ts).
 */
import * as v from "valibot";
import { SharePolicy } from "../attendance-share.ts";
import { Instant, Uuid } from "../ids.ts";

const Count = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
/** hundredths of a percent */
const BasisPoints = v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(10_000));
/** ISO 8601: 2026-W47 */
const IsoWeek = v.pipe(v.string(), v.regex(/^\d{4}-W\d{2}$/));
const Day = v.pipe(v.string(), v.isoDate());
const Weekday = v.pipe(v.number(), v.safeInteger(), v.minValue(1), v.maxValue(7));

export const Counts = v.strictObject({ present: Count, late: Count, excused: Count, absent: Count });
/** earned: hundredths of a meeting; of: meetings that count; basisPoints: null when none counts */
export const Share = v.strictObject({ earned: Count, of: Count, basisPoints: v.nullable(BasisPoints) });
export type Share = v.InferOutput<typeof Share>;

/** What some meetings have in common. */
const tally = { meetings: Count, counts: Counts, share: Share };
/** A week with meetings that count; `startsOn` is its Monday. */
export const WeekTally = v.strictObject({ week: IsoWeek, startsOn: Day, ...tally });
export type WeekTally = v.InferOutput<typeof WeekTally>;
/** Meetings that begin at the same weekday (1 Monday … 7 Sunday) and time ("08:00"). */
export const HourTally = v.strictObject({ weekday: Weekday, time: v.string(), ...tally });
export type HourTally = v.InferOutput<typeof HourTally>;

export const AnalysedMeeting = v.strictObject({
  id: Uuid,
  title: v.nullable(v.string()),
  startsAt: Instant,
  week: IsoWeek,
  weekday: Weekday,
  time: v.string(),
  groupId: v.nullable(Uuid),
  counts: Counts,
  /** students whose check-in is still in doubt: they have no status yet */
  unsettled: Count,
  share: Share,
});
export type AnalysedMeeting = v.InferOutput<typeof AnalysedMeeting>;

/** A line through a student's latest weeks, by least squares over the meetings with the week as x. */
export const Trend = v.strictObject({
  /** the weeks it is drawn through, with what was earned of how many meetings in each */
  weeks: v.array(v.strictObject({ week: IsoWeek, earned: Count, of: Count })),
  /** hundredths of a percentage point a week, rounded; null: too little to draw a line */
  slope: v.nullable(v.pipe(v.number(), v.safeInteger())),
  /** hundredths of meetings that were lost in these weeks */
  lost: Count,
  falling: v.boolean(),
});
export type Trend = v.InferOutput<typeof Trend>;

export const AnalysedStudent = v.strictObject({
  userId: Uuid,
  name: v.string(),
  studentNumber: v.nullable(v.string()),
  groupId: v.nullable(Uuid),
  counts: Counts,
  share: Share,
  /** meetings at which the own check-in is still in doubt */
  unsettled: Count,
  /** meetings that were not the student's: before joining, of another group */
  notApplicable: Count,
  trend: Trend,
  /** the share, as shown, is below what the course requires */
  below: v.boolean(),
  /** meetings to attend without a miss until the share is enough again; 0: it is; null: no number will do */
  needed: v.nullable(Count),
  /** planned meetings that are still to come for this student */
  remaining: Count,
});
export type AnalysedStudent = v.InferOutput<typeof AnalysedStudent>;

/** The students in force of a group; groupId null: those without a group. */
export const AnalysedGroup = v.strictObject({
  groupId: v.nullable(Uuid),
  name: v.nullable(v.string()),
  students: Count,
  atRisk: Count,
  counts: Counts,
  share: Share,
});
export type AnalysedGroup = v.InferOutput<typeof AnalysedGroup>;

/** The same course (by code, else by name) in one term. */
export const CourseInTerm = v.strictObject({
  courseId: Uuid,
  termName: v.nullable(v.string()),
  startsOn: v.nullable(Day),
  ...tally,
});
export type CourseInTerm = v.InferOutput<typeof CourseInTerm>;

/** GET /v1/courses/:id/analysis, for those who may watch its meetings */
export const CourseAnalysis = v.strictObject({
  courseId: Uuid,
  name: v.string(),
  /** the state of which this is the picture */
  at: Instant,
  timeZone: v.string(),
  policy: SharePolicy,
  requiredPct: v.number(),
  total: v.strictObject({ ...tally, unsettled: Count, students: Count }),
  meetings: v.array(AnalysedMeeting),
  weeks: v.array(WeekTally),
  hours: v.array(HourTally),
  /** those at risk first, the lowest share first */
  students: v.array(AnalysedStudent),
  /** empty when the course has no groups */
  groups: v.array(AnalysedGroup),
  arrivals: v.strictObject({
    /** students who arrived so many minutes after the start, by the clock; less than 0: before it */
    minutes: v.array(v.strictObject({ minute: v.pipe(v.number(), v.safeInteger()), students: Count })),
    /** present or late by a teacher's word alone */
    unknown: Count,
    /** of those who came, who were not late; basis points */
    onTime: v.nullable(BasisPoints),
  }),
  /** this course and its other terms that the asker may see, the earliest first; empty when there is no other */
  terms: v.array(CourseInTerm),
});
export type CourseAnalysis = v.InferOutput<typeof CourseAnalysis>;

/** GET /v1/overview?term=…: a term's id, or "none" for courses of no term; without it the term of today, else the latest. */
export const OverviewQuery = v.strictObject({ term: v.optional(v.union([Uuid, v.literal("none")])) });

export const OverviewCourse = v.strictObject({
  id: Uuid,
  name: v.string(),
  code: v.nullable(v.string()),
  requiredPct: v.number(),
  students: Count,
  /** students in force whose share is below what the course requires */
  atRisk: Count,
  ...tally,
  /** its latest week with meetings that count, and all weeks before that one */
  latest: v.nullable(v.strictObject({ week: IsoWeek, share: Share, before: Share })),
});
export type OverviewCourse = v.InferOutput<typeof OverviewCourse>;

/** Of the courses that one teaches or assists in; of all for an administrator. */
export const Overview = v.strictObject({
  at: Instant,
  timeZone: v.string(),
  /** the latest first */
  terms: v.array(v.strictObject({ id: Uuid, name: v.string(), startsOn: Day, endsOn: Day })),
  /** there are courses of no term */
  others: v.boolean(),
  /** the one shown; null: courses of no term */
  termId: v.nullable(Uuid),
  total: v.strictObject({
    ...tally,
    courses: Count,
    /** places: a student counts in each course */
    places: Count,
    atRisk: Count,
    onTime: v.nullable(BasisPoints),
  }),
  weeks: v.array(WeekTally),
  /** `time` is the full hour in which the meetings begin */
  hours: v.array(HourTally),
  /** the most students at risk first, then the lowest share */
  courses: v.array(OverviewCourse),
});
export type Overview = v.InferOutput<typeof Overview>;

/** GET /v1/overview/terms: all terms beside each other, the earliest first. */
export const TermTally = v.strictObject({
  termId: v.nullable(Uuid),
  name: v.nullable(v.string()),
  courses: Count,
  ...tally,
});
export const TermTallies = v.array(TermTally);
export type TermTally = v.InferOutput<typeof TermTally>;
