import { language } from "../../i18n/i18n.ts";

/** Dates and times of a report in the university's time zone, whatever this device's is. */
export function zoned(timeZone: string) {
  const day = new Intl.DateTimeFormat(language.value, {
    timeZone,
    weekday: "short",
    day: "numeric",
    month: "short",
    year: "numeric",
  });
  const time = new Intl.DateTimeFormat(language.value, {
    timeZone,
    hour: "2-digit",
    minute: "2-digit",
    hourCycle: "h23",
  });
  const short = new Intl.DateTimeFormat(language.value, { timeZone, day: "numeric", month: "short" });
  const year = new Intl.DateTimeFormat(language.value, { timeZone, year: "numeric" });
  const span = (from: string, until: string) => {
    const [start, end] = [new Date(from), new Date(until)];
    const last = day.format(start) === day.format(end) ? "" : `${day.format(end)}, `;
    return `${day.format(start)}, ${time.format(start)}–${last}${time.format(end)}`;
  };
  return {
    span,
    stamp: (at: string) => `${day.format(new Date(at))}, ${time.format(new Date(at))}`,
    time: (at: string) => time.format(new Date(at)),
    short: (at: string) => short.format(new Date(at)),
    year: (at: string) => year.format(new Date(at)),
  };
}
