/** Which meetings a weekly slot stands for, and what must change so that they are there. Pure. */
import { addDays, mondayOf, weekdayOf } from "../../shared/dates.ts";
import { type Span, spanOf } from "./wall-time.ts";

/** A weekly hour; dates and times of day are the university's. */
export interface SlotRule {
  readonly weekday: number;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly from: string;
  readonly until: string;
  readonly everyWeeks: number;
  readonly groupId: string | null;
  readonly roomId: string | null;
  readonly title: string | null;
}

/** The dates of a slot: the first of its weekday from `from` on, then every `everyWeeks` weeks, up to `until`. */
export function slotDates(slot: Pick<SlotRule, "weekday" | "from" | "until" | "everyWeeks">): string[] {
  const dates: string[] = [];
  const first = addDays(slot.from, (slot.weekday - weekdayOf(slot.from) + 7) % 7);
  for (let date = first; date <= slot.until; date = addDays(date, 7 * slot.everyWeeks)) dates.push(date);
  return dates;
}

/** A meeting of the slot as stored. */
export interface SlotMeeting extends Span {
  readonly id: string;
  readonly slotDate: string;
  readonly groupId: string | null;
  readonly roomId: string | null;
  readonly title: string | null;
  /** somebody moved or cancelled it: it stays as that person said */
  readonly decided: boolean;
  /** it was opened, or somebody's check-in, mark or attendance hangs on it */
  readonly touched: boolean;
  /** a student has asked something about it */
  readonly asked: boolean;
}

export interface MeetingValues extends Span {
  readonly slotDate: string;
  readonly groupId: string | null;
  readonly roomId: string | null;
  readonly title: string | null;
}
export interface SlotPlan {
  readonly add: readonly MeetingValues[];
  readonly change: readonly (MeetingValues & { readonly id: string })[];
  /** nothing hangs on them */
  readonly remove: readonly string[];
  /** they fall out of the slot, but somebody asked about them */
  readonly cancel: readonly string[];
}

const same = (a: MeetingValues, b: MeetingValues): boolean =>
  a.slotDate === b.slotDate &&
  a.startsAt.getTime() === b.startsAt.getTime() &&
  a.endsAt.getTime() === b.endsAt.getTime() &&
  a.groupId === b.groupId &&
  a.roomId === b.roomId &&
  a.title === b.title;

/**
 * What brings the stored meetings of a slot in line with it. A meeting keeps its identity within its week: when the weekday
 * changes, the same meeting is on the other day. What has begun, or has been touched, stays as it was; nothing is made for
 * hours that are over. Planning twice changes nothing the second time.
 * @param slot null: it is being taken away
 */
export function planSlot(
  slot: SlotRule | null,
  stored: readonly SlotMeeting[],
  at: { readonly now: Date; readonly timeZone: string },
): SlotPlan {
  const wanted = new Map<string, MeetingValues>();
  for (const slotDate of slot ? slotDates(slot) : []) {
    const span = slot && spanOf(slotDate, slot.startsAt, slot.endsAt, at.timeZone);
    if (!span) continue;
    const { groupId, roomId, title } = slot;
    wanted.set(mondayOf(slotDate), { slotDate, ...span, groupId, roomId, title });
  }
  const change: (MeetingValues & { id: string })[] = [];
  const leftOver: SlotMeeting[] = [];
  const hasBegun = ({ touched, startsAt }: SlotMeeting) => touched || startsAt <= at.now;
  for (const meeting of stored.toSorted((a, b) => Number(hasBegun(b)) - Number(hasBegun(a)))) {
    const week = mondayOf(meeting.slotDate);
    const values = wanted.get(week);
    const stays = hasBegun(meeting);
    if (!stays && !values) leftOver.push(meeting);
    else if (!stays && !meeting.decided && values && !same(values, meeting)) {
      change.push({ id: meeting.id, ...values });
    }
    wanted.delete(week);
  }
  return {
    add: [...wanted.values()].filter(({ endsAt }) => endsAt > at.now),
    change,
    remove: leftOver.filter(({ asked }) => !asked).map(({ id }) => id),
    cancel: leftOver.filter(({ asked, decided }) => asked && !decided).map(({ id }) => id),
  };
}
