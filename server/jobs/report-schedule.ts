import type { Services } from "../context.ts";
import { mayReport } from "../domain/report-access.ts";
import { nextDue, periodBefore } from "../domain/report-period.ts";
import { deleteExpired, insertReport, readerOf } from "../queries/made-reports.ts";
import { endSchedule, lockDueSchedule, moveSchedule } from "../queries/report-schedules.ts";

const DAY_MS = 24 * 60 * 60_000;
/** how long the file of a scheduled report waits in the app */
const KEPT_MS = 60 * DAY_MS;
/** at a time: the rest waits for the next minute */
const AT_MOST = 200;

/**
 * Orders the scheduled reports whose week or month is over, each once: the schedule moves on in the transaction that orders it,
 * and the table refuses a second one of the same dates. What was due while the server was down is made up for. Deletes reports
 * that have run out.
 */
export async function orderDueReports(s: Services, now: Date): Promise<void> {
  await deleteExpired(s.db, now);
  for (let i = 0; i < AT_MOST; i++) {
    const found = await s.db.transaction(async (tx) => {
      const schedule = await lockDueSchedule(tx, now);
      if (!schedule) return false;
      const { id, courseId, userId, groupId, studentId, every, format, nextOn } = schedule;
      const reader = await readerOf(tx, userId, courseId);
      if (!reader || !mayReport({ ...reader, id: userId }, studentId)) {
        await endSchedule(tx, id);
        return true;
      }
      await moveSchedule(tx, id, nextDue(every, nextOn));
      // what would have run out by now is not made up for
      if (now.getTime() - Date.parse(`${nextOn}T00:00:00Z`) > KEPT_MS) return true;
      const reportId = await insertReport(tx, {
        scheduleId: id,
        courseId,
        userId,
        groupId,
        studentId,
        format,
        language: reader.language,
        expiresAt: new Date(now.getTime() + KEPT_MS),
        ...periodBefore(every, nextOn),
      });
      if (reportId !== null)
        await s.queue.send(tx, "make_report", { reportId }, { key: `make_report:${reportId}` });
      return true;
    });
    if (!found) return;
  }
}
