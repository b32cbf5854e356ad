import { api } from "../../api.ts";
import { useLoad } from "../../components/use-load.ts";
import { messages } from "../../i18n/i18n.ts";

interface Option {
  readonly value: string;
  readonly label: string;
}
const named = (rows: readonly { id: string; name: string }[]): Option[] =>
  rows.map(({ id, name }) => ({ value: id, label: name }));

/**
 * Rooms and the course's groups to choose from, each with "none" first. What cannot be had, as without network or for an
 * assistant, is not offered.
 */
export function usePlaces(courseId: string): { rooms: Option[]; groups: Option[] } {
  const t = messages.value.timetable;
  const rooms = useLoad(() => api.rooms.list());
  const timetable = useLoad(() => api.timetable.of(courseId), [courseId]);
  return {
    rooms: [{ value: "", label: t.course.noRoom }, ...named(rooms.data.value ?? [])],
    groups: [{ value: "", label: t.wholeCourse }, ...named(timetable.data.value?.groups ?? [])],
  };
}
