/** What the device last heard from the server, with what was done on it since: pure. */
import type { TeacherAction } from "../../shared/api/actions.ts";
import type { Course, LiveList, LiveRow, Meeting } from "../../shared/api/course.ts";
import type { RosterRow } from "../../shared/api/roster.ts";
import { arrivalStatus, arrivalTimes } from "../../shared/arrival.ts";
import { dateIn } from "../../shared/dates.ts";
import { isEligible } from "../../shared/eligibility.ts";
import { type MeetingClock, withDeed } from "../../shared/meeting-times.ts";
import { disagree, standingWord } from "../../shared/words.ts";
import { zone } from "../i18n/zone.ts";
import type { ActionRow } from "../store/action-row.ts";

const ms = (instant: string | null) => (instant === null ? null : Date.parse(instant));
const instant = (atMs: number | null) => (atMs === null ? null : new Date(atMs).toISOString());

/** A meeting after an opening or a close on this device. */
export function meetingAfter(meeting: Meeting, deed: { kind: "open" | "close"; at: number }): Meeting {
  const openedMs = ms(meeting.openedAt);
  const clock: MeetingClock = {
    openedMs,
    reopenedMs: null,
    closedMs: ms(meeting.closedAt),
    closedItself: false,
  };
  const next = withDeed(clock, { kind: deed.kind, atMs: deed.at });
  const state = next.openedMs === null ? "planned" : next.closedMs === null ? "open" : "closed";
  return { ...meeting, openedAt: instant(next.openedMs), closedAt: instant(next.closedMs), state };
}

/** The meeting that a device made. */
export function meetingOf(action: Extract<TeacherAction, { kind: "create" }>, courseName: string): Meeting {
  const { meetingId, courseId, title, startsAt, endsAt, at } = action;
  return {
    id: meetingId,
    courseId,
    courseName,
    title,
    startsAt,
    endsAt,
    openedAt: instant(at),
    closedAt: null,
    state: "open",
  };
}

/** A row after a mark on this device. A word that the server has told of already changes nothing. */
export function rowAfter(row: LiveRow, mark: Extract<TeacherAction, { kind: "mark" }>): LiveRow {
  const { id, status, reason, at, base } = mark;
  if (row.words.some((word) => word.id === id)) return row;
  const said = { id, status, reason, at: new Date(at).toISOString(), by: null };
  const words = [...row.words.filter((word) => !base.includes(word.id)), said];
  const standing = standingWord(words.map((word) => ({ ...word, at: new Date(word.at) }))) ?? said;
  return {
    ...row,
    words,
    status: standing.status,
    reason: standing.reason,
    source: "manual",
    needsLook: disagree(words),
  };
}

/** What the machine alone says of a student, as far as this device can tell. */
function machineStatus({ checkIn }: LiveRow, { meeting, rules }: LiveList): LiveRow["status"] {
  if (checkIn?.st === "accepted" && rules) {
    const times = arrivalTimes(
      {
        startsMs: Date.parse(meeting.startsAt),
        endsMs: Date.parse(meeting.endsAt),
        openedMs: ms(meeting.openedAt),
      },
      rules,
    );
    return arrivalStatus(times, Date.parse(checkIn.capturedAt));
  }
  const undecided = checkIn?.st === "pending" || checkIn?.st === "review";
  return meeting.state === "closed" && !undecided ? "absent" : "expected";
}

/** A row without a word that was taken back on this device. */
export function rowWithout(row: LiveRow, markId: string, list: LiveList): LiveRow {
  if (!row.words.some(({ id }) => id === markId)) return row;
  const words = row.words.filter(({ id }) => id !== markId);
  const standing = standingWord(words.map((word) => ({ ...word, at: new Date(word.at) })));
  const status = standing?.status ?? machineStatus(row, list);
  return {
    ...row,
    words,
    status,
    source: standing ? "manual" : status === "expected" ? null : "automatic",
    reason: standing?.reason ?? null,
    needsLook: disagree(words) || (!standing && row.checkIn?.st === "review"),
  };
}

/** A list with what waits on this device. `kept`: ids of students with a mark of which the server has not heard. */
export function listWith(
  list: LiveList,
  rows: readonly ActionRow[],
): { list: LiveList; kept: ReadonlySet<string> } {
  let { meeting, headCount } = list;
  const byUser = new Map(list.rows.map((row) => [row.userId, row]));
  const kept = new Set<string>();
  const actions = ofMeeting(rows, meeting.id);
  const undone = new Set(actions.flatMap((action) => (action.kind === "undo" ? [action.mark] : [])));
  for (const action of actions) {
    if (action.kind === "mark" || action.kind === "undo") {
      const row = byUser.get(action.userId);
      if (!row) continue;
      kept.add(action.userId);
      if (action.kind === "undo")
        byUser.set(action.userId, rowWithout(row, action.mark, { ...list, meeting }));
      else if (!undone.has(action.id)) byUser.set(action.userId, rowAfter(row, action));
    } else if (action.kind === "count") {
      headCount = action.people;
    } else if (action.kind !== "create") {
      meeting = meetingAfter(meeting, { kind: action.kind, at: action.at });
    }
  }
  return { list: { ...list, meeting, headCount, rows: [...byUser.values()] }, kept };
}

/** Meetings of a course with those made and those opened or closed on this device. */
export function meetingsWith(
  meetings: readonly Meeting[],
  course: Course,
  rows: readonly ActionRow[],
): Meeting[] {
  const known = new Map(meetings.map((meeting) => [meeting.id, meeting]));
  for (const { action } of waiting(rows).filter(({ courseId }) => courseId === course.id)) {
    const meeting = known.get(action.meetingId);
    if (action.kind === "create" && !meeting) known.set(action.meetingId, meetingOf(action, course.name));
    if (meeting && (action.kind === "open" || action.kind === "close")) {
      known.set(meeting.id, meetingAfter(meeting, { kind: action.kind, at: action.at }));
    }
  }
  return [...known.values()];
}

/** A course with the meeting that is open as far as this device knows. */
export function courseWith(course: Course, rows: readonly ActionRow[]): Course {
  let { openMeetingId } = course;
  for (const { action } of waiting(rows).filter(({ courseId }) => courseId === course.id)) {
    if (action.kind === "create" || action.kind === "open") openMeetingId = action.meetingId;
    if (action.kind === "close" && openMeetingId === action.meetingId) openMeetingId = null;
  }
  return { ...course, openMeetingId };
}

/** Whose meeting it is, as far as the device knows. */
const isExpected = (row: RosterRow, meeting: Meeting): boolean =>
  isEligible(
    {
      joinedAt: new Date(row.joinedAt),
      leftAt: null,
      groupId: row.groupId ?? null,
      eligibleFrom: row.eligibleFrom ?? null,
      eligibleUntil: row.eligibleUntil ?? null,
    },
    {
      date: dateIn(new Date(meeting.startsAt), zone.value),
      endsAt: new Date(meeting.endsAt),
      closedAt: meeting.closedAt === null ? null : new Date(meeting.closedAt),
      cancelledAt: meeting.cancelledAt ? new Date(meeting.cancelledAt) : null,
      groupId: meeting.groupId ?? null,
    },
  );

/** A meeting's list as the roster alone tells it: nobody has been heard of. */
export const listOfRoster = (meeting: Meeting, roster: readonly RosterRow[]): LiveList => ({
  meeting,
  groups: [],
  rules: null,
  headCount: null,
  lockedOn: null,
  rows: roster
    .filter((row) => row.role === "student" && isExpected(row, meeting))
    .map(({ userId, name, studentNumber, groupId = null }) => ({
      userId,
      name,
      studentNumber,
      groupId,
      excuse: null,
      contested: false,
      status: "expected",
      source: null,
      reason: null,
      needsLook: false,
      words: [],
      checkIn: null,
    })),
});

const waiting = (rows: readonly ActionRow[]) => rows.filter(({ state }) => state === "waiting");
const ofMeeting = (rows: readonly ActionRow[], id: string) =>
  waiting(rows)
    .map(({ action }) => action)
    .filter(({ meetingId }) => meetingId === id);
