import * as v from "valibot";
import { AttendanceStatus } from "../attendance.ts";
import { SharePolicy } from "../attendance-share.ts";
import { ArrivalRules } from "../arrival.ts";
import { normalised } from "../crockford.ts";
import { Instant, Sha256, Uuid, written } from "../ids.ts";
import { EvidenceGrade, OutcomeCode } from "../protocol/sync.ts";

const Title = written(160);
const Minutes = (max: number) => v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(max));

const RoomCodePolicy = v.picklist(["none", "required"]);
/** A course's rules for check-ins. */
export const CoursePolicy = v.strictObject({
  /** whether a check-in without the room's code is a person's decision (PROTOCOL, evidence grades) */
  roomCode: RoomCodePolicy,
  /** present until this many minutes after the start, late from then on */
  lateAfterMin: Minutes(240),
  /** a check-in captured during the meeting counts when it arrives within this time after the capture (T5) */
  syncWithinMin: Minutes(60 * 24 * 14),
  /** an open meeting closes by itself this many minutes after its end; null: only by hand; without a word: 15 */
  closeAfterMin: v.optional(v.nullable(Minutes(720))),
  /** a meeting of the timetable opens by itself this many minutes before its start; null or without a word: by hand */
  openBeforeMin: v.optional(v.nullable(Minutes(60))),
  /** late until this many minutes after the start, absent from then on; null or without a word: late to the end */
  absentAfterMin: v.optional(v.nullable(Minutes(720))),
  /** a check-in after `absentAfterMin`: absent and shown to the teacher (without a word), or absent and nothing more */
  tooLate: v.optional(v.picklist(["look", "absent"])),
  /** how the share of attendance is computed (shared/attendance-share.ts); without a word: its defaults */
  share: v.optional(SharePolicy),
  /** students below this share are at risk, in percent; without a word: 75 */
  requiredPct: v.optional(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(100))),
  /** from the end of this date on (the university's) statuses are frozen; null or without a word: never */
  lockOn: v.optional(v.nullable(v.pipe(v.string(), v.isoDate()))),
});
export type CoursePolicy = v.InferOutput<typeof CoursePolicy>;
export const DEFAULT_POLICY: CoursePolicy = { roomCode: "none", lateAfterMin: 10, syncWithinMin: 24 * 60 };

/** Minutes after its end at which an open meeting closes by itself, where the course has no rule of its own. */
export const DEFAULT_CLOSE_AFTER_MIN = 15;

/** A course's minute windows with what holds where it has no rule of its own. */
export const arrivalRulesOf = ({
  lateAfterMin,
  absentAfterMin = null,
  closeAfterMin = DEFAULT_CLOSE_AFTER_MIN,
}: Pick<CoursePolicy, "lateAfterMin" | "absentAfterMin" | "closeAfterMin">): ArrivalRules => ({
  lateAfterMin,
  absentAfterMin,
  closeAfterMin,
});

/** What a member may do in a course. */
export const CourseRole = v.picklist(["student", "teacher", "assistant"]);
export type CourseRole = v.InferOutput<typeof CourseRole>;

/** POST /v1/courses (teacher, administrator) */
export const CourseRequest = v.strictObject({
  name: Title,
  code: v.optional(written(40, 0)),
  termId: v.optional(v.nullable(Uuid)),
});
/** PATCH /v1/courses/:id */
export const CourseChange = v.pipe(
  v.strictObject({
    name: v.optional(Title),
    policy: v.optional(CoursePolicy),
    /** null: of no term */
    termId: v.optional(v.nullable(Uuid)),
  }),
  v.forward(
    v.check(
      ({ policy }) => !policy || (policy.absentAfterMin ?? Infinity) > policy.lateAfterMin,
      "nobody is absent before being late",
    ),
    ["policy", "absentAfterMin"],
  ),
);

/** GET /v1/courses, GET /v1/courses/:id. `joinCode` only for those who teach it. */
export const Course = v.strictObject({
  id: Uuid,
  name: v.string(),
  code: v.nullable(v.string()),
  role: v.nullable(CourseRole),
  policy: CoursePolicy,
  joinCode: v.nullable(v.string()),
  students: v.number(),
  teachers: v.array(v.string()),
  openMeetingId: v.nullable(Uuid),
  /** the term that it is planned in */
  term: v.optional(v.nullable(v.strictObject({ id: Uuid, name: v.string() }))),
});
export type Course = v.InferOutput<typeof Course>;
export const Courses = v.array(Course);

/** POST /v1/courses/join (student). 8 characters, Crockford base 32; spaces and dashes do not count. */
export const JoinRequest = v.strictObject({
  joinCode: v.pipe(v.string(), v.transform(normalised), v.regex(/^[0-9A-HJKMNP-TV-Z]{8}$/)),
});

/** POST /v1/courses/:id/meetings */
export const MeetingRequest = v.pipe(
  v.strictObject({
    title: v.optional(Title),
    startsAt: Instant,
    endsAt: Instant,
    roomId: v.optional(v.nullable(Uuid)),
    /** null: the whole course */
    groupId: v.optional(v.nullable(Uuid)),
  }),
  v.check((m) => Date.parse(m.endsAt) > Date.parse(m.startsAt), "the meeting must end after it starts"),
);

export const MeetingState = v.picklist(["planned", "open", "closed"]);
/** GET /v1/courses/:id/meetings, GET /v1/meetings/:id */
export const Meeting = v.strictObject({
  id: Uuid,
  courseId: Uuid,
  courseName: v.string(),
  title: v.nullable(v.string()),
  startsAt: Instant,
  endsAt: Instant,
  openedAt: v.nullable(Instant),
  closedAt: v.nullable(Instant),
  state: MeetingState,
  /** null: the whole course */
  groupId: v.optional(v.nullable(Uuid)),
  groupName: v.optional(v.nullable(v.string())),
  roomId: v.optional(v.nullable(Uuid)),
  room: v.optional(v.nullable(v.string())),
  /** null: an extra one, of no weekly slot */
  slotId: v.optional(v.nullable(Uuid)),
  cancelledAt: v.optional(v.nullable(Instant)),
  cancelReason: v.optional(v.nullable(v.string())),
  /** when it was to start before it was moved */
  movedFrom: v.optional(v.nullable(Instant)),
  /**
   * when the server had last told the time to the device that opened it, where that was over 7 days before: its room codes
   * may be off by minutes, and are taken so
   */
  clockToldAt: v.optional(v.nullable(Instant)),
});
export type Meeting = v.InferOutput<typeof Meeting>;
export const Meetings = v.array(Meeting);
/** POST /v1/courses/:id/open: opens a meeting now, for `minutes`; answers Meeting. */
export const OpenNowRequest = v.strictObject({
  title: v.optional(Title),
  minutes: v.pipe(v.number(), v.safeInteger(), v.minValue(5), v.maxValue(720)),
});

/** The check-in that stands behind a row of the live list. */
export const RowCheckIn = v.strictObject({
  h: Sha256,
  st: v.picklist(["accepted", "pending", "review", "rejected"]),
  code: v.nullable(OutcomeCode),
  grade: v.nullable(EvidenceGrade),
  capturedAt: Instant,
  receivedAt: Instant,
  /** name of who carried it here, null when the phone itself sent it */
  carrier: v.optional(v.nullable(v.string()), null),
  /** accepted by itself, and one of the sample that a teacher looks at; on a teacher's list only */
  sampled: v.optional(v.boolean()),
});
/** A teacher's word on a student that nobody has answered yet; where several disagree, a teacher settles it. */
export const RowWord = v.strictObject({
  id: Uuid,
  status: v.picklist(["present", "late", "excused", "absent"]),
  reason: v.nullable(v.string()),
  at: Instant,
  /** the teacher's name */
  by: v.nullable(v.string()),
});
export type RowWord = v.InferOutput<typeof RowWord>;
export const LiveRow = v.strictObject({
  userId: Uuid,
  name: v.string(),
  studentNumber: v.nullable(v.string()),
  groupId: v.optional(v.nullable(Uuid), null),
  /** a request to be excused from this meeting: asked for, or granted and in force at the close */
  excuse: v.optional(v.nullable(v.picklist(["open", "granted"])), null),
  /** the student contests the status, and waits for an answer */
  contested: v.optional(v.boolean(), false),
  status: AttendanceStatus,
  /** where the status comes from */
  source: v.nullable(v.picklist(["automatic", "manual"])),
  reason: v.nullable(v.string()),
  /** an open question for the teacher */
  needsLook: v.boolean(),
  /** the row's version for If-Match: a mark names the words that it answers */
  words: v.array(RowWord),
  checkIn: v.nullable(RowCheckIn),
});
export type LiveRow = v.InferOutput<typeof LiveRow>;

/** GET /v1/meetings/:id/list, and the data of SSE event "snapshot" of GET /v1/meetings/:id/events. */
export const LiveList = v.strictObject({
  meeting: Meeting,
  rows: v.array(LiveRow),
  groups: v.optional(v.array(v.strictObject({ id: Uuid, name: v.string() })), []),
  rules: v.optional(v.nullable(ArrivalRules), null),
  /** people whom a teacher counted in the room */
  headCount: v.optional(v.nullable(v.number()), null),
  /** the date at whose end the grades were locked: marks are recorded and change nothing; null: not locked */
  lockedOn: v.optional(v.nullable(v.string()), null),
});
export type LiveList = v.InferOutput<typeof LiveList>;
// SSE event "row": LiveRow (replaces the row of its userId); "gone": {userId}; "meeting": Meeting.

/** POST /v1/meetings/:id/marks: a teacher's decision on one student, with a reason. Answers LiveRow. */
export const MarkRequest = v.strictObject({
  userId: Uuid,
  status: v.picklist(["present", "late", "excused", "absent"]),
  reason: written(500),
  /** ids of the words that it answers; without it: all that stand when it arrives */
  base: v.optional(v.pipe(v.array(Uuid), v.maxLength(20))),
});

/** GET /v1/me/meetings: of the student's courses, from 1 day ago to 14 days ahead, for use without network. */
export const StudentMeeting = v.strictObject({
  ...Meeting.entries,
  status: AttendanceStatus,
  rules: v.optional(v.nullable(ArrivalRules), null),
  /** whether its course asks for the room's code */
  roomCode: v.optional(RoomCodePolicy, "none"),
  /** a request of one's own to be excused from it */
  excuse: v.optional(v.nullable(v.picklist(["open", "granted"])), null),
});
export type StudentMeeting = v.InferOutput<typeof StudentMeeting>;
export const StudentMeetings = v.array(StudentMeeting);
