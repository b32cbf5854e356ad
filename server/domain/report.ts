import type { Report, ReportCell, ReportMeeting, ReportStudent } from "../../shared/api/reports.ts";
import type { AttendanceStatus } from "../../shared/attendance.ts";
import {
  attendanceShare,
  DEFAULT_SHARE,
  NO_COUNTS,
  type SharePolicy,
} from "../../shared/attendance-share.ts";
import { dateIn } from "../../shared/dates.ts";
import { counts, type EligibleMeeting, type EligibleMember, isEligible } from "../../shared/eligibility.ts";

/** Students below this share are at risk where the course does not say otherwise, in percent. */
const DEFAULT_REQUIRED_PCT = 75;

export interface FrameMeeting {
  readonly id: string;
  readonly title: string | null;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly openedAt: Date | null;
  readonly closedAt: Date | null;
  readonly cancelledAt: Date | null;
  readonly cancelReason: string | null;
  readonly groupId: string | null;
  readonly group: string | null;
  readonly room: string | null;
}
export interface FrameMember extends EligibleMember {
  readonly userId: string;
  readonly name: string;
  readonly studentNumber: string | null;
  readonly group: string | null;
}
type Status = Exclude<AttendanceStatus, "expected">;
export interface FrameStatus {
  readonly meetingId: string;
  readonly userId: string;
  readonly status: Status;
}
/** What is read of the database for one report. */
export interface ReportFrame {
  readonly course: Report["course"];
  readonly scope: Report["scope"];
  readonly from: string;
  readonly until: string;
  readonly timeZone: string;
  readonly policy: { readonly share?: SharePolicy | undefined; readonly requiredPct?: number | undefined };
  /** of the range; in any order */
  readonly meetings: readonly FrameMeeting[];
  /** whoever is or was a student of the course, of those that the report is of; in any order */
  readonly members: readonly FrameMember[];
  /** in any order */
  readonly statuses: Iterable<FrameStatus>;
  readonly changedAt: Date | null;
}
/** A report with the ids behind its lists, which the documents do not show. */
export interface FoldedReport {
  readonly report: Report;
  readonly meetingIds: readonly string[];
}

const LETTER: Readonly<Record<Status, ReportCell>> = { present: "P", late: "L", excused: "E", absent: "A" };
const COUNT_OF: Readonly<Partial<Record<ReportCell, keyof Tally>>> = {
  P: "present",
  L: "late",
  E: "excused",
  A: "absent",
  "?": "unsettled",
  "-": "notApplicable",
};
type Tally = { -readonly [K in keyof typeof NO_COUNTS]: number } & {
  unsettled: number;
  notApplicable: number;
};
const newTally = (): Tally => ({ ...NO_COUNTS, unsettled: 0, notApplicable: 0 });
const add = (tally: Tally, cell: ReportCell) => {
  const key = COUNT_OF[cell];
  if (key) tally[key] += 1;
};

const stateOf = (meeting: FrameMeeting): ReportMeeting["state"] => {
  if (meeting.cancelledAt) return "cancelled";
  if (!meeting.openedAt) return "planned";
  return meeting.closedAt ? "closed" : "open";
};

/** What a student's cell at a meeting says (shared/api/reports.ts). */
export function cellOf(
  state: ReportMeeting["state"],
  meeting: EligibleMeeting,
  member: EligibleMember,
  status: Status | null,
): ReportCell {
  if (state === "cancelled") return "x";
  const eligible = isEligible(member, meeting);
  if (state !== "closed") return eligible ? "." : "-";
  if (status === null) return eligible ? "?" : "-";
  return counts(meeting, eligible, status) ? LETTER[status] : "-";
}

/** By code units, so that the order is the same on every machine; ids come last and decide nothing that is seen. */
const text = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
const PLAIN: Readonly<Record<string, string>> = {
  đ: "d",
  ð: "d",
  ł: "l",
  ø: "o",
  æ: "ae",
  œ: "oe",
  ß: "ss",
  ı: "i",
};
const plain = (name: string) =>
  name
    .normalize("NFD")
    .replaceAll(/\p{M}/gu, "")
    .toLowerCase()
    .replaceAll(/[đðłøæœßı]/g, (letter) => PLAIN[letter] ?? letter);
const byStart = (a: FrameMeeting, b: FrameMeeting) =>
  a.startsAt.getTime() - b.startsAt.getTime() ||
  a.endsAt.getTime() - b.endsAt.getTime() ||
  text(a.group ?? "", b.group ?? "") ||
  text(a.title ?? "", b.title ?? "") ||
  text(a.room ?? "", b.room ?? "") ||
  text(a.id, b.id);
const byName = (a: FrameMember, b: FrameMember) =>
  text(plain(a.name), plain(b.name)) ||
  text(a.name, b.name) ||
  text(a.studentNumber ?? "", b.studentNumber ?? "") ||
  text(a.userId, b.userId);

/** Folds what was read into the report: the same data give the same report, in whatever order they come. */
export function foldReport(frame: ReportFrame): FoldedReport {
  const { scope, timeZone, policy } = frame;
  const share = policy.share ?? DEFAULT_SHARE;
  const requiredPct = policy.requiredPct ?? DEFAULT_REQUIRED_PCT;
  const members = frame.members.toSorted(byName);
  const [own] = scope.kind === "student" ? members : [];
  // a student's report is not of meetings of other groups, unless they came
  const came = new Set(own ? [...frame.statuses].map(({ meetingId }) => meetingId) : []);
  const meetings = frame.meetings
    .filter(({ id, groupId }) => !own || groupId === null || groupId === own.groupId || came.has(id))
    .toSorted(byStart);
  const place = new Map(meetings.map(({ id }, i) => [id, i]));
  const statusOf = new Map(members.map(({ userId }) => [userId, new Map<number, Status>()]));
  for (const { meetingId, userId, status } of frame.statuses) {
    const at = place.get(meetingId);
    if (at !== undefined) statusOf.get(userId)?.set(at, status);
  }

  const states = meetings.map(stateOf);
  const dated = meetings.map((meeting) => ({ ...meeting, date: dateIn(meeting.startsAt, timeZone) }));
  const ofMeeting = meetings.map(newTally);
  const all = newTally();
  const students: ReportStudent[] = [];
  for (const member of members) {
    const known = statusOf.get(member.userId);
    const cells = dated.map((meeting, i) =>
      cellOf(states[i] ?? "planned", meeting, member, known?.get(i) ?? null),
    );
    const concerned = cells.some((cell) => cell !== "-" && cell !== "x");
    const nothingHeld = !states.some((state) => state !== "cancelled") && member.leftAt === null;
    if (!concerned && !nothingHeld && !own) continue;
    const tally = newTally();
    cells.forEach((cell, i) => {
      add(tally, cell);
      add(all, cell);
      const theirs = ofMeeting[i];
      if (theirs) add(theirs, cell);
    });
    const earned = attendanceShare(tally, share);
    students.push({
      id: member.userId,
      name: member.name,
      studentNumber: member.studentNumber,
      group: member.group,
      ...tally,
      share: earned,
      below: earned.basisPoints !== null && earned.basisPoints < requiredPct * 100,
      cells: cells.join(""),
    });
  }
  const taken = states.filter((state) => state === "closed").length;
  const cancelled = states.filter((state) => state === "cancelled").length;
  const report: Report = {
    course: frame.course,
    scope,
    from: frame.from,
    until: frame.until,
    timeZone,
    dataAt: frame.changedAt?.toISOString() ?? null,
    policy: { share, requiredPct },
    meetings: meetings.map((meeting, i) => ({
      title: meeting.title,
      startsAt: meeting.startsAt.toISOString(),
      endsAt: meeting.endsAt.toISOString(),
      group: meeting.group,
      room: meeting.room,
      state: states[i] ?? "planned",
      cancelReason: meeting.cancelReason,
      ...(ofMeeting[i] ?? newTally()),
    })),
    students,
    totals: {
      meetings: meetings.length - cancelled,
      taken,
      cancelled,
      ...all,
      share: attendanceShare(all, share),
    },
  };
  return { report, meetingIds: meetings.map(({ id }) => id) };
}
