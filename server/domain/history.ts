/** The history of a student at a meeting as the wire shows it. */
import * as v from "valibot";
import type { MarkHistory, MarkProvenance } from "../../shared/api/history.ts";
import { EvidenceGrade, OutcomeCode } from "../../shared/protocol/sync.ts";
import { foldMarks, type MarkEvent } from "./fold.ts";

interface MarkRow extends MarkEvent {
  readonly requestId: string | null;
  readonly by: string | null;
  readonly receivedAt: Date | null;
  readonly retractedAt: Date | null;
}
interface CheckInRow {
  readonly hash: string;
  readonly state: "accepted" | "pending" | "review" | "rejected";
  readonly code: string | null;
  readonly grade: string | null;
  readonly capturedMs: number;
  readonly receivedAt: Date;
  readonly kid: string;
  readonly carrier: string | null;
}

/** So many characters of a key's fingerprint tell devices apart for a person. */
const FINGERPRINT = 8;

const because = (row: MarkRow): MarkProvenance["because"] => {
  if (row.requestId) return "request";
  if (row.source === "manual") return "teacher";
  return row.entryHash ? "check_in" : "rule";
};

/** @param marks the oldest first */
export function toHistory(
  of: { meetingId: string; userId: string },
  marks: readonly MarkRow[],
  checkIns: readonly CheckInRow[],
): MarkHistory {
  const events = marks.map((row) => Object.assign({}, row, { retracted: row.retractedAt !== null }));
  const folded = foldMarks(events);
  const standing = folded && events.filter((event) => rests(event, folded));
  return {
    ...of,
    marks: marks.map((row) => ({
      id: row.id,
      at: row.at.toISOString(),
      receivedAt: row.receivedAt?.toISOString() ?? null,
      source: row.source,
      status: row.status,
      reason: row.reason,
      by: row.by,
      because: because(row),
      checkIn: row.entryHash,
      requestId: row.requestId,
      frozen: row.frozen ?? false,
      takenBackAt: row.retractedAt?.toISOString() ?? null,
      counts: standing?.some(({ id }) => id === row.id) ?? false,
    })),
    checkIns: checkIns.map((row) => ({
      h: row.hash,
      st: row.state,
      code: v.parse(v.nullable(OutcomeCode), row.code),
      grade: v.parse(v.nullable(EvidenceGrade), row.grade),
      capturedAt: new Date(row.capturedMs).toISOString(),
      receivedAt: row.receivedAt.toISOString(),
      carrier: row.carrier,
      device: row.kid.slice(0, FINGERPRINT),
    })),
  };
}

/** Whether the status rests on this mark: the teachers' words that stand, else the automatic mark that the fold chose. */
function rests(event: MarkEvent, folded: NonNullable<ReturnType<typeof foldMarks>>): boolean {
  if (event.frozen || event.retracted || event.source !== folded.source) return false;
  if (event.source === "manual") return folded.words.some(({ id }) => id === event.id);
  return event.status === folded.status && event.at.getTime() === folded.updatedAt.getTime();
}
