import type { RetentionDays } from "../../shared/api/retention.ts";

export const DAY_MS = 24 * 3_600_000;
/** What a rule of the store adds to the longest time that our own rules give: it is the second line, never the first. */
const MARGIN_DAYS = 30;
/** The longest that a document of an undecided request is kept before its own time begins. */
export const UNDECIDED_DOCUMENT_DAYS = 365;

/**
 * The rules that the photo store keeps by itself, for the case that ours fail. Enrolment photos have none: how long they are
 * kept depends on when the student was last here, which the store does not know.
 */
export function lakeRulesOf(days: RetentionDays): { prefix: string; days: number }[] {
  // decided on the last day, and then kept for its own time
  const decided = days.undecided_photo + Math.max(days.accepted_photo, days.rejected_photo);
  const reference = days.window_photo + days.retired_photo;
  return [
    { prefix: "sealed/checkin/", days: Math.max(decided, reference) + MARGIN_DAYS },
    { prefix: "sealed/request/", days: UNDECIDED_DOCUMENT_DAYS + days.document + MARGIN_DAYS },
  ];
}

/** How often each look is had, ms. */
export const UPKEEP_EVERY_MS = { retention: DAY_MS / 24, reconcile: DAY_MS } as const;
/** How long a photo store is not asked to take its rules, ms: once it has taken them, and once it has not. */
export const LAKE_RULES_MS = { set: DAY_MS, refused: DAY_MS / 24 } as const;
/** A process that has just started is left in peace: it has claims and verifications to catch up with. */
const PEACE_MS = 5 * 60_000;

/** Whether a look is due. @param lastMs the last one, by whatever process; null: none yet */
export const upkeepDue = (
  everyMs: number,
  { lastMs, startedMs, nowMs }: { lastMs: number | null; startedMs: number; nowMs: number },
): boolean => nowMs - startedMs >= PEACE_MS && (lastMs === null || nowMs - lastMs >= everyMs);
