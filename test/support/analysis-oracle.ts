/**
 * What the analysis must say, computed the slow and plain way: row by row, from the input alone, with nothing of the product.
 * Fractions are pairs of BigInt; dates come from Intl.
 */
export type Status = "present" | "late" | "excused" | "absent";
export interface OracleStudent {
  readonly id: string;
  readonly groupId: string | null;
  readonly joinedAt: Date;
  readonly leftAt: Date | null;
  readonly eligibleFrom: string | null;
  readonly eligibleUntil: string | null;
}
export interface OracleMeeting {
  readonly id: string;
  readonly startsAt: Date;
  readonly endsAt: Date;
  readonly openedAt: Date | null;
  readonly closedAt: Date | null;
  readonly cancelledAt: Date | null;
  readonly groupId: string | null;
}
export interface OracleRow {
  readonly meetingId: string;
  readonly studentId: string;
  readonly status: Status;
  /** of the check-in behind it */
  readonly capturedMs: number | null;
}
export interface OracleCourse {
  readonly students: readonly OracleStudent[];
  readonly meetings: readonly OracleMeeting[];
  readonly rows: readonly OracleRow[];
  /** check-ins without a status that keep their student from being absent */
  readonly doubts: readonly { readonly meetingId: string; readonly studentId: string }[];
  readonly lateWeightPct: number;
  readonly excused: "left_out" | "present" | "absent";
  readonly requiredPct: number;
}

const wall = (at: Date, timeZone: string) => {
  const [date = "", time = ""] = at.toLocaleString("sv-SE", { timeZone }).split(" ");
  return { date, time: time.slice(0, 5) };
};
const noon = (date: string) => new Date(`${date}T12:00:00Z`);
const weekday = (date: string) => noon(date).getUTCDay() || 7;
const shifted = (date: string, days: number) => {
  const day = noon(date);
  day.setUTCDate(day.getUTCDate() + days);
  return day.toISOString().slice(0, 10);
};
const monday = (date: string) => shifted(date, 1 - weekday(date));
/** counted from 1 January of the year that the Thursday lies in */
function isoWeek(date: string): string {
  const thursday = shifted(date, 4 - weekday(date));
  const year = Number(thursday.slice(0, 4));
  const dayOfYear = Math.round((noon(thursday).getTime() - Date.UTC(year, 0, 1, 12)) / 86_400_000);
  return `${year}-W${String(Math.floor(dayOfYear / 7) + 1).padStart(2, "0")}`;
}

function wasExpected(student: OracleStudent | undefined, meeting: OracleMeeting, timeZone: string): boolean {
  if (!student) return false;
  const { date } = wall(meeting.startsAt, timeZone);
  const ends = [meeting.endsAt, meeting.closedAt].filter((at) => at !== null).map((at) => at.getTime());
  const over = Math.min(...ends);
  const ownGroup = meeting.groupId === null || meeting.groupId === student.groupId;
  const begun = student.eligibleFrom ? date >= student.eligibleFrom : student.joinedAt.getTime() <= over;
  const notOver = student.eligibleUntil ? date <= student.eligibleUntil : true;
  const there = student.leftAt ? student.leftAt.getTime() > over : true;
  return ownGroup && begun && notOver && there;
}

const happened = (meeting: OracleMeeting) =>
  meeting.openedAt !== null && meeting.closedAt !== null && meeting.cancelledAt === null;

/** rows that count: of meetings that happened, of those who came or were expected */
const countedRows = (course: OracleCourse, timeZone: string) =>
  course.rows.filter((row) => {
    const meeting = course.meetings.find(({ id }) => id === row.meetingId);
    const student = course.students.find(({ id }) => id === row.studentId);
    if (!meeting || !happened(meeting)) return false;
    return row.status === "present" || row.status === "late" || wasExpected(student, meeting, timeZone);
  });

const countsOf = (rows: readonly OracleRow[]) => ({
  present: rows.filter(({ status }) => status === "present").length,
  late: rows.filter(({ status }) => status === "late").length,
  excused: rows.filter(({ status }) => status === "excused").length,
  absent: rows.filter(({ status }) => status === "absent").length,
});

/** what one row earns, in hundredths; null: as if the meeting had not been */
function worth(row: OracleRow, course: OracleCourse): number | null {
  if (row.status === "present") return 100;
  if (row.status === "late") return course.lateWeightPct;
  if (row.status === "absent") return 0;
  return course.excused === "left_out" ? null : course.excused === "present" ? 100 : 0;
}
const worths = (rows: readonly OracleRow[], course: OracleCourse) =>
  rows.map((row) => worth(row, course)).filter((value) => value !== null);

/** n ÷ d to the nearest whole, halves up */
const nearest = (n: bigint, d: bigint): number => {
  const floor = (a: bigint, b: bigint) => (a >= 0n ? a / b : -((-a + b - 1n) / b));
  return Number(floor(2n * n + d, 2n * d));
};

function shareOf(values: readonly number[]) {
  const earned = values.reduce((sum, value) => sum + value, 0);
  const of = values.length;
  return { earned, of, basisPoints: of === 0 ? null : nearest(BigInt(earned) * 100n, BigInt(of)) };
}
type Share = ReturnType<typeof shareOf>;
const isBelow = ({ basisPoints }: Share, requiredPct: number) =>
  basisPoints !== null && basisPoints < requiredPct * 100;

/** one more meeting attended, until it is enough */
function needed(values: readonly number[], requiredPct: number): number | null {
  if (!isBelow(shareOf(values), requiredPct)) return 0;
  if (requiredPct === 100) return null;
  const tried = [...values];
  while (isBelow(shareOf(tried), requiredPct)) tried.push(100);
  return tried.length - values.length;
}

/** through the points (week, worth) of single meetings: Σ(x−x̄)(y−ȳ) ÷ Σ(x−x̄)² */
function trend(course: OracleCourse, own: readonly OracleRow[], timeZone: string) {
  const mondayOf = (meeting: OracleMeeting) => monday(wall(meeting.startsAt, timeZone).date);
  const happenedIn = [...new Set(course.meetings.filter(happened).map(mondayOf))].toSorted();
  const points: { monday: string; y: number }[] = [];
  for (const row of own) {
    const meeting = course.meetings.find(({ id }) => id === row.meetingId);
    const y = worth(row, course);
    if (meeting && y !== null && happenedIn.slice(-6).includes(mondayOf(meeting)))
      points.push({ monday: mondayOf(meeting), y });
  }
  const mondays = [...new Set(points.map((point) => point.monday))].toSorted();
  const weeks = mondays.map((day) => {
    const { earned, of } = shareOf(points.filter((point) => point.monday === day).map(({ y }) => y));
    return { week: isoWeek(day), earned, of };
  });
  const lost = points.reduce((sum, { y }) => sum + 100 - y, 0);
  if (mondays.length < 3 || points.length < 4) return { weeks, slope: null, lost, falling: false };
  const n = BigInt(points.length);
  const x = (point: { monday: string }) =>
    BigInt(Math.round((noon(point.monday).getTime() - noon(mondays[0] ?? "").getTime()) / 604_800_000));
  const sumX = points.reduce((sum, point) => sum + x(point), 0n);
  const sumY = points.reduce((sum, { y }) => sum + BigInt(y), 0n);
  let above = 0n;
  let below = 0n;
  for (const point of points) {
    above += (n * x(point) - sumX) * (n * BigInt(point.y) - sumY);
    below += (n * x(point) - sumX) ** 2n;
  }
  const falling = above <= -5n * below && lost >= 200;
  return { weeks, slope: nearest(100n * above, below), lost, falling };
}

const tally = <T extends object>(
  about: T,
  course: OracleCourse,
  meetings: readonly OracleMeeting[],
  rows: readonly OracleRow[],
) => {
  const own = rows.filter((row) => meetings.some(({ id }) => id === row.meetingId));
  return { ...about, meetings: meetings.length, counts: countsOf(own), share: shareOf(worths(own, course)) };
};
const distinct = (values: readonly string[]) => [...new Set(values)].toSorted();

export function expectedOf(course: OracleCourse, timeZone: string) {
  const rows = countedRows(course, timeZone);
  const held = course.meetings.filter(happened);
  const at = (meeting: OracleMeeting) => wall(meeting.startsAt, timeZone);
  const doubts = course.doubts.filter(
    ({ meetingId, studentId }) =>
      held.some(({ id }) => id === meetingId) &&
      !course.rows.some((row) => row.meetingId === meetingId && row.studentId === studentId),
  );
  const students = course.students
    .filter(({ leftAt }) => leftAt === null)
    .map(({ id, groupId }) => {
      const own = rows.filter(({ studentId }) => studentId === id);
      const share = shareOf(worths(own, course));
      const unsettled = doubts.filter(({ studentId }) => studentId === id).length;
      return {
        userId: id,
        groupId,
        counts: countsOf(own),
        share,
        unsettled,
        notApplicable: held.length - own.length - unsettled,
        below: isBelow(share, course.requiredPct),
        needed: needed(worths(own, course), course.requiredPct),
        trend: trend(course, own, timeZone),
      };
    });
  const arrivals = new Map<number, number>();
  for (const { meetingId, status, capturedMs } of course.rows) {
    const meeting = held.find(({ id }) => id === meetingId);
    if (!meeting || capturedMs === null || (status !== "present" && status !== "late")) continue;
    const start = Math.max(meeting.startsAt.getTime(), meeting.openedAt?.getTime() ?? 0);
    const minute = Math.floor(capturedMs / 60_000) - Math.floor(start / 60_000);
    arrivals.set(minute, (arrivals.get(minute) ?? 0) + 1);
  }
  const total = tally({}, course, held, rows);
  const came = total.counts.present + total.counts.late;
  return {
    total,
    unsettled: doubts.length,
    students,
    meetings: held.map((meeting) => {
      const { date, time } = at(meeting);
      const about = { id: meeting.id, week: isoWeek(date), weekday: weekday(date), time };
      return tally(about, course, [meeting], rows);
    }),
    weeks: distinct(held.map((meeting) => monday(at(meeting).date))).map((startsOn) => {
      const own = held.filter((meeting) => monday(at(meeting).date) === startsOn);
      return tally({ week: isoWeek(startsOn), startsOn }, course, own, rows);
    }),
    /** @param length characters of the time: 5 to the minute, 2 to the hour */
    hours: (length: number) => {
      const keyOf = (meeting: OracleMeeting) =>
        `${weekday(at(meeting).date)} ${at(meeting).time.slice(0, length)}`;
      return distinct(held.map(keyOf)).map((key) => {
        const about = { weekday: Number(key.slice(0, 1)), time: key.slice(2) };
        const own = held.filter((meeting) => keyOf(meeting) === key);
        return tally(about, course, own, rows);
      });
    },
    groups: (ids: readonly (string | null)[]) =>
      ids.map((id) => {
        const members = students.filter(({ groupId }) => groupId === id);
        const own = rows.filter(({ studentId }) => members.some(({ userId }) => userId === studentId));
        return {
          groupId: id,
          students: members.length,
          atRisk: members.filter(({ below, trend: { falling } }) => below || falling).length,
          counts: countsOf(own),
          share: shareOf(worths(own, course)),
        };
      }),
    arrivals: [...arrivals]
      .toSorted(([a], [b]) => a - b)
      .map(([minute, count]) => ({ minute, students: count })),
    onTime: came === 0 ? null : nearest(BigInt(total.counts.present) * 10_000n, BigInt(came)),
  };
}
