import type { RoomClash } from "../../../shared/api/timetable.ts";
import { api } from "../../api.ts";
import { Note } from "../../components/feedback.tsx";
import { useLoad } from "../../components/use-load.ts";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";

/**
 * Which other course has the same room at the same time, if any: a warning, both may stay. Without network it is not asked.
 * @param props.after what was changed last: the question is asked again
 */
export function RoomClashes({ courseId, after }: { courseId: string; after: unknown }) {
  const clashes = useLoad((signal) => api.timetable.roomClashes(courseId, { signal }), [courseId, after]);
  const found = clashes.data.value ?? [];
  if (found.length === 0) return null;
  return (
    <Note tone="look" title={messages.value.timetable.course.clashTitle}>
      {found.map((clash) => (
        <p key={`${clash.room} ${clash.courseName} ${clash.startsAt}`}>{sentence(clash)}</p>
      ))}
    </Note>
  );
}

function sentence({ room, courseName, startsAt, endsAt, times }: RoomClash): string {
  const t = messages.value.timetable;
  const when = `${format.weekday(startsAt)}, ${format.span(startsAt, endsAt)}`;
  const first = t.course.clash(t.room(room), courseName, when);
  return times > 1 ? `${first}, ${t.course.clashMore(times - 1)}` : `${first}.`;
}
