import * as v from "valibot";
import { ReportCell, type ReportMark } from "../../shared/api/reports.ts";
import { EvidenceGrade } from "../../shared/protocol/sync.ts";
import { standingWord, type WordStatus } from "../../shared/words.ts";

/** An attendance with what stands behind it. */
export interface MarkEvidence {
  readonly source: "automatic" | "manual";
  readonly reason: string | null;
  /** the teachers' words that nobody has answered */
  readonly words: readonly {
    readonly id: string;
    readonly status: WordStatus;
    /** ISO 8601 */
    readonly at: string;
    readonly by: string | null;
  }[];
  readonly grade: string | null;
  /** of the check-in behind it; null without one */
  readonly capturedMs: number | null;
  readonly carrier: string | null;
}

/** A cell of a report with its provenance. What does not count says nothing of where it comes from. */
export function markOf(
  place: Pick<ReportMark, "student" | "meeting">,
  letter: string | undefined,
  found: MarkEvidence | null,
): ReportMark {
  const cell = v.parse(ReportCell, letter);
  const nothing = { source: null, by: null, reason: null, grade: null, arrivedAt: null, carrier: null };
  if (!found || !"PLEA".includes(cell)) return { ...place, cell, ...nothing };
  const word = standingWord(found.words.map((one) => ({ ...one, at: new Date(one.at) })));
  return {
    ...place,
    cell,
    source: found.source,
    by: found.source === "manual" ? (word?.by ?? null) : null,
    reason: found.reason,
    grade: v.parse(v.nullable(EvidenceGrade), found.grade),
    arrivedAt: found.capturedMs === null ? null : new Date(found.capturedMs).toISOString(),
    carrier: found.carrier,
  };
}
