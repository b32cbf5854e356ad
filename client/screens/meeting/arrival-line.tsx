import type { LiveList } from "../../../shared/api/course.ts";
import { arrivalTimes } from "../../../shared/arrival.ts";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";

/** When lateness begins and when who is missing becomes absent: said before it happens. */
export function ArrivalLine({ list }: { list: LiveList }) {
  const { meeting, rules } = list;
  const t = messages.value.day.list;
  if (!rules || meeting.state === "closed") return null;
  const times = arrivalTimes(
    {
      startsMs: Date.parse(meeting.startsAt),
      endsMs: Date.parse(meeting.endsAt),
      openedMs: meeting.openedAt === null ? null : Date.parse(meeting.openedAt),
    },
    rules,
  );
  const { lateMs, absentMs, missedMs } = times;
  const windows = [
    t.lateFrom(format.time(lateMs)),
    ...(absentMs === null ? [] : [t.absentFrom(format.time(absentMs))]),
  ];
  return (
    <p class="muted small">
      {windows.join(", ")}
      {". "}
      {missedMs === null ? t.missedByHand : t.missedAt(format.time(missedMs))}
    </p>
  );
}
