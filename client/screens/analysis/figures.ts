/** Numbers and dates of the analysis as they are written, in the language on screen and the university's time zone. */
import type { Share } from "../../../shared/api/analysis.ts";
import { analysisTexts } from "../../i18n/analysis.ts";
import { language } from "../../i18n/i18n.ts";

const number = (digits: number) => new Intl.NumberFormat(language.value, { maximumFractionDigits: digits });

/** 86.5 % from 8650 basis points; "none yet" from null */
export function percent(basisPoints: number | null, digits = 1): string {
  if (basisPoints === null) return analysisTexts.value.noShare;
  return new Intl.NumberFormat(language.value, {
    style: "percent",
    maximumFractionDigits: digits,
  }).format(basisPoints / 10_000);
}
export const shareOf = ({ basisPoints }: Share, digits = 1): string => percent(basisPoints, digits);
/** 0 … 100, for an axis */
export const height = ({ basisPoints }: Share): number | null =>
  basisPoints === null ? null : basisPoints / 100;
/** hundredths as a number: 250 → 2.5 */
export const hundredths = (value: number): string => number(2).format(value / 100);
/** hundredths with their sign, to one decimal: -833 → −8.3 */
export const signed = (value: number): string =>
  new Intl.NumberFormat(language.value, { maximumFractionDigits: 1, signDisplay: "exceptZero" })
    .format(value / 100)
    .replace("-", "−");
export const count = (value: number): string => number(0).format(value);

/** Week 47 of 2026-W47. */
export const weekNumber = (week: string): string => String(Number(week.slice(6)));
/** a calendar date, such as 16 Nov */
export const shortDate = (date: string): string =>
  new Intl.DateTimeFormat(language.value, { day: "numeric", month: "short", timeZone: "UTC" }).format(
    new Date(`${date}T12:00:00Z`),
  );
/** an instant on the university's calendar and clock */
export const stampIn = (instant: string, timeZone: string): string =>
  new Intl.DateTimeFormat(language.value, { dateStyle: "medium", timeStyle: "short", timeZone }).format(
    new Date(instant),
  );
export const dayIn = (instant: string, timeZone: string): string =>
  new Intl.DateTimeFormat(language.value, {
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    timeZone,
  }).format(new Date(instant));
/** Mon 08:00 */
export const hourName = ({ weekday, time }: { weekday: number; time: string }): string =>
  `${analysisTexts.value.days[weekday - 1] ?? ""} ${time}`;

/** Of places with a share the lowest and the highest; null without any. */
export function extremes<T extends { readonly share: Share }>(places: readonly T[]): [T, T] | null {
  const known = places
    .filter(({ share }) => share.basisPoints !== null)
    .toSorted((a, b) => (a.share.basisPoints ?? 0) - (b.share.basisPoints ?? 0));
  const [lowest] = known;
  const highest = known.at(-1);
  return lowest && highest ? [lowest, highest] : null;
}
