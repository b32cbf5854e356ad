import type { Language } from "../../shared/api/account.ts";
import type { Report, ReportFormat, ReportMark } from "../../shared/api/reports.ts";
import { writeCsv } from "./csv.ts";
import { writePdf } from "./pdf.ts";
import { tell } from "./tables.ts";
import { REPORT_WORDS } from "./languages.ts";
import { writeXlsx } from "./xlsx.ts";

const KIND: Readonly<Record<ReportFormat, { type: string; extension: string }>> = {
  pdf: { type: "application/pdf", extension: "pdf" },
  xlsx: { type: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", extension: "xlsx" },
  csv: { type: "text/csv; charset=utf-8", extension: "csv" },
  csv_detail: { type: "text/csv; charset=utf-8", extension: "csv" },
};

export const contentType = (format: ReportFormat): string => KIND[format].type;

/**
 * A report as a document, piece by piece. The same report, marks and language give the same bytes: nothing of a clock, of
 * ids, of the machine or of the order in which things were stored is in it.
 */
export function writeDocument(
  report: Report,
  marks: AsyncIterable<ReportMark[]>,
  { format, language }: { format: ReportFormat; language: Language },
): AsyncGenerator<Uint8Array> {
  const told = tell(report, language);
  if (format === "pdf") return writePdf(told, marks);
  if (format === "xlsx") return writeXlsx(told, marks);
  return writeCsv(told, format === "csv_detail" ? marks : null);
}

/** `attendance-report_BIO-101_2026-11-16_2026-11-22.pdf`: letters that every system takes. */
export function fileNameOf(report: Report, format: ReportFormat, language: Language): string {
  const plain = (text: string) =>
    text
      .normalize("NFD")
      .replaceAll(/\p{M}/gu, "")
      .replaceAll(/[^A-Za-z0-9-]+/g, "-")
      .replaceAll(/^-+|-+$/g, "")
      .slice(0, 40);
  const words = REPORT_WORDS[language];
  const { course, scope } = report;
  const parts = [
    plain(words.title).toLowerCase(),
    plain(course.code ?? course.name),
    scope.kind === "course" ? "" : plain(scope.name),
    format === "csv_detail" ? plain(words.sheets.detail).toLowerCase() : "",
    report.from,
    report.until,
  ];
  return `${parts.filter((part) => part !== "").join("_")}.${KIND[format].extension}`;
}
