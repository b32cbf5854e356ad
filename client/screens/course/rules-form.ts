/** A course's rules as a form types them: minutes and percentages as text, what is left empty as nothing. */
import { type Course, type CoursePolicy, DEFAULT_CLOSE_AFTER_MIN } from "../../../shared/api/course.ts";
import {
  attendanceShare,
  DEFAULT_REQUIRED_PCT,
  DEFAULT_SHARE,
  type SharePolicy,
} from "../../../shared/attendance-share.ts";

const MINUTES_AN_HOUR = 60;
export const RULE_FIELDS = [
  "name",
  "late",
  "absent",
  "tooLate",
  "close",
  "open",
  "sync",
  "roomCode",
  "lateWeight",
  "excused",
  "required",
  "lock",
] as const;
export type RuleField = (typeof RULE_FIELDS)[number];
type Typed = Readonly<Record<RuleField, string>>;

const typed = (value: number | null | undefined) =>
  value === null || value === undefined ? "" : String(value);
const number = (text: string) => (text.trim() === "" ? Number.NaN : Number(text));
const optional = (text: string) => (text.trim() === "" ? null : Number(text));

export function typedRules({ name, policy }: Pick<Course, "name" | "policy">): Record<RuleField, string> {
  const { closeAfterMin = DEFAULT_CLOSE_AFTER_MIN, share = DEFAULT_SHARE } = policy;
  return {
    name,
    late: String(policy.lateAfterMin),
    absent: typed(policy.absentAfterMin),
    tooLate: policy.tooLate ?? "look",
    close: typed(closeAfterMin),
    open: typed(policy.openBeforeMin),
    sync: String(policy.syncWithinMin / MINUTES_AN_HOUR),
    roomCode: policy.roomCode,
    lateWeight: String(share.lateWeightPct),
    excused: share.excused,
    required: String(policy.requiredPct ?? DEFAULT_REQUIRED_PCT),
    lock: policy.lockOn ?? "",
  };
}

/** What is sent; a number that is none fails the schema at its field. */
export const rulesOf = (policy: CoursePolicy, form: Typed) => ({
  name: form.name,
  policy: {
    ...policy,
    roomCode: form.roomCode,
    lateAfterMin: number(form.late),
    absentAfterMin: optional(form.absent),
    tooLate: form.tooLate,
    closeAfterMin: optional(form.close),
    openBeforeMin: optional(form.open),
    syncWithinMin: Math.round(number(form.sync) * MINUTES_AN_HOUR),
    share: { lateWeightPct: number(form.lateWeight), excused: form.excused },
    requiredPct: number(form.required),
    lockOn: form.lock === "" ? null : form.lock,
  },
});

/** Where an issue of the schema belongs. */
export const FIELD_OF = {
  "policy.lateAfterMin": "late",
  "policy.absentAfterMin": "absent",
  "policy.closeAfterMin": "close",
  "policy.openBeforeMin": "open",
  "policy.syncWithinMin": "sync",
  "policy.share.lateWeightPct": "lateWeight",
  "policy.requiredPct": "required",
  "policy.lockOn": "lock",
} as const;

/** The example of the rules tab: 8 present, 2 late, 1 excused, 1 absent, in basis points; null while a number is missing. */
export function exampleShare({ lateWeight, excused }: Pick<Typed, "lateWeight" | "excused">): number | null {
  const lateWeightPct = number(lateWeight);
  const known = (["left_out", "present", "absent"] as const).find((one) => one === excused);
  if (!Number.isInteger(lateWeightPct) || !known) return null;
  const policy: SharePolicy = { lateWeightPct, excused: known };
  return attendanceShare({ present: 8, late: 2, excused: 1, absent: 1 }, policy).basisPoints;
}

/** Minutes after ten at which the windows of an hour's meeting end; null where the rule has none, or is no number yet. */
export function exampleWindows({ late, absent, close }: Pick<Typed, "late" | "absent" | "close">) {
  const lateMin = number(late);
  const closeMin = optional(close);
  return {
    lateMin: Number.isFinite(lateMin) ? lateMin : null,
    absentMin: optional(absent),
    closesMin: closeMin === null ? null : MINUTES_AN_HOUR + closeMin,
  };
}
