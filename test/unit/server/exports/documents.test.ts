import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { fileNameOf } from "../../../../server/exports/document.ts";
import { REPORT_FORMATS } from "../../../../shared/api/reports.ts";
import { foldReport } from "../../../../server/domain/report.ts";
import { NAMES, sampleDocument, sampleFrame, sampleReport } from "../../../support/sample-report.ts";

const digest = (bytes: Uint8Array) => createHash("sha256").update(bytes).digest("hex");

describe("the same data", () => {
  const cases = REPORT_FORMATS.flatMap((format) =>
    (["en", "es"] as const).map((language) => ({ format, language })),
  );

  it.each(cases)(
    "give the same bytes as $format in $language, in whatever order they come",
    async ({ format, language }) => {
      const frame = sampleFrame(NAMES, 14);
      const reversed = foldReport({
        ...frame,
        meetings: frame.meetings.toReversed(),
        members: frame.members.toReversed(),
        statuses: [...frame.statuses].toReversed(),
      });
      const first = await sampleDocument(format, language);
      expect(digest(await sampleDocument(format, language, reversed))).toBe(digest(first));
    },
  );

  it(
    "give the same bytes in another process, at another time, in another time zone of the machine",
    { timeout: 60_000 },
    async () => {
      const here = await Promise.all(
        REPORT_FORMATS.map(async (format) => digest(await sampleDocument(format, "es"))),
      );
      const program = join(import.meta.dirname, "print-digests.ts");
      const there = execFileSync(process.execPath, ["--import", "tsx", program, ...NAMES], {
        env: { ...process.env, TZ: "Asia/Kolkata" },
        encoding: "utf8",
      });
      expect(there.trim().split("\n")).toEqual(here);
    },
  );

  it("changed by one mark, give others", async () => {
    const frame = sampleFrame(NAMES, 14);
    const [first, ...rest] = frame.statuses;
    const other = foldReport({ ...frame, statuses: first ? [{ ...first, status: "late" }, ...rest] : [] });
    for (const format of REPORT_FORMATS)
      expect(digest(await sampleDocument(format, "en", other))).not.toBe(
        digest(await sampleDocument(format, "en")),
      );
  });
});

it("names a file in letters that every system takes", () => {
  const { report } = sampleReport(NAMES, 2);
  expect(fileNameOf(report, "pdf", "es")).toBe("informe-de-asistencia_MAT-101_2025-10-01_2025-12-31.pdf");
  const student = { ...report, scope: { kind: "student", name: "../Íñigo; rm -rf" } as const };
  expect(fileNameOf(student, "csv_detail", "en")).toBe(
    "attendance-report_MAT-101_Inigo-rm--rf_detail_2025-10-01_2025-12-31.csv",
  );
});
