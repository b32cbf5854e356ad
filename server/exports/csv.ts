import type { Language } from "../../shared/api/account.ts";
import type { ReportMark } from "../../shared/api/reports.ts";
import { csvText } from "./inert.ts";
import { hundredths } from "./numbers.ts";
import { type Column, detailColumns, detailRow, studentRecords, type Told, type Value } from "./tables.ts";

/**
 * A report as CSV (RFC 4180): UTF-8 with a byte-order mark, without which Excel takes it for something else; in Spanish with
 * semicolons and decimal commas, as spreadsheets of Spanish-speaking countries read it. papaparse, which reads imports, is not
 * used here: it would hold the whole text.
 */
export async function* writeCsv(
  told: Told,
  marks: AsyncIterable<ReportMark[]> | null,
): AsyncGenerator<Uint8Array> {
  const encoder = new TextEncoder();
  const line = (columns: readonly Column[], row: readonly Value[]) =>
    `${columns.map(({ kind }, i) => cellText(kind, row[i] ?? null, told.language)).join(separator(told.language))}\r\n`;
  const head = (columns: readonly Column[]) =>
    encoder.encode(`\ufeff${columns.map(({ title }) => csvText(title)).join(separator(told.language))}\r\n`);
  if (!marks) {
    const { columns, rows } = studentRecords(told);
    yield head(columns);
    yield encoder.encode([...rows].map((row) => line(columns, row)).join(""));
    return;
  }
  const columns = detailColumns(told);
  yield head(columns);
  for await (const some of marks) {
    yield encoder.encode(some.map((mark) => line(columns, detailRow(told, mark))).join(""));
  }
}

export const separator = (language: Language): string => (language === "es" ? ";" : ",");

function cellText(kind: Column["kind"], value: Value, language: Language): string {
  if (value === null) return "";
  if (typeof value === "string") return csvText(value);
  return kind === "share" ? hundredths(value, language) : `${value}`;
}
