import type { Report, ReportStudent } from "../../../shared/api/reports.ts";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";

/** 87.5 %; a dash where nothing counts */
export const shareText = ({ basisPoints }: ReportStudent["share"]): string =>
  basisPoints === null ? "–" : `${format.number(basisPoints / 100)} %`;

/** How it comes about in this one's numbers: `(10 + 2 × 50 %) ÷ 13`. */
export function arithmetic(
  of: Pick<ReportStudent, "present" | "late" | "excused" | "share">,
  { lateWeightPct, excused }: Report["policy"]["share"],
): string {
  const terms = [`${of.present}`];
  if (of.late > 0) terms.push(lateWeightPct === 100 ? `${of.late}` : `${of.late} × ${lateWeightPct} %`);
  if (excused === "present" && of.excused > 0) terms.push(`${of.excused}`);
  return `(${terms.join(" + ")}) ÷ ${of.share.of}`;
}

/** The course's rule in words. */
export function ruleText({ lateWeightPct, excused }: Report["policy"]["share"]): string {
  const words = messages.value.reports.ruleWords;
  const late = lateWeightPct === 100 ? words.late : `${words.late} × ${lateWeightPct} %`;
  const earned = [words.present, late, ...(excused === "present" ? [words.excused] : [])];
  const of = [words.present, words.late, ...(excused === "left_out" ? [] : [words.excused]), words.absent];
  return messages.value.reports.rule(`(${earned.join(" + ")}) ÷ (${of.join(" + ")})`);
}
