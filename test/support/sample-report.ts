import type { Language } from "../../shared/api/account.ts";
import type { ReportFormat, ReportMark } from "../../shared/api/reports.ts";
import { writeDocument } from "../../server/exports/document.ts";
import { type FoldedReport, foldReport, type ReportFrame } from "../../server/domain/report.ts";
import { markOf } from "../../server/domain/report-mark.ts";

const ZONE = "Europe/Madrid";
const HOUR_MS = 3_600_000;
const STATUSES = ["present", "present", "late", "present", "absent", "present", "excused"] as const;
const id = (kind: string, n: number) => `${kind}0000000-0000-7000-8000-${String(n).padStart(12, "0")}`;

/**
 * A report that was made up by a rule, without a database: `meetings` weekly meetings from 6 October 2025 on, across the end of
 * summer time, and students with these names.
 */
export function sampleFrame(
  names: readonly string[],
  meetings: number,
  over: Partial<ReportFrame> = {},
): ReportFrame {
  const first = Date.parse("2025-10-06T08:15:00Z");
  const all = Array.from({ length: meetings }, (_, i) => {
    const startsAt = new Date(first + i * 7 * 24 * HOUR_MS + (i > 2 ? HOUR_MS : 0));
    const endsAt = new Date(startsAt.getTime() + 1.5 * HOUR_MS);
    const planned = i === meetings - 1 && meetings > 1;
    const cancelled = i === 1;
    return {
      id: id("a", i),
      title: i % 3 === 0 ? `Lecture ${i + 1}` : null,
      startsAt,
      endsAt,
      openedAt: planned || cancelled ? null : startsAt,
      closedAt: planned || cancelled ? null : endsAt,
      cancelledAt: cancelled ? startsAt : null,
      cancelReason: cancelled ? "Strike" : null,
      groupId: null,
      group: null,
      room: "A-12",
    };
  });
  const members = names.map((name, i) => ({
    userId: id("b", i),
    name,
    studentNumber: `2025-${1000 + i}`,
    group: i % 2 === 0 ? "Morning" : "Afternoon",
    groupId: null,
    joinedAt: new Date(first - 24 * HOUR_MS),
    leftAt: null,
    eligibleFrom: i === 2 ? "2025-10-20" : null,
    eligibleUntil: null,
  }));
  const statuses = all
    .filter(({ closedAt }) => closedAt !== null)
    .flatMap((meeting, m) =>
      members.flatMap(({ userId }, s) => {
        const status = STATUSES[(m * 3 + s * 5) % STATUSES.length];
        return status && (m + s) % 11 !== 10 ? [{ meetingId: meeting.id, userId, status }] : [];
      }),
    );
  return {
    course: {
      id: id("c", 1),
      name: "Álgebra lineal",
      code: "MAT-101",
      term: "2025/26 · 1",
      termDates: null,
      teachers: ["Núria Ñandú"],
    },
    scope: { kind: "course" },
    from: "2025-10-01",
    until: "2025-12-31",
    timeZone: ZONE,
    policy: { share: { lateWeightPct: 50, excused: "left_out" }, requiredPct: 75 },
    meetings: all,
    members,
    statuses,
    changedAt: new Date("2025-12-20T10:00:00Z"),
    ...over,
  };
}

/** The marks of such a report, `reason` on each manual one. */
export async function* sampleMarks(
  { report }: FoldedReport,
  reason: string,
  by = "Núria Ñandú",
): AsyncGenerator<ReportMark[]> {
  for (const [student, { cells }] of report.students.entries()) {
    yield [...cells].map((cell, meeting) => {
      const manual = (student + meeting) % 4 === 0;
      const startsAt = report.meetings[meeting]?.startsAt ?? "";
      return markOf({ student, meeting }, cell, {
        source: manual ? "manual" : "automatic",
        reason: manual ? reason : null,
        words: manual ? [{ id: id("d", meeting), status: "present", at: startsAt, by }] : [],
        grade: manual || cell === "A" ? null : "E2",
        capturedMs: manual || cell === "A" ? null : Date.parse(startsAt) + 120_000,
        carrier: null,
      });
    });
  }
}

export const sampleReport = (names: readonly string[], meetings: number, over: Partial<ReportFrame> = {}) =>
  foldReport(sampleFrame(names, meetings, over));

/** Students whom not every font and code page can write. */
export const NAMES = ["Ana Pérez", "Łukasz Ødegård", "Zoë Çelik", "José Ibáñez", "Đorđe Šimić"];

/** Such a report as a file. @param remark stands at its marks */
export async function sampleDocument(
  format: ReportFormat,
  language: Language,
  folded = sampleReport(NAMES, 14),
  remark = "Seen in the room",
): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of writeDocument(folded.report, sampleMarks(folded, remark), { format, language }))
    pieces.push(piece);
  return Buffer.concat(pieces);
}
