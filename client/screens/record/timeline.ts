import type { AttendanceStatus } from "../../../shared/attendance.ts";
import type { RecordRow } from "../../../shared/api/record.ts";
import type { EvidenceGrade, OutcomeCode } from "../../../shared/protocol/sync.ts";
import type { CheckInView } from "../../outbox/types.ts";

/** One item of the student's timeline: a check-in, or a mark that a teacher gave without one. */
export interface TimelineItem {
  readonly key: string;
  readonly meetingId: string;
  /** the server's record has the meeting */
  readonly inRecord: boolean;
  /** its status may be contested */
  readonly contestable: boolean;
  /** what the student has asked about it and waits for */
  readonly asked: RecordRow["asked"];
  readonly at: number;
  readonly courseName: string;
  readonly title: string | null;
  /** the three honest states; null for what is not a check-in */
  readonly state: CheckInView["state"] | null;
  readonly detail: CheckInView["detail"] | null;
  readonly code: OutcomeCode | null;
  readonly status: AttendanceStatus | null;
  readonly byTeacher: boolean;
  /** a teacher's reason or note */
  readonly reason: string | null;
  readonly grade: EvidenceGrade | null;
  readonly receivedAt: number | null;
  /** who carried it to the server, when the phone itself did not */
  readonly carrier: string | null;
  readonly seq: number | null;
  readonly h: string | null;
  readonly trouble: CheckInView["trouble"];
  /** a withdrawn consent took its photo before the server had decided */
  readonly photoErased: boolean;
  readonly pendingBytes: number;
}

function fromPhone(view: CheckInView, row: RecordRow | undefined): TimelineItem {
  const seen = row?.checkIn?.h === view.h ? row.checkIn : null;
  return {
    key: view.h,
    meetingId: view.meetingId,
    inRecord: row !== undefined,
    contestable: row?.contestable ?? false,
    asked: row?.asked ?? null,
    at: view.capturedAt,
    courseName: view.courseName,
    title: view.title,
    state: view.state,
    detail: view.detail,
    code: view.code,
    status: row?.status ?? view.attendance,
    byTeacher: row?.source === "manual",
    reason: row?.source === "manual" ? row.reason : view.note,
    grade: view.grade,
    receivedAt: seen && Date.parse(seen.receivedAt),
    carrier: seen?.carrier ?? null,
    seq: view.seq,
    h: view.h,
    trouble: view.trouble,
    photoErased: view.photoErased,
    pendingBytes: view.pendingBytes,
  };
}

const STATE_OF = {
  accepted: "confirmed",
  pending: "phone",
  review: "disputed",
  rejected: "disputed",
} as const;
/** nothing speaks against it: it waits, undisputed, until a teacher has refused it */
const TO_CONFIRM = { ...STATE_OF, review: "phone" } as const;

function fromServer(row: RecordRow): TimelineItem {
  const { checkIn } = row;
  return {
    key: checkIn?.h ?? row.meetingId,
    meetingId: row.meetingId,
    inRecord: true,
    contestable: row.contestable,
    asked: row.asked,
    at: Date.parse(checkIn?.capturedAt ?? row.startsAt),
    courseName: row.courseName,
    title: row.title,
    state: checkIn && (checkIn.code === "to_confirm" ? TO_CONFIRM : STATE_OF)[checkIn.st],
    detail: checkIn?.st ?? null,
    code: checkIn?.code ?? null,
    status: row.status,
    byTeacher: row.source === "manual",
    reason: row.reason,
    grade: checkIn?.grade ?? null,
    receivedAt: checkIn ? Date.parse(checkIn.receivedAt) : null,
    carrier: checkIn?.carrier ?? null,
    seq: null,
    h: checkIn?.h ?? null,
    trouble: null,
    photoErased: false,
    pendingBytes: 0,
  };
}

/**
 * The phone's check-ins and the server's record as one timeline, newest first. What the phone holds is told by the phone;
 * the record adds the attendance, and everything from other phones and from the teacher's hand.
 */
export function timelineOf(views: readonly CheckInView[], record: readonly RecordRow[]): TimelineItem[] {
  const byMeeting = new Map(record.map((row) => [row.meetingId, row]));
  const here = new Set(views.map(({ h }) => h));
  const meetingsHere = new Set(views.map(({ meetingId }) => meetingId));
  const phone = views.map((view) => fromPhone(view, byMeeting.get(view.meetingId)));
  const elsewhere = record
    .filter((row) => (row.checkIn ? !here.has(row.checkIn.h) : !meetingsHere.has(row.meetingId)))
    .filter((row) => row.checkIn !== null || row.status !== "expected")
    .map(fromServer);
  return [...phone, ...elsewhere].sort((a, b) => b.at - a.at);
}
