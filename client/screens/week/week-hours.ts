/** Meetings of a week as hours of its picture, by the university's clock. */
import type { WeekMeeting } from "../../../shared/api/timetable.ts";
import { wallOf, weekdayOf } from "../../../shared/dates.ts";
import { messages } from "../../i18n/i18n.ts";
import { minutesOf, type WeekHour } from "./layout.ts";

/** Whether the course is one's own to run: its meetings lead to their lists. */
export const runs = ({ role }: Pick<WeekMeeting, "role">): boolean => role !== "student";

export function hourOf(meeting: WeekMeeting, timeZone: string): WeekHour {
  const t = messages.value.timetable;
  const { date, time } = wallOf(new Date(meeting.startsAt), timeZone);
  const end = wallOf(new Date(meeting.endsAt), timeZone);
  const startMin = minutesOf(time);
  const cancelled = Boolean(meeting.cancelledAt);
  return {
    key: meeting.id,
    weekday: weekdayOf(date),
    startMin,
    // one that passes midnight ends there in the picture
    endMin: end.date === date ? Math.max(startMin + 15, minutesOf(end.time)) : 24 * 60,
    time: `${time} – ${end.time}`,
    title: meeting.courseName,
    more: [
      meeting.title,
      meeting.room && t.room(meeting.room),
      meeting.groupName,
      cancelled && meeting.cancelReason,
    ].filter((line) => typeof line === "string" && line !== "") as string[],
    tone: cancelled ? "cancelled" : meeting.state,
    remark: cancelled ? t.cancelled : meeting.movedFrom ? t.moved : null,
    ...(runs(meeting) && { href: `/meetings/${meeting.id}` }),
  };
}
