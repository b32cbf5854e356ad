import { computed } from "@preact/signals";
import { dateIn, daysBetween, isDate } from "../../shared/dates.ts";
import { language, messages } from "./i18n.ts";
import { zone } from "./zone.ts";

/** Everything that Intl writes, in the language on screen and by the university's clock. */
const writers = computed(() => {
  const tag = language.value;
  const timeZone = zone.value;
  return {
    time: new Intl.DateTimeFormat(tag, { timeZone, hour: "numeric", minute: "2-digit" }),
    seconds: new Intl.DateTimeFormat(tag, {
      timeZone,
      hour: "numeric",
      minute: "2-digit",
      second: "2-digit",
    }),
    day: new Intl.DateTimeFormat(tag, { timeZone, weekday: "long", day: "numeric", month: "long" }),
    date: new Intl.DateTimeFormat(tag, { timeZone, dateStyle: "medium" }),
    stamp: new Intl.DateTimeFormat(tag, { timeZone, dateStyle: "medium", timeStyle: "short" }),
    // a calendar date is the same everywhere: it is read and written as midnight in UTC
    calendar: new Intl.DateTimeFormat(tag, { timeZone: "UTC", dateStyle: "medium" }),
    full: new Intl.DateTimeFormat(tag, { timeZone: "UTC", dateStyle: "full" }),
    dayMonth: new Intl.DateTimeFormat(tag, { timeZone: "UTC", day: "numeric", month: "short" }),
    clock: new Intl.DateTimeFormat(tag, { timeZone: "UTC", hour: "numeric", minute: "2-digit" }),
    relative: new Intl.RelativeTimeFormat(tag, { numeric: "auto" }),
    number: new Intl.NumberFormat(tag, { maximumFractionDigits: 2 }),
    percent: new Intl.NumberFormat(tag, { style: "percent", maximumFractionDigits: 0 }),
    share: new Intl.NumberFormat(tag, { style: "percent", maximumFractionDigits: 2 }),
    kilobyte: new Intl.NumberFormat(tag, { style: "unit", unit: "kilobyte", maximumFractionDigits: 0 }),
    megabyte: new Intl.NumberFormat(tag, { style: "unit", unit: "megabyte", maximumFractionDigits: 1 }),
    millisecond: new Intl.NumberFormat(tag, { style: "unit", unit: "millisecond", maximumFractionDigits: 0 }),
  };
});

type Moment = string | number | Date;
const at = (moment: Moment) => new Date(moment);
const dateOf = (moment: Moment) => dateIn(at(moment), zone.value);

const capitalised = (text: string) => text.charAt(0).toLocaleUpperCase(language.value) + text.slice(1);

export const format = {
  /** 09:30 */
  time: (moment: Moment) => writers.value.time.format(at(moment)),
  /** 09:30:12 */
  seconds: (moment: Moment) => writers.value.seconds.format(at(moment)),
  /** Nov 22, 2026, of a moment or of a calendar date `YYYY-MM-DD` */
  date: (moment: Moment) =>
    typeof moment === "string" && isDate(moment)
      ? writers.value.calendar.format(at(moment))
      : writers.value.date.format(at(moment)),
  /** Sunday, November 22, 2026, of a calendar date */
  fullDate: (date: string) => capitalised(writers.value.full.format(at(date))),
  /** Nov 23 – 29, 2026, of calendar dates */
  dates: (from: string, until: string) => writers.value.calendar.formatRange(at(from), at(until)),
  /** Nov 22, of a calendar date */
  dayMonth: (date: string) => writers.value.dayMonth.format(at(date)),
  /** 09:30, of minutes since midnight */
  clock: (minutes: number) => writers.value.clock.format(minutes * 60_000),
  /** Nov 22, 2026, 09:30 */
  stamp: (moment: Moment) => writers.value.stamp.format(at(moment)),
  /** Sunday, November 22 */
  weekday: (moment: Moment) => capitalised(writers.value.day.format(at(moment))),
  /** "Today", "Tomorrow", "Yesterday", else weekday and date */
  day(moment: Moment): string {
    const { common } = messages.value;
    const away = daysBetween(dateOf(new Date()), dateOf(moment));
    if (away === 0) return common.today;
    if (away === 1) return common.tomorrow;
    if (away === -1) return common.yesterday;
    return capitalised(writers.value.day.format(at(moment)));
  },
  /** 09:30 – 11:00 */
  span: (from: Moment, to: Moment) => writers.value.time.formatRange(at(from), at(to)),
  /** "in 5 minutes", "2 hours ago" */
  relative(moment: Moment, now: number): string {
    const minutes = Math.round((at(moment).getTime() - now) / 60_000);
    if (Math.abs(minutes) < 60) return writers.value.relative.format(minutes, "minute");
    const hours = Math.round(minutes / 60);
    if (Math.abs(hours) < 24) return writers.value.relative.format(hours, "hour");
    return writers.value.relative.format(Math.round(hours / 24), "day");
  },
  number: (value: number) => writers.value.number.format(value),
  percent: (fraction: number) => writers.value.percent.format(fraction),
  /** a share of attendance in basis points: 91.67 % */
  share: (basisPoints: number) => writers.value.share.format(basisPoints / 10_000),
  /** decimal units, as storage and networks are sold */
  bytes: (count: number) =>
    count < 1_000_000
      ? writers.value.kilobyte.format(count === 0 ? 0 : Math.max(1, count / 1000))
      : writers.value.megabyte.format(count / 1_000_000),
  milliseconds: (ms: number) => writers.value.millisecond.format(ms),
};
