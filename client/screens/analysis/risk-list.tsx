import { useSignal } from "@preact/signals";
import type { AnalysedStudent, CourseAnalysis } from "../../../shared/api/analysis.ts";
import { Badge } from "../../components/feedback.tsx";
import { IconWarn } from "../../components/icons.tsx";
import { type AnalysisTexts, analysisTexts } from "../../i18n/analysis.ts";
import { count, hundredths, percent, shareOf, signed, weekNumber } from "./figures.ts";

const SHOWN = 8;

export const isAtRisk = ({ below, trend }: AnalysedStudent): boolean => below || trend.falling;

/** Who is at risk, the most pressing first, each with the arithmetic that says so. */
export function RiskList({ of }: { of: CourseAnalysis }) {
  const t = analysisTexts.value;
  const all = useSignal(false);
  const atRisk = of.students.filter(isAtRisk);
  const shown = all.value ? atRisk : atRisk.slice(0, SHOWN);
  return (
    <section class="stack" aria-labelledby="risk">
      <h2 id="risk">{t.risk.title}</h2>
      {atRisk.length === 0 && <p>{t.risk.none}</p>}
      <ul class="risk">
        {shown.map((student) => (
          <li key={student.userId}>
            <Student student={student} of={of} />
          </li>
        ))}
      </ul>
      {shown.length < atRisk.length && (
        <div>
          <button type="button" class="button" onClick={() => (all.value = true)}>
            {t.risk.more(atRisk.length - shown.length)}
          </button>
        </div>
      )}
    </section>
  );
}

function Student({ student, of }: { student: AnalysedStudent; of: CourseAnalysis }) {
  const t = analysisTexts.value;
  const { trend } = student;
  const group = of.groups.find(({ groupId }) => groupId !== null && groupId === student.groupId)?.name;
  return (
    <>
      <div class="risk-head">
        <strong>{student.name}</strong>
        <span class="muted small">{[student.studentNumber, group].filter(Boolean).join(" · ")}</span>
        {student.below && (
          <Badge tone="bad" icon={<IconWarn size={16} />}>
            {t.risk.below}
          </Badge>
        )}
        {trend.falling && trend.slope !== null && (
          <Badge tone="look">{`${t.risk.falling}: ${t.risk.slope(signed(trend.slope))}`}</Badge>
        )}
        <span class="risk-share">{shareOf(student.share)}</span>
      </div>
      {student.below && <p>{wayBack(t, student, of.requiredPct)}</p>}
      <details>
        <summary>{t.risk.how}</summary>
        <div class="sums small">
          {sumsOf(t, student, of).map((line) => (
            <p key={line}>{line}</p>
          ))}
        </div>
      </details>
    </>
  );
}

/** What must be attended to get back, and whether it can be. */
export function wayBack(
  t: AnalysisTexts,
  { needed, remaining }: AnalysedStudent,
  requiredPct: number,
): string {
  if (needed === null) return t.risk.never;
  const back = t.risk.needed(needed, percent(100 * requiredPct));
  if (remaining === 0) return `${back} ${t.risk.noPlan}`;
  return remaining < needed
    ? `${back} ${t.risk.tooFew(remaining)}`
    : `${back} ${t.risk.remaining(remaining)}`;
}

/** The arithmetic of one student, line by line. */
export function sumsOf(t: AnalysisTexts, student: AnalysedStudent, of: CourseAnalysis): string[] {
  const { counts, share, trend, notApplicable, unsettled } = student;
  const { lateWeightPct, excused } = of.policy;
  const earned = [
    t.risk.earned(count(counts.present), count(counts.late), percent(100 * lateWeightPct)),
    excused === "present" ? t.risk.excusedPresent(count(counts.excused)) : "",
  ];
  const lines = [
    t.risk.formula(earned.filter(Boolean).join(" + "), count(share.of), shareOf(share, 2)),
    excused === "left_out" && counts.excused > 0 ? t.risk.leftOut(counts.excused) : "",
    notApplicable > 0 ? t.risk.notApplicable(notApplicable) : "",
    unsettled > 0 ? t.risk.unsettled(unsettled) : "",
  ];
  if (trend.slope !== null) {
    const weeks = trend.weeks
      .map((week) => t.risk.trendWeek(weekNumber(week.week), hundredths(week.earned), count(week.of)))
      .join("; ");
    lines.push(t.risk.trend(t.risk.slope(signed(trend.slope)), weeks), t.risk.trendRule);
  }
  return lines.filter(Boolean);
}
