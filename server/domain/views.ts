/** Rows as the wire shows them: what of a stored row each schema of shared/api takes, and nothing more. */
import * as v from "valibot";
import type { Me } from "../../shared/api/account.ts";
import type { CarriedAbout } from "../../shared/api/carried.ts";
import type { Course, CoursePolicy, CourseRole, LiveRow, Meeting, RowWord } from "../../shared/api/course.ts";
import type { RecordRow } from "../../shared/api/record.ts";
import { EvidenceGrade, OutcomeCode } from "../../shared/protocol/sync.ts";
import { EnrolmentStatus, type Language, type Role } from "../../shared/api/account.ts";
import { courseVerdict } from "./access.ts";
import { isSampled } from "./evidence.ts";
import { meetingState, needsLook, type RowAttendance, shownStatus } from "./meeting.ts";

interface MeetingFields {
  readonly id: string;
  readonly courseId: string;
  readonly title: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly openedAt: Date | null;
  readonly closedAt: Date | null;
}
/** What else a meeting's row may say of it; what a query left out is not said. */
interface MeetingPlace {
  readonly groupId?: string | null;
  readonly groupName?: string | null;
  readonly roomId?: string | null;
  readonly roomName?: string | null;
  readonly slotId?: string | null;
  readonly cancelledAt?: Date | null;
  readonly cancelReason?: string | null;
  readonly movedFrom?: Date | null;
  readonly clockToldAt?: Date | null;
}
interface EntryFields {
  readonly hash: string;
  readonly state: "accepted" | "pending" | "review" | "rejected";
  readonly code: string | null;
  readonly grade: string | null;
  readonly capturedMs: number;
  readonly receivedAt: Date;
  /** name of who carried it here, null when the phone itself did */
  readonly carrier: string | null;
}

export function toMeeting(meeting: MeetingFields & MeetingPlace, courseName: string): Meeting {
  return {
    id: meeting.id,
    courseId: meeting.courseId,
    courseName,
    title: meeting.title,
    startsAt: meeting.startsAt.toISOString(),
    endsAt: meeting.endsAt.toISOString(),
    openedAt: meeting.openedAt?.toISOString() ?? null,
    closedAt: meeting.closedAt?.toISOString() ?? null,
    state: meetingState(meeting),
    groupId: meeting.groupId ?? null,
    groupName: meeting.groupName ?? null,
    roomId: meeting.roomId ?? null,
    room: meeting.roomName ?? null,
    slotId: meeting.slotId ?? null,
    cancelledAt: meeting.cancelledAt?.toISOString() ?? null,
    cancelReason: meeting.cancelReason ?? null,
    movedFrom: meeting.movedFrom?.toISOString() ?? null,
    ...(meeting.clockToldAt && { clockToldAt: meeting.clockToldAt.toISOString() }),
  };
}

/** The join code is shown to those who may manage the course. */
export function toCourse(
  listing: {
    course: { id: string; name: string; code: string | null; joinCode: string; policy: CoursePolicy };
    member: CourseRole | null;
    students: number;
    teachers: string[];
    openMeetingId: string | null;
    term: { id: string; name: string } | null;
  },
  role: Role,
): Course {
  const { course, member, students, teachers, openMeetingId, term } = listing;
  const manages = courseVerdict("manage", { role, member }) === "allowed";
  return {
    id: course.id,
    name: course.name,
    code: course.code,
    role: member,
    policy: course.policy,
    joinCode: manages ? course.joinCode : null,
    students,
    teachers,
    openMeetingId,
    term,
  };
}

function toCheckIn(entry: EntryFields) {
  return {
    h: entry.hash,
    st: entry.state,
    code: v.parse(v.nullable(OutcomeCode), entry.code),
    grade: v.parse(v.nullable(EvidenceGrade), entry.grade),
    capturedAt: new Date(entry.capturedMs).toISOString(),
    receivedAt: entry.receivedAt.toISOString(),
    carrier: entry.carrier,
  };
}

/** What a carrier is told of a claim: nothing, unless the meeting's list is the carrier's to watch. */
export function toCarriedAbout(
  row: Pick<EntryFields, "state" | "code"> & {
    student: string;
    meeting: MeetingFields;
    courseName: string;
    member: CourseRole | null;
  },
  role: Role,
): CarriedAbout | null {
  if (courseVerdict("watch", { role, member: row.member }) !== "allowed") return null;
  return {
    student: row.student,
    meetingId: row.meeting.id,
    courseName: row.courseName,
    title: row.meeting.title,
    startsAt: row.meeting.startsAt.toISOString(),
    st: row.state,
    code: v.parse(v.nullable(OutcomeCode), row.code),
  };
}

export function toLiveRow(row: {
  meeting: MeetingFields;
  userId: string;
  name: string;
  studentNumber: string | null;
  groupId: string | null;
  policy: Pick<CoursePolicy, "tooLate">;
  /** null: the grades are not locked */
  lockedOn: string | null;
  excuse: "open" | "granted" | null;
  contested: boolean;
  attendance:
    | (Omit<RowAttendance, "words"> & {
        reason: string | null;
        words: readonly (RowWord & { actorId?: string | null })[] | null;
      })
    | null;
  entry: EntryFields | null;
}): LiveRow {
  const state = meetingState(row.meeting);
  const status = shownStatus(state, row.attendance);
  const decided = status === "expected" ? null : row.attendance;
  // where grades are locked nobody can answer
  const locked = row.lockedOn !== null;
  const seen = row.entry && {
    st: row.entry.state,
    code: row.entry.code,
    receivedAt: row.entry.receivedAt,
    sampled: !locked && isSampled(row.entry),
  };
  const asked = needsLook(state, seen, row.attendance, locked ? "absent" : row.policy.tooLate);
  return {
    userId: row.userId,
    name: row.name,
    studentNumber: row.studentNumber,
    groupId: row.groupId,
    excuse: row.excuse,
    contested: row.contested,
    status,
    source: decided?.source ?? null,
    reason: decided?.reason ?? null,
    needsLook: asked,
    words: (row.attendance?.words ?? []).map(({ id, status: word, reason, at, by }) => ({
      id,
      status: word,
      reason,
      at,
      by,
    })),
    checkIn: row.entry && { ...toCheckIn(row.entry), ...(asked && seen?.sampled && { sampled: true }) },
  };
}

export function toRecordRow(row: {
  meeting: MeetingFields;
  courseName: string;
  excuse: boolean;
  contested: boolean;
  attendance: (Pick<RowAttendance, "status" | "source" | "entryHash"> & { reason: string | null }) | null;
  entry: EntryFields | null;
}): RecordRow {
  const { meeting, courseName, entry } = row;
  const status = shownStatus(meetingState(meeting), row.attendance);
  const decided = status === "expected" ? null : row.attendance;
  return {
    meetingId: meeting.id,
    courseId: meeting.courseId,
    courseName,
    title: meeting.title,
    startsAt: meeting.startsAt.toISOString(),
    endsAt: meeting.endsAt.toISOString(),
    status,
    source: decided?.source ?? null,
    reason: decided?.reason ?? null,
    contestable: status !== "expected" || meetingState(meeting) === "closed",
    asked: row.contested ? "contest" : row.excuse ? "excuse" : null,
    checkIn: entry && toCheckIn(entry),
  };
}

export function toMe(found: {
  person: {
    id: string;
    name: string;
    email: string;
    role: Role;
    language: Language;
    studentNumber: string | null;
  };
  consent: { version: string; language: Language; givenAt: Date } | null;
  withdrawnAt: Date | null;
  enrolment: { id: string; status: string; code: string | null; createdAt: Date } | null;
}): Me {
  const { person, consent, withdrawnAt, enrolment } = found;
  return {
    id: person.id,
    name: person.name,
    email: person.email,
    role: person.role,
    language: person.language,
    studentNumber: person.studentNumber,
    consent: consent && {
      version: consent.version,
      language: consent.language,
      givenAt: consent.givenAt.toISOString(),
    },
    withdrawnAt: withdrawnAt?.toISOString() ?? null,
    enrolment: enrolment && {
      id: enrolment.id,
      status: v.parse(EnrolmentStatus, enrolment.status),
      code: enrolment.code,
      at: enrolment.createdAt.toISOString(),
    },
  };
}
