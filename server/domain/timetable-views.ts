/** Rows of a timetable as the wire shows them. */
import * as v from "valibot";
import type { Timetable } from "../../shared/api/timetable.ts";
import { dateIn, Weekday } from "../../shared/dates.ts";

interface SlotFields {
  readonly id: string;
  readonly weekday: number;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly from: string;
  readonly until: string;
  readonly everyWeeks: number;
  readonly roomId: string | null;
  readonly groupId: string | null;
  readonly title: string | null;
}

/** PostgreSQL writes 10:00:00. */
const minutes = (time: string) => time.slice(0, 5);

export function toTimetable(
  of: {
    term: { id: string; name: string; startsOn: string; endsOn: string } | null;
    groups: { id: string; name: string; students: number }[];
    slots: { slot: SlotFields; room: string | null; groupName: string | null; ahead: number }[];
  },
  at: { now: Date; timeZone: string },
): Timetable {
  const { term, groups } = of;
  return {
    timeZone: at.timeZone,
    today: dateIn(at.now, at.timeZone),
    term: term && { id: term.id, name: term.name, startsOn: term.startsOn, endsOn: term.endsOn },
    groups,
    slots: of.slots.map(({ slot, room, groupName, ahead }) => ({
      id: slot.id,
      weekday: v.parse(Weekday, slot.weekday),
      startsAt: minutes(slot.startsAt),
      endsAt: minutes(slot.endsAt),
      from: slot.from,
      until: slot.until,
      everyWeeks: slot.everyWeeks,
      roomId: slot.roomId,
      room,
      groupId: slot.groupId,
      groupName,
      title: slot.title,
      ahead,
    })),
  };
}
