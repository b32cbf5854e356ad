import { setImmediate as breathe } from "node:timers/promises";
import type { ReportMark } from "../../shared/api/reports.ts";
import type { Services } from "../context.ts";
import { mayReport } from "../domain/report-access.ts";
import { fileNameOf, writeDocument } from "../exports/document.ts";
import * as made from "../queries/made-reports.ts";
import { courseReport, reportMarks, type ReportOf } from "../queries/reports.ts";

/** bytes of a kept piece */
const PIECE_BYTES = 256 * 1024;
/** how long other work may wait for a report, ms */
const BREATH_MS = 15;

/**
 * Makes a report that waits, piece by piece, from one snapshot of the database. May run twice: what the first attempt wrote is
 * written anew. Ends without a word when the report was cancelled, or its reader may not read it any more.
 */
export async function makeReport(s: Services, { reportId }: { reportId: string }): Promise<void> {
  const row = await s.db.transaction((tx) => made.startMaking(tx, reportId));
  if (!row) return;
  const reader = await made.readerOf(s.db, row.userId, row.courseId);
  if (!reader || !mayReport({ ...reader, id: row.userId }, row.studentId)) {
    await made.cancelReport(s.db, reportId);
    return;
  }
  try {
    const written = await write(s, row);
    if (!written) return;
    const mail = row.scheduleId !== null && s.config.mail !== null;
    await s.db.transaction(async (tx) => {
      const finished = await made.finishReport(tx, reportId, { ...written, mail });
      if (finished && mail)
        await s.queue.send(tx, "mail_report", { reportId }, { key: `mail_report:${reportId}` });
    });
  } catch (error) {
    await made.failReport(s.db, reportId);
    throw error;
  }
}

/** @returns null when nobody wants it any more, or there is nothing left to report of */
async function write(s: Services, row: made.MadeReportRow) {
  const { id, format, language } = row;
  const of: ReportOf = row;
  return s.db.transaction(
    async (tx) => {
      const folded = await courseReport(tx, of, s.config.timeZone);
      if (!folded) {
        await made.cancelReport(s.db, id);
        return null;
      }
      const { report } = folded;
      const total = report.students.length;
      const stopped = { value: false };
      async function* counted(): AsyncGenerator<ReportMark[]> {
        let done = 0;
        for await (const marks of reportMarks(tx, of, folded as NonNullable<typeof folded>)) {
          if (!(await made.tellProgress(s.db, id, done, total))) stopped.value = true;
          if (stopped.value) return;
          yield marks;
          done = (marks.at(-1)?.student ?? done) + 1;
        }
      }
      let waiting: Uint8Array[] = [];
      let [size, bytes, part] = [0, 0, 0];
      const keep = async () => {
        if (size > 0) await made.writePart(s.db, id, part++, Buffer.concat(waiting));
        waiting = [];
        size = 0;
      };
      for await (const piece of gently(writeDocument(report, counted(), { format, language }))) {
        if (stopped.value) return null;
        waiting.push(piece);
        size += piece.byteLength;
        bytes += piece.byteLength;
        if (size >= PIECE_BYTES) await keep();
      }
      if (stopped.value) return null;
      await keep();
      return { bytes, fileName: fileNameOf(report, format, language) };
    },
    { isolationLevel: "repeatable read", accessMode: "read only" },
  );
}

/** The same pieces, with a turn for everything else between them now and then. */
export async function* gently(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  let since = performance.now();
  for await (const piece of pieces) {
    yield piece;
    if (performance.now() - since < BREATH_MS) continue;
    await breathe();
    since = performance.now();
  }
}
