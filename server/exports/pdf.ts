import type { ReportCell, ReportMark } from "../../shared/api/reports.ts";
import { longDate, momentOf, offsets, span, stamp } from "./moments.ts";
import { arithmetic, percent } from "./numbers.ts";
import { drawCover } from "./pdf-cover.ts";
import { BOTTOM, CONTENT_WIDTH, INK, PAGE, Pages } from "./pdf-page.ts";
import { type PdfCell, type PdfColumn, PdfTable } from "./pdf-table.ts";
import { dataAt, scopeText, sourceText, type Told } from "./tables.ts";
import { fill } from "./words.ts";

/** marks from which on a row is tagged as one: a screen reader's table of so many cells would be of no use */
const LONG = 3000;

/** A report as PDF: the summary, the students, the meetings, the overview of both, and every mark. Tagged (PDF/UA). */
export async function* writePdf(told: Told, marks: AsyncIterable<ReportMark[]>): AsyncGenerator<Uint8Array> {
  const { report, words, language } = told;
  const range = `${longDate(report.from, words)} – ${longDate(report.until, words)}`;
  const [page = "", of = ""] = words.page.split("#");
  const pages = new Pages({
    title: `${words.title} · ${report.course.name} · ${range}`,
    subject: scopeText(told),
    language,
    at: new Date(report.dataAt ?? `${report.from}T00:00:00Z`),
    footer: {
      left: `${report.course.name} · ${range}`,
      middle: report.dataAt === null ? words.noData : fill(words.dataAt, dataAt(told)),
      page: (n) => `${page}${n}${of}`,
    },
  });
  pages.newPage();
  drawCover(pages, told);
  drawStudents(pages, told);
  drawMeetings(pages, told);
  yield* taken(pages);
  yield* drawOverview(pages, told);
  if (report.students.length > 0 && report.meetings.length > 0) {
    const table = startDetail(pages, told);
    for await (const some of marks) {
      for (const mark of some) {
        table.row(detailCells(told, mark));
        yield* taken(pages);
      }
    }
    table.end();
  }
  yield* pages.finish();
}

function* taken(pages: Pages): Generator<Uint8Array> {
  const bytes = pages.taken();
  if (bytes) yield bytes;
}

/** A section's heading, with room for what follows it. */
export function drawHeading(pages: Pages, text: string, room: number): void {
  if (pages.y + 34 + room > BOTTOM) pages.newPage();
  else if (pages.y > PAGE.margin) pages.y += 16;
  const { y } = pages;
  pages.keep(
    pages.tag("H2", () => pages.write(text, PAGE.margin, y, { size: 13, font: "bold", color: INK.ink })),
  );
  pages.doc.outline.addItem(text);
  pages.y += 20;
}
function drawText(pages: Pages, text: string): void {
  const { y } = pages;
  pages.keep(pages.tag("P", () => pages.write(text, PAGE.margin, y, { size: 9, color: INK.soft })));
  pages.y += 14;
}

const countCell = (n: number): PdfCell => ({ text: `${n}`, ...(n === 0 && { color: INK.soft }) });

function drawStudents(pages: Pages, { report, words, language }: Told): void {
  const { columns: c } = words;
  drawHeading(pages, words.facts.students, 60);
  if (report.students.length === 0) return drawText(pages, words.noStudents);
  const counts = [c.counted, c.present, c.late, c.excused, c.absent, c.unsettled, c.notApplicable];
  const table = new PdfTable(pages, [
    { title: c.student, width: 146 },
    { title: c.number, width: 64 },
    { title: c.group, width: 54 },
    ...counts.map((title): PdfColumn => ({ title, width: 52, align: "right" })),
    { title: c.share, width: 56, align: "right" },
    { title: c.computed, width: 112, align: "right" },
    { title: c.below, width: 54 },
  ]);
  const sums = (
    of: (typeof report)["totals"] | (typeof report.students)[number],
    below: boolean,
  ): PdfCell[] => [
    ...[of.share.of, of.present, of.late, of.excused, of.absent, of.unsettled, of.notApplicable].map((n) =>
      countCell(n),
    ),
    {
      text: percent(of.share.basisPoints, language),
      font: "bold",
      ...(below && { color: INK.bad }),
      ...(of.share.basisPoints !== null && { bar: of.share.basisPoints / 10_000 }),
    },
    { text: arithmetic(of, of.share, report.policy.share), color: INK.soft },
  ];
  for (const student of report.students) {
    table.row([
      { text: student.name },
      { text: student.studentNumber ?? "" },
      { text: student.group ?? "" },
      ...sums(student, student.below),
      { text: student.below ? `< ${report.policy.requiredPct} %` : "", color: INK.bad, font: "bold" },
    ]);
  }
  table.row([{ text: words.all }, { text: "" }, { text: "" }, ...sums(report.totals, false), { text: "" }], {
    strong: true,
  });
  table.end();
}

function drawMeetings(pages: Pages, { report, words, starts, ends }: Told): void {
  const { columns: c } = words;
  drawHeading(pages, words.sheets.meetings, 60);
  if (report.meetings.length === 0) return drawText(pages, words.noMeetings);
  const counts = [c.present, c.late, c.excused, c.absent, c.unsettled, c.notApplicable];
  const table = new PdfTable(pages, [
    { title: `${c.start} – ${c.end}`, width: 156 },
    { title: c.utc, width: 54 },
    { title: c.title, width: 130 },
    { title: c.group, width: 54 },
    { title: c.room, width: 54 },
    { title: c.state, width: 104, lines: 3 },
    ...counts.map((title): PdfColumn => ({ title, width: 56, align: "right" })),
  ]);
  for (const [i, meeting] of report.meetings.entries()) {
    const [start, end] = [starts[i], ends[i]];
    if (!start || !end) continue;
    const counted = meeting.state === "closed";
    const state = [words.state[meeting.state], meeting.cancelReason].filter(Boolean).join(": ");
    table.row([
      { text: span(start, end, words) },
      { text: offsets(start, end), color: INK.soft },
      { text: meeting.title ?? "" },
      { text: meeting.group ?? "" },
      { text: meeting.room ?? "" },
      { text: state, ...(!counted && { color: INK.look }) },
      ...[
        meeting.present,
        meeting.late,
        meeting.excused,
        meeting.absent,
        meeting.unsettled,
        meeting.notApplicable,
      ].map((n) => (counted ? countCell(n) : { text: words.none, color: INK.soft })),
    ]);
  }
  table.end();
}

const NAME_WIDTH = 150;
const NUMBER_WIDTH = 60;
const CELL_WIDTH = 26;
const ACROSS = Math.floor((CONTENT_WIDTH - NAME_WIDTH - NUMBER_WIDTH) / CELL_WIDTH);
const TINT: Readonly<Partial<Record<ReportCell, Pick<PdfCell, "color" | "fill">>>> = {
  P: { color: INK.ok, fill: INK.okSoft },
  L: { color: INK.look, fill: INK.lookSoft },
  E: { color: INK.pen, fill: INK.penSoft },
  A: { color: INK.bad, fill: INK.badSoft },
};
const CELLS: readonly ReportCell[] = ["P", "L", "E", "A", "?", "-", "x", "."];

/** Students down, meetings across; as many tables as the meetings need. */
function* drawOverview(pages: Pages, told: Told): Generator<Uint8Array> {
  const { report, words, starts, ends } = told;
  const { columns: c } = words;
  if (report.students.length === 0 || report.meetings.length === 0) return;
  drawHeading(pages, words.sheets.overview, 110);
  drawText(pages, CELLS.map((cell) => `${words.letter[cell]} ${words.cell[cell]}`).join("  ·  "));
  for (let from = 0; from < report.meetings.length; from += ACROSS) {
    if (from > 0) pages.y += 10;
    const shown = starts.slice(from, from + ACROSS);
    const table = new PdfTable(
      pages,
      [
        { title: c.student, width: NAME_WIDTH, lines: 1 },
        { title: c.number, width: NUMBER_WIDTH, lines: 1 },
        ...shown.map((start, i): PdfColumn => {
          const [year = "", month = "1", day = "1"] = start.date.split("-");
          const headLines = [
            `${Number(day)} ${words.months[Number(month) - 1] ?? ""}`,
            year,
            start.time,
            ends[from + i]?.time ?? "",
          ];
          return { title: "", headLines, width: CELL_WIDTH, align: "center", lines: 1 };
        }),
      ],
      { stretch: false, long: report.students.length * shown.length > LONG },
    );
    for (const { name, studentNumber, cells } of report.students) {
      table.row([
        { text: name },
        { text: studentNumber ?? "" },
        ...lettersOf(cells.slice(from, from + ACROSS)).map((cell) => letterCell(words.letter[cell], cell)),
      ]);
      yield* taken(pages);
    }
    table.end();
  }
}
const lettersOf = (text: string): ReportCell[] =>
  [...text].flatMap((letter) => CELLS.find((cell) => cell === letter) ?? []);
const letterCell = (text: string, cell: ReportCell): PdfCell => ({
  text,
  font: "bold",
  color: INK.soft,
  ...TINT[cell],
});

function startDetail(pages: Pages, { report, words }: Told): PdfTable {
  const { columns: c } = words;
  drawHeading(pages, words.sheets.detail, 60);
  return new PdfTable(
    pages,
    [
      { title: c.student, width: 128 },
      { title: `${c.start} – ${c.end}`, width: 138 },
      { title: c.status, width: 66 },
      { title: c.source, width: 96 },
      { title: c.by, width: 84 },
      { title: c.reason, width: 150, lines: 4 },
      { title: c.evidence, width: 44 },
      { title: c.arrived, width: 76 },
    ],
    { long: report.students.length * report.meetings.length > LONG },
  );
}

function detailCells({ report, words, starts, ends }: Told, mark: ReportMark): PdfCell[] {
  const student = report.students[mark.student];
  const [start, end] = [starts[mark.meeting], ends[mark.meeting]];
  const reason = mark.cell === "x" ? (report.meetings[mark.meeting]?.cancelReason ?? null) : mark.reason;
  const by = [mark.by, mark.carrier === null ? null : `${words.columns.carrier}: ${mark.carrier}`];
  return [
    { text: student?.name ?? "" },
    { text: start && end ? span(start, end, words) : "" },
    { text: words.cell[mark.cell], font: "bold", color: TINT[mark.cell]?.color ?? INK.soft },
    { text: sourceText(words, mark) ?? "" },
    { text: by.filter(Boolean).join("; ") },
    { text: reason ?? "" },
    { text: mark.grade ?? "" },
    { text: mark.arrivedAt === null ? "" : stamp(momentOf(mark.arrivedAt, report.timeZone)) },
  ];
}
