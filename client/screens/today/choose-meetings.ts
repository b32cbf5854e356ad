import type { StudentMeeting } from "../../../shared/api/course.ts";

/** The meeting to show large: an open one first, then the next. Ended ones are the record's. */
export function chooseMeetings(meetings: readonly StudentMeeting[], now: number) {
  const alive = meetings
    .filter((one) => one.state === "open" || (one.state === "planned" && Date.parse(one.endsAt) > now))
    .sort(
      (a, b) =>
        Number(b.state === "open") - Number(a.state === "open") || a.startsAt.localeCompare(b.startsAt),
    );
  const open = alive.filter(({ state }) => state === "open");
  return open.length > 0
    ? { large: open, later: alive.slice(open.length) }
    : { large: alive.slice(0, 1), later: alive.slice(1) };
}
