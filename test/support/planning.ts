import * as v from "valibot";
import { type Meeting, Meetings } from "../../shared/api/course.ts";
import { Timetable } from "../../shared/api/timetable.ts";
import { addDays, dateIn, mondayOf, timeIn } from "../../shared/dates.ts";
import { teaching } from "./teaching.ts";

export const ZONE = "Europe/Madrid";

export const today = () => dateIn(new Date(), ZONE);
/** the Monday of the week after next: nothing of it has begun */
export const soon = () => addDays(mondayOf(today()), 14);
/** Four Mondays from ten to twelve, unless said otherwise. */
export const aSlot = (more: object = {}) => ({
  weekday: 1,
  startsAt: "10:00",
  endsAt: "12:00",
  from: soon(),
  until: addDays(soon(), 27),
  everyWeeks: 1,
  roomId: null,
  groupId: null,
  title: null,
  ...more,
});
export const first = <T>(list: readonly T[]): T => {
  const [one] = list;
  if (one === undefined) throw new Error("there is none");
  return one;
};
/** What the university's calendar and clock say of a meeting. */
export const wall = ({ startsAt, endsAt }: Meeting) => {
  const at = new Date(startsAt);
  return `${dateIn(at, ZONE)} ${timeIn(at, ZONE)}–${timeIn(new Date(endsAt), ZONE)}`;
};

/** A file's {@link teaching} in the zone of Madrid, with weekly hours. */
export function planning() {
  const on = teaching({ config: { timeZone: ZONE } });
  const addSlot = async (courseId: string, more?: object, as = on.teacher) =>
    v.parse(Timetable, (await on.post(`/v1/courses/${courseId}/slots`, as, aSlot(more))).body);
  /** of a course, in their order */
  const meetingsOf = async (courseId: string, as = on.teacher) =>
    v
      .parse(Meetings, (await on.get(`/v1/courses/${courseId}/meetings`, as)).body)
      .toSorted((a, b) => a.startsAt.localeCompare(b.startsAt));
  return { on, addSlot, meetingsOf };
}
