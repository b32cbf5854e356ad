import type { Clash } from "../../../shared/api/timetable.ts";
import { api } from "../../api.ts";
import { Note } from "../../components/feedback.tsx";
import { useLoad } from "../../components/use-load.ts";
import { format } from "../../i18n/format.ts";
import { messages } from "../../i18n/i18n.ts";

/**
 * What is planned at the same time for one room, the same students or one teacher, if anything: a warning, both may stay.
 * Without network it is not asked.
 * @param props.after what was changed last: the question is asked again
 */
export function Clashes({ courseId, after }: { courseId: string; after: unknown }) {
  const clashes = useLoad((signal) => api.timetable.clashes(courseId, { signal }), [courseId, after]);
  const found = clashes.data.value ?? [];
  if (found.length === 0) return null;
  return (
    <Note tone="look" title={messages.value.timetable.course.clashTitle}>
      {found.map((clash) => (
        <p key={JSON.stringify(clash)}>{sentence(clash)}</p>
      ))}
    </Note>
  );
}

function sentence({ kind, name, courseName, groupName, startsAt, endsAt, times }: Clash): string {
  const t = messages.value.timetable;
  const when = `${format.weekday(startsAt)}, ${format.span(startsAt, endsAt)}`;
  const other = groupName === null ? courseName : `${courseName} (${groupName})`;
  const what =
    kind === "students"
      ? t.course.clash.students(name)
      : t.course.clash[kind](kind === "room" ? t.room(name ?? "") : (name ?? ""), other);
  const first = `${when}: ${what}`;
  return times > 1 ? `${first}, ${t.course.clashMore(times - 1)}` : `${first}.`;
}
