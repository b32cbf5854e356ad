import { addDays, mondayOf } from "../../shared/dates.ts";

export type Every = "week" | "month";

const firstOfMonth = (date: string): string => `${date.slice(0, 7)}-01`;
const firstOfNextMonth = (date: string): string => firstOfMonth(addDays(firstOfMonth(date), 31));

/** The first date after `date` on which a report of a whole week or month can be made: the Monday or the first that follows. */
export const nextDue = (every: Every, date: string): string =>
  every === "week" ? addDays(mondayOf(date), 7) : firstOfNextMonth(date);

/** The week (Monday to Sunday) or month that ended the day before `dueOn`. */
export function periodBefore(every: Every, dueOn: string): { from: string; until: string } {
  const until = addDays(dueOn, -1);
  return { from: every === "week" ? mondayOf(until) : firstOfMonth(until), until };
}
