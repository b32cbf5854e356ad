/** A process of its own: the digest of a sample report in each format. Arguments: the students' names. */
import { createHash } from "node:crypto";
import { writeDocument } from "../../../../server/exports/document.ts";
import { REPORT_FORMATS } from "../../../../shared/api/reports.ts";
import { sampleMarks, sampleReport } from "../../../support/sample-report.ts";

const folded = sampleReport(process.argv.slice(2), 14);
for (const format of REPORT_FORMATS) {
  const hash = createHash("sha256");
  const marks = sampleMarks(folded, "Seen in the room");
  for await (const piece of writeDocument(folded.report, marks, { format, language: "es" }))
    hash.update(piece);
  process.stdout.write(`${hash.digest("hex")}\n`);
}
