import { strToU8, Zip, ZipDeflate } from "fflate";
import type { ReportMark } from "../../shared/api/reports.ts";
import { xmlText } from "./inert.ts";
import {
  type Column,
  detailColumns,
  detailRow,
  facts,
  meetingTable,
  overviewTable,
  studentTable,
  type Table,
  type Told,
  type Value,
} from "./tables.ts";
import { columnName, frame, sheetFoot, sheetHead, STYLE, workbook } from "./xlsx-parts.ts";

/** Zip's own first day: the file tells no time of its making. */
const ZIP_EPOCH = new Date(1980, 0, 1);
/** characters of XML that are compressed at a time */
const PIECE = 1 << 16;

/**
 * A report as XLSX with four sheets: summary, meetings, overview, detail. Written here and not by a library: it must come out
 * piece by piece, be the same bytes on every machine (fflate's deflate is plain code, Node's differs between processors), and
 * hold no formula at all.
 */
export async function* writeXlsx(told: Told, marks: AsyncIterable<ReportMark[]>): AsyncGenerator<Uint8Array> {
  const { report, words, language } = told;
  const made: Uint8Array[] = [];
  const zip = new Zip((error, piece) => {
    if (error) throw error;
    made.push(piece);
  });
  const open = (name: string) => {
    const file = new ZipDeflate(name, { level: 6 });
    file.mtime = ZIP_EPOCH;
    zip.add(file);
    return file;
  };
  const whole = (name: string, text: string) => open(name).push(strToU8(text), true);

  const { summary, meetings, overview, detail } = words.sheets;
  const sheets = [summary, meetings, overview, detail];
  const lines = facts(told);
  const title = `${words.title} · ${report.course.name}`;
  const at = report.dataAt ?? `${report.from}T00:00:00.000Z`;
  for (const [name, text] of Object.entries(frame(sheets, { title, language, at }))) whole(name, text);
  // title, a blank row, the facts, a blank row
  const headRow = lines.length + 4;
  whole("xl/workbook.xml", workbook(sheets, [headRow, 1, 1, 1]));

  const students = studentTable(told);
  whole("xl/worksheets/sheet1.xml", [...summarySheet(words.title, lines, students)].join(""));
  yield* made.splice(0);
  for (const [name, table] of [
    ["sheet2", meetingTable(told)],
    ["sheet3", overviewTable(told)],
  ] as const) {
    const file = open(`xl/worksheets/${name}.xml`);
    for (const piece of inPieces(tableSheet(table))) {
      file.push(strToU8(piece));
      yield* made.splice(0);
    }
    file.push(new Uint8Array(), true);
  }
  const file = open("xl/worksheets/sheet4.xml");
  const columns = detailColumns(told);
  file.push(
    strToU8(
      sheetHead(
        columns.map(({ width }) => width),
        { rows: 1, columns: 1 },
      ),
    ),
  );
  file.push(strToU8(headOf(columns, 1)));
  let row = 1;
  for await (const some of marks) {
    let text = "";
    for (const mark of some) {
      row += 1;
      text += rowOf(columns, detailRow(told, mark), row);
    }
    file.push(strToU8(text));
    yield* made.splice(0);
  }
  file.push(strToU8(sheetFoot(`A1:${columnName(columns.length - 1)}${row}`)), true);
  zip.end();
  yield* made.splice(0);
}

function* summarySheet(
  title: string,
  lines: readonly (readonly [string, string])[],
  { columns, rows }: Table,
): Generator<string> {
  yield sheetHead(
    columns.map(({ width }) => width),
    null,
  );
  yield `<row r="1" ht="24" customHeight="1">${textCell("A1", title, STYLE.title)}</row>`;
  for (const [i, [label, text]] of lines.entries()) {
    const r = i + 3;
    yield `<row r="${r}">${textCell(`A${r}`, label, STYLE.label)}${textCell(`B${r}`, text, styleOfText(text))}</row>`;
  }
  const head = lines.length + 4;
  yield headOf(columns, head);
  const all = [...rows];
  for (const [i, values] of all.entries())
    yield rowOf(columns, values, head + 1 + i, i === all.length - 1 ? "sum" : "row");
  yield sheetFoot(null);
}

function* tableSheet({ columns, rows }: Table): Generator<string> {
  yield sheetHead(
    columns.map(({ width }) => width),
    { rows: 1, columns: 1 },
  );
  yield headOf(columns, 1);
  let r = 1;
  for (const values of rows) {
    r += 1;
    yield rowOf(columns, values, r);
  }
  yield sheetFoot(`A1:${columnName(columns.length - 1)}${r}`);
}

function* inPieces(texts: Iterable<string>): Generator<string> {
  let piece = "";
  for (const text of texts) {
    piece += text;
    if (piece.length < PIECE) continue;
    yield piece;
    piece = "";
  }
  yield piece;
}

const headOf = (columns: readonly Column[], r: number): string =>
  `<row r="${r}" ht="32" customHeight="1">${columns
    .map(({ title }, i) => textCell(`${columnName(i)}${r}`, title, STYLE.head))
    .join("")}</row>`;

const rowOf = (columns: readonly Column[], values: readonly Value[], r: number, of: "row" | "sum" = "row") =>
  `<row r="${r}">${columns
    .map(({ kind }, i) => cellOf(kind, values[i] ?? null, `${columnName(i)}${r}`, of))
    .join("")}</row>`;

const textCell = (ref: string, text: string, style: number) =>
  `<c r="${ref}" s="${style}" t="inlineStr"><is><t xml:space="preserve">${xmlText(text)}</t></is></c>`;
const numberCell = (ref: string, value: number, style: number) =>
  `<c r="${ref}" s="${style}"><v>${value}</v></c>`;

const styleOfText = (text: string) => (/^\s*[=+\-@＝＋－＠']/u.test(text) ? STYLE.quoted : STYLE.text);

function cellOf(kind: Column["kind"], value: Value, ref: string, of: "row" | "sum"): string {
  const sum = of === "sum";
  if (value === null) return sum ? `<c r="${ref}" s="${STYLE.sumText}"/>` : "";
  if (typeof value === "number") {
    if (kind === "share") return numberCell(ref, value / 10_000, sum ? STYLE.sumShare : STYLE.share);
    return numberCell(ref, value, sum ? STYLE.sumCount : STYLE.count);
  }
  if (kind === "date") return numberCell(ref, serial(value), STYLE.date);
  if (kind === "moment") return numberCell(ref, serial(value), STYLE.moment);
  if (kind === "letter") return textCell(ref, value, letterStyle(value));
  return textCell(ref, value, sum ? STYLE.sumText : styleOfText(value));
}

const letterStyle = (letter: string): number => {
  const { P, L, E, A, other } = STYLE.letter;
  const styles: Readonly<Record<string, number>> = { P, L, T: L, E, J: E, A };
  return styles[letter] ?? other;
};

/** Days since 30 December 1899, as spreadsheets count; of `2026-11-16` or `2026-11-16 10:15`. With all its digits: a rounded one shows 10:14. */
function serial(text: string): number {
  const [date = "", time = "00:00"] = text.split(" ");
  const minutes = (Date.parse(`${date}T${time}:00Z`) - Date.UTC(1899, 11, 30)) / 60_000;
  return minutes / 1440;
}
