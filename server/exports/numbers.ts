import type { Language } from "../../shared/api/account.ts";
import type { Report, ReportStudent } from "../../shared/api/reports.ts";
import type { StatusCounts } from "../../shared/attendance-share.ts";
import type { ReportWords } from "./words.ts";

/** Hundredths as a decimal number: 8750 → `87.50`, `87,50`. */
export function hundredths(value: number, language: Language): string {
  const whole = Math.floor(value / 100);
  return `${whole}${language === "es" ? "," : "."}${String(value % 100).padStart(2, "0")}`;
}

/** `87.50 %`; a dash where nothing counts */
export const percent = (basisPoints: number | null, language: Language): string =>
  basisPoints === null ? "—" : `${hundredths(basisPoints, language)} %`;

/** How a share comes about, in this one's numbers: `(10 + 2 × 50 %) ÷ 13`. */
export function arithmetic(
  counts: StatusCounts,
  share: ReportStudent["share"],
  policy: Report["policy"]["share"],
): string {
  const terms = [`${counts.present}`];
  if (counts.late > 0)
    terms.push(
      policy.lateWeightPct === 100 ? `${counts.late}` : `${counts.late} × ${policy.lateWeightPct} %`,
    );
  if (policy.excused === "present" && counts.excused > 0) terms.push(`${counts.excused}`);
  return `(${terms.join(" + ")}) ÷ ${share.of}`;
}

/** The course's rule in words: `(present + late × 50 %) ÷ (present + late + absent)`. */
export function ruleOf({ lateWeightPct, excused }: Report["policy"]["share"], words: ReportWords): string {
  const { rule, cell } = words;
  const late = lateWeightPct === 100 ? rule.late : `${rule.late} × ${lateWeightPct} %`;
  const earned = [rule.present, late, ...(excused === "present" ? [rule.excused] : [])];
  const of = [
    rule.present,
    rule.late,
    ...(excused === "left_out" ? [] : [rule.excused]),
    cell.A.toLowerCase(),
  ];
  return `(${earned.join(" + ")}) ÷ (${of.join(" + ")})`;
}
