/** A report as tables: what CSV and XLSX write, each in its own way. */
import type { Language } from "../../shared/api/account.ts";
import type { Report, ReportMark } from "../../shared/api/reports.ts";
import { REPORT_WORDS } from "./languages.ts";
import { longDate, type Moment, momentOf, offsets, stamp } from "./moments.ts";
import { arithmetic, percent, ruleOf } from "./numbers.ts";
import { fill, type ReportWords } from "./words.ts";

/** text: somebody wrote it, or we did; moment: `2026-11-16 10:15`; share: basis points; letter: of the overview */
export type ColumnKind = "text" | "count" | "share" | "date" | "moment" | "letter";
export interface Column {
  readonly title: string;
  readonly kind: ColumnKind;
  /** in characters */
  readonly width: number;
}
/** a text, a number as its column says, or nothing */
export type Value = string | number | null;
export interface Table {
  readonly columns: readonly Column[];
  readonly rows: Iterable<readonly Value[]>;
}

/** What all tables of one document need: its words, and the meetings' times worked out once. */
export interface Told {
  readonly report: Report;
  readonly language: Language;
  readonly words: ReportWords;
  readonly starts: readonly Moment[];
  readonly ends: readonly Moment[];
}
export function tell(report: Report, language: Language): Told {
  const at = (instant: string) => momentOf(instant, report.timeZone);
  return {
    report,
    language,
    words: REPORT_WORDS[language],
    starts: report.meetings.map(({ startsAt }) => at(startsAt)),
    ends: report.meetings.map(({ endsAt }) => at(endsAt)),
  };
}

const column = (title: string, kind: ColumnKind, width: number): Column => ({ title, kind, width });

/** "Data as of" of a document, or that there is none. */
export const dataAt = ({ report, words }: Told): string =>
  report.dataAt === null ? words.noData : stamp(momentOf(report.dataAt, report.timeZone));

export function scopeText({ report: { scope }, words }: Told): string {
  if (scope.kind === "course") return words.facts.wholeCourse;
  return fill(words.scope[scope.kind], scope.name);
}

/** What stands above every report: label and text. */
export function facts(told: Told): readonly (readonly [string, string])[] {
  const { report, words, language } = told;
  const { facts: f } = words;
  const { course, policy, totals } = report;
  const below = report.students.filter((student) => student.below).length;
  const lines: [string, string | null][] = [
    [f.course, course.name],
    [f.code, course.code],
    [f.term, course.term],
    [f.teachers, course.teachers.length > 0 ? course.teachers.join(", ") : null],
    [f.scope, scopeText(told)],
    [f.range, `${longDate(report.from, words)} – ${longDate(report.until, words)}`],
    [f.meetings, takenText(told)],
    [f.students, `${report.students.length}`],
    [
      f.share,
      `${percent(totals.share.basisPoints, language)} = ${arithmetic(totals, totals.share, policy.share)}`,
    ],
    [f.rule, ruleOf(policy.share, words)],
    [f.required, `${policy.requiredPct} % (${below} ${f.below})`],
    [f.timeZone, report.timeZone],
    [f.data, dataAt(told)],
  ];
  return lines.flatMap(([label, text]) => (text === null ? [] : [[label, text] as const]));
}

/** `12 of 14 meetings taken · 1 cancelled` */
export function takenText({ report: { totals }, words }: Told): string {
  const taken = fill(words.taken, totals.taken, totals.meetings);
  return totals.cancelled === 0 ? taken : `${taken} · ${fill(words.cancelledOf, totals.cancelled)}`;
}

/** A row a student, and one for all of them. */
export function studentTable(told: Told): Table {
  const { report, words } = told;
  const { columns: c } = words;
  const { policy, totals } = report;
  const sums = (of: Report["totals"] | Report["students"][number]): Value[] => [
    of.share.of,
    of.present,
    of.late,
    of.excused,
    of.absent,
    of.unsettled,
    of.notApplicable,
    of.share.basisPoints,
    arithmetic(of, of.share, policy.share),
  ];
  const rowOf = (student: Report["students"][number]): Value[] => [
    student.name,
    student.studentNumber,
    student.group,
    ...sums(student),
    student.below ? words.yes : null,
  ];
  return {
    columns: [
      column(c.student, "text", 30),
      column(c.number, "text", 16),
      column(c.group, "text", 14),
      column(c.counted, "count", 12),
      ...[c.present, c.late, c.excused, c.absent, c.unsettled, c.notApplicable].map((title) =>
        column(title, "count", 11),
      ),
      column(c.share, "share", 11),
      column(c.computed, "text", 24),
      column(c.below, "text", 12),
    ],
    rows: [...report.students.map(rowOf), [words.all, null, null, ...sums(totals), null]],
  };
}

/** The same for a program that reads it: without the row of sums, and each row says what it is of. */
export function studentRecords(told: Told): Table {
  const { report, words } = told;
  const { columns: c } = words;
  const { columns, rows } = studentTable(told);
  const of = [report.from, report.until, report.totals.taken, report.totals.meetings, dataAt(told)];
  return {
    columns: [
      ...columns,
      column(c.from, "date", 12),
      column(c.until, "date", 12),
      column(c.taken, "count", 10),
      column(c.of, "count", 10),
      column(c.data, "text", 18),
    ],
    rows: [...rows].slice(0, report.students.length).map((row) => row.concat(of)),
  };
}

/** A row a meeting, the cancelled ones too. */
export function meetingTable({ report, words, starts, ends }: Told): Table {
  const { columns: c } = words;
  return {
    columns: [
      column(c.start, "moment", 17),
      column(c.end, "moment", 17),
      column(c.utc, "text", 12),
      column(c.title, "text", 28),
      column(c.group, "text", 14),
      column(c.room, "text", 12),
      column(c.state, "text", 12),
      column(c.why, "text", 24),
      ...[c.present, c.late, c.excused, c.absent, c.unsettled, c.notApplicable].map((title) =>
        column(title, "count", 11),
      ),
    ],
    rows: report.meetings.map((meeting, i) => [
      ...times(starts[i], ends[i]),
      meeting.title,
      meeting.group,
      meeting.room,
      words.state[meeting.state],
      meeting.cancelReason,
      meeting.present,
      meeting.late,
      meeting.excused,
      meeting.absent,
      meeting.unsettled,
      meeting.notApplicable,
    ]),
  };
}

const times = (start: Moment | undefined, end: Moment | undefined): Value[] =>
  start && end ? [stamp(start), stamp(end), offsets(start, end)] : [null, null, null];

/** Students down, meetings across, a letter in each cell. */
export function overviewTable({ report, words, starts, ends }: Told): Table {
  const { columns: c } = words;
  return {
    columns: [
      column(c.student, "text", 30),
      column(c.number, "text", 16),
      ...starts.map((start, i) => column(`${stamp(start)}–${until(start, ends[i])}`, "letter", 11)),
    ],
    rows: report.students.map(({ name, studentNumber, cells }) => [
      name,
      studentNumber,
      ...[...cells].map((cell) => letterOf(words, cell)),
    ]),
  };
}
const until = (start: Moment, end: Moment | undefined) =>
  end && end.date !== start.date ? stamp(end) : (end?.time ?? "");
const letterOf = (words: ReportWords, cell: string): string =>
  Object.entries(words.letter).find(([key]) => key === cell)?.[1] ?? cell;

export function detailColumns({ words: { columns: c } }: Told): readonly Column[] {
  return [
    column(c.student, "text", 30),
    column(c.number, "text", 16),
    column(c.group, "text", 14),
    column(c.start, "moment", 17),
    column(c.end, "moment", 17),
    column(c.utc, "text", 12),
    column(c.title, "text", 28),
    column(c.status, "text", 15),
    column(c.source, "text", 24),
    column(c.by, "text", 22),
    column(c.reason, "text", 36),
    column(c.evidence, "text", 10),
    column(c.arrived, "moment", 17),
    column(c.carrier, "text", 20),
  ];
}

/** A row for each student at each meeting. */
export function detailRow(told: Told, mark: ReportMark): readonly Value[] {
  const { report, words, starts, ends } = told;
  const student = report.students[mark.student];
  const meeting = report.meetings[mark.meeting];
  return [
    student?.name ?? null,
    student?.studentNumber ?? null,
    student?.group ?? null,
    ...times(starts[mark.meeting], ends[mark.meeting]),
    meeting?.title ?? null,
    words.cell[mark.cell],
    sourceText(words, mark),
    mark.by,
    mark.cell === "x" ? (meeting?.cancelReason ?? null) : mark.reason,
    mark.grade,
    mark.arrivedAt === null ? null : stamp(momentOf(mark.arrivedAt, report.timeZone)),
    mark.carrier,
  ];
}

export function sourceText(words: ReportWords, mark: ReportMark): string | null {
  if (mark.source === null) return null;
  if (mark.source === "manual") return words.source.manual;
  return mark.arrivedAt === null ? words.source.automatic : words.source.checkIn;
}
