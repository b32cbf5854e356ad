/** One's own week, kept on the device for when there is no network. */
import { Week } from "../../shared/api/timetable.ts";
import { api } from "../api.ts";
import { LocalProblem } from "../problem.ts";
import { cached } from "./cache.ts";
import { currentStudent } from "./settings.ts";

/** @param date a date of the week, null: the current one. Rejects as `offline` of offline.ts does. */
export async function ownWeek(date: string | null) {
  const uid = await currentStudent.read();
  if (uid === null) throw new LocalProblem("device_missing");
  return cached({ uid, name: `week:${date ?? "now"}`, schema: Week }, (options) =>
    api.timetable.week(date, options),
  );
}
