import type { WordStatus } from "../../shared/words.ts";

/**
 * Whether a granted request makes a meeting excused. Whoever was there was there, and what a teacher has said of that very
 * meeting stands above a span of dates; a request that names the meeting is answered by whoever grants it.
 * @param named the request is about this one meeting
 */
export function excuses(
  attendance: { readonly status: WordStatus; readonly source: "automatic" | "manual" } | null,
  named: boolean,
): boolean {
  if (!attendance) return true;
  if (attendance.status === "present" || attendance.status === "excused") return false;
  if (named) return true;
  return attendance.status === "absent" && attendance.source === "automatic";
}
