import * as v from "valibot";
import { RETENTION_CLASSES, type RetentionClass, type RetentionDays } from "../shared/api/retention.ts";

/**
 * What an installation keeps that chose nothing. A photo of a check-in is there to be looked at while somebody may doubt it, and
 * who no longer comes is forgotten after a little more than a year.
 */
export const RETENTION_DEFAULTS: RetentionDays = {
  window_photo: 365,
  retired_photo: 30,
  accepted_photo: 30,
  undecided_photo: 120,
  rejected_photo: 30,
  embedding: 30,
  enrolment_photo: 400,
  unfinished_enrolment: 7,
  document: 90,
  viewing_log: 730,
  // older ones are refused anyway (vault/keys-backup.ts)
  key_backup: 7,
  orphan: 1,
};

/** What more than so many days would mean is not what a duration is for. */
const MOST_DAYS = 3650;
const KEY_BACKUP_MOST_DAYS = 7;

export const variableOf = (of: RetentionClass) => `RETAIN_${of.toUpperCase()}_DAYS` as const;

/** @param problems gets a sentence for each that is no number of days */
export function readRetention(
  env: Readonly<Record<string, string | undefined>>,
  problems: string[],
): RetentionDays {
  const read = (of: RetentionClass): number => {
    const name = variableOf(of);
    const most = of === "key_backup" ? KEY_BACKUP_MOST_DAYS : MOST_DAYS;
    const Days = v.pipe(
      v.string(),
      v.regex(/^\d+$/),
      v.transform(Number),
      v.minValue(of === "orphan" ? 1 : 0),
      v.maxValue(most),
    );
    const given = env[name];
    if (given === undefined) return RETENTION_DEFAULTS[of];
    const days = v.safeParse(Days, given);
    if (days.success) return days.output;
    problems.push(
      `${name} must be a whole number of days, at most ${most}${of === "orphan" ? ", at least 1" : ""}.`,
    );
    return RETENTION_DEFAULTS[of];
  };
  return Object.fromEntries(RETENTION_CLASSES.map((of) => [of, read(of)])) as Record<RetentionClass, number>;
}
