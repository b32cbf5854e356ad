import { buffer } from "node:stream/consumers";
import { findCourseFor } from "../queries/courses.ts";
import type { Services } from "../context.ts";
import { mayReport } from "../domain/report-access.ts";
import { contentType } from "../exports/document.ts";
import { reportMail } from "../mail/report-mail.ts";
import { sendMail } from "../mail/send.ts";
import { findReport, readerOf, reportParts, setMail } from "../queries/made-reports.ts";

/** Larger files stay in the app: many mail servers refuse them. */
const ATTACHED_BYTES = 10_000_000;

/**
 * Mails a scheduled report to its reader. The queue runs one such job at a time for a report; where the process ends between
 * the server's yes and our note of it, the mail goes out again with the same Message-ID.
 * @throws Error when the mail server does not take it: it is written down, and the queue tries again
 */
export async function mailReport(s: Services, { reportId }: { reportId: string }): Promise<void> {
  const row = await findReport(s.db, reportId);
  const { mail } = s.config;
  if (!row || row.state !== "ready" || row.mail === null || row.mail === "sent" || !mail) return;
  const reader = await readerOf(s.db, row.userId, row.courseId);
  const found = await findCourseFor(s.db, row.courseId, row.userId);
  if (!reader || !found || !mayReport({ ...reader, id: row.userId }, row.studentId)) return;
  const attached = (row.bytes ?? 0) <= ATTACHED_BYTES;
  const { subject, text } = reportMail(row.language, {
    courseName: found.course.name,
    from: row.from,
    until: row.until,
    appUrl: s.config.publicUrl,
    attached,
  });
  try {
    await sendMail(mail, {
      to: reader.email,
      subject,
      text,
      id: `report-${row.id}`,
      attachment: attached
        ? {
            name: row.fileName ?? "report",
            type: contentType(row.format),
            bytes: await buffer(reportParts(s.db, reportId)),
          }
        : null,
    });
  } catch (error) {
    await setMail(s.db, reportId, "failed");
    throw error;
  }
  await setMail(s.db, reportId, "sent");
}
