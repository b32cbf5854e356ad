import { addDays, mondayOf } from "../../../shared/dates.ts";

export const PRESETS = ["thisWeek", "lastWeek", "thisMonth", "lastMonth", "term"] as const;
export type Preset = (typeof PRESETS)[number];
export interface Dates {
  readonly from: string;
  readonly until: string;
}

const firstOfMonth = (date: string): string => `${date.slice(0, 7)}-01`;
const lastOfMonth = (date: string): string => addDays(firstOfMonth(addDays(firstOfMonth(date), 31)), -1);

/** The dates of a preset as seen from `today`, the university's date; null where there is no term. */
export function datesOf(preset: Preset, today: string, term: Dates | null): Dates | null {
  const monday = mondayOf(today);
  const before = addDays(firstOfMonth(today), -1);
  switch (preset) {
    case "thisWeek":
      return { from: monday, until: addDays(monday, 6) };
    case "lastWeek":
      return { from: addDays(monday, -7), until: addDays(monday, -1) };
    case "thisMonth":
      return { from: firstOfMonth(today), until: lastOfMonth(today) };
    case "lastMonth":
      return { from: firstOfMonth(before), until: before };
    case "term":
      return term;
  }
}
