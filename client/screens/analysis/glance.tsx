import type { CourseAnalysis, HourTally, Share, WeekTally } from "../../../shared/api/analysis.ts";
import { analysisTexts } from "../../i18n/analysis.ts";
import { count, hourName, percent, shareOf, signed, weekNumber } from "./figures.ts";
import { isAtRisk } from "./risk-list.tsx";

/** An hour stands out from this many percentage points below the others, and from this many meetings on. */
const APART_POINTS = 5;
const LEAST_MEETINGS = 2;

const sum = (shares: readonly Share[]) => {
  const earned = shares.reduce((all, share) => all + share.earned, 0);
  const of = shares.reduce((all, share) => all + share.of, 0);
  return of === 0 ? null : Math.round((100 * earned) / of);
};

/** The hour that is clearly below the others, with the others' share in basis points; null: none is. */
export function weakestHour(hours: readonly HourTally[]): { hour: HourTally; others: number } | null {
  const known = hours.filter(({ share, meetings }) => share.of > 0 && meetings >= LEAST_MEETINGS);
  const [hour] = known.toSorted((a, b) => (a.share.basisPoints ?? 0) - (b.share.basisPoints ?? 0));
  const others = sum(hours.filter((other) => other !== hour).map(({ share }) => share));
  if (!hour || others === null || hour.share.basisPoints === null) return null;
  return others - hour.share.basisPoints >= 100 * APART_POINTS ? { hour, others } : null;
}

/** The latest week against all before it, in basis points; null with less than two weeks. */
export function latestChange(weeks: readonly WeekTally[]): { week: WeekTally; change: number } | null {
  const week = weeks.at(-1);
  const before = sum(weeks.slice(0, -1).map(({ share }) => share));
  if (!week || before === null || week.share.basisPoints === null) return null;
  return { week, change: week.share.basisPoints - before };
}

type Tone = "ok" | "look" | "bad" | "plain";
export interface GlanceItem {
  readonly title: string;
  readonly value: string;
  readonly text: string;
  readonly tone: Tone;
}

/** What one wants to know first, one number each. */
export function Glance({ items }: { items: readonly GlanceItem[] }) {
  const t = analysisTexts.value.glance;
  return (
    <section aria-labelledby="glance">
      <h2 id="glance" class="hidden-text">
        {t.title}
      </h2>
      <ul class="glance">
        {items.map(({ title, value, text, tone }) => (
          <li key={title} class={`glance-${tone}`}>
            <span class="muted small">{title}</span>
            <strong>{value}</strong>
            <span class="muted small">{text}</span>
          </li>
        ))}
      </ul>
    </section>
  );
}

export function shareItem(share: Share, weeks: readonly WeekTally[]): GlanceItem {
  const t = analysisTexts.value.glance;
  const latest = latestChange(weeks);
  const text = latest
    ? `${t.latest(weekNumber(latest.week.week), shareOf(latest.week.share))}, ${t.change(signed(latest.change))}`
    : "";
  const tone = latest && latest.change <= -100 * APART_POINTS ? "look" : "plain";
  return { title: t.share, value: shareOf(share), text, tone };
}

export function hourItem(hours: readonly HourTally[]): GlanceItem {
  const t = analysisTexts.value.glance;
  const weakest = weakestHour(hours);
  if (!weakest) return { title: t.hour, value: "–", text: `${t.hourNone}. ${t.hourNoneText}`, tone: "plain" };
  const { hour, others } = weakest;
  const text = t.hourAgainst(shareOf(hour.share), percent(others));
  return { title: t.hour, value: hourName(hour), text, tone: "look" };
}

export function onTimeItem(onTime: number | null): GlanceItem {
  const t = analysisTexts.value.glance;
  return { title: t.onTime, value: percent(onTime), text: t.onTimeText, tone: "plain" };
}

export function courseItems(of: CourseAnalysis): GlanceItem[] {
  const { glance: t, students } = analysisTexts.value;
  const atRisk = of.students.filter(isAtRisk).length;
  const risk: GlanceItem = {
    title: t.risk,
    value: count(atRisk),
    text: t.riskOf(students(of.total.students), percent(100 * of.requiredPct)),
    tone: atRisk > 0 ? "bad" : "ok",
  };
  return [risk, shareItem(of.total.share, of.weeks), hourItem(of.hours), onTimeItem(of.arrivals.onTime)];
}
