import type { StudentMeeting } from "../../../shared/api/course.ts";
import { arrivalTimes } from "../../../shared/arrival.ts";
import { Note } from "../../components/feedback.tsx";
import { IconCheck, IconClock } from "../../components/icons.tsx";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";

/** What the hour will do, before it does it: when one is late, when absent. Nothing once one is on the list. */
export function ArrivalNote({ meeting, nowMs }: { meeting: StudentMeeting; nowMs: number }) {
  const { rules, excuse, status } = meeting;
  const t = messages.value.day.today;
  if (status !== "expected") return null;
  if (excuse === "granted") {
    return (
      <Note tone="ok" icon={<IconCheck />}>
        {t.excused}
      </Note>
    );
  }
  if (!rules) return null;
  const { lateMs, absentMs, missedMs } = arrivalTimes(
    {
      startsMs: Date.parse(meeting.startsAt),
      endsMs: Date.parse(meeting.endsAt),
      openedMs: meeting.openedAt === null ? null : Date.parse(meeting.openedAt),
    },
    rules,
  );
  const lines = [
    nowMs < lateMs && t.lateFrom(format.time(lateMs)),
    absentMs !== null && absentMs !== missedMs && nowMs < absentMs && t.absentFrom(format.time(absentMs)),
    missedMs === null ? t.absentByHand : t.absentAt(format.time(missedMs)),
  ];
  return (
    <Note tone="wait" icon={<IconClock />}>
      <p>{lines.filter(Boolean).join(" ")}</p>
      {excuse === "open" && <p>{t.asksExcuse}</p>}
    </Note>
  );
}
