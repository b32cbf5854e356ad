import { useSignal } from "@preact/signals";
import type { Meeting } from "../../../shared/api/course.ts";
import { place } from "../../components/router.tsx";
import { useLoad } from "../../components/use-load.ts";
import { teaching } from "../../store/teaching.ts";

/** Whether a meeting's room code is on the screen: while it is open, where its course asks for one or somebody wants it shown. */
export function useCodeShown(meeting: Pick<Meeting, "courseId" | "state"> | null) {
  const courseId = meeting?.courseId;
  const course = useLoad(async () => (courseId ? teaching.course(courseId) : null), [courseId]);
  const wanted = useSignal(place.peek().query.has("code"));
  const known = course.data.value?.value ?? null;
  const shows = known?.role === "teacher" || known?.role === "assistant";
  const possible = shows && meeting?.state === "open";
  const asked = known?.policy.roomCode === "required";
  return {
    course: known,
    shown: possible && (asked || wanted.value),
    /** it is for whoever runs the meeting to say whether it is shown */
    optional: possible && !asked,
    wanted,
  };
}
