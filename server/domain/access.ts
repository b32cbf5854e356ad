/**
 * Who may do what, as pure decisions.
 *
 * | in a course | student | assistant | teacher | administrator |
 * | --- | --- | --- | --- | --- |
 * | see it and its meetings | ✓ | ✓ | ✓ | ✓ |
 * | watch: roster, live list | | ✓ | ✓ | ✓ |
 * | run: plan, open and close meetings | | ✓ | ✓ | |
 * | mark: manual marks, photos of check-ins | | | ✓ | |
 * | manage: name, policy, roster, join code | | | ✓ | ✓ |
 *
 * Administrators keep the house: they see every course and mend its roster, but what a student's attendance is, only the
 * course's teachers say. Someone with no standing in a course gets the answer of a course that does not exist.
 */
import type { Role } from "../../shared/api/account.ts";
import type { CourseRole } from "../../shared/api/course.ts";

export type CourseAction = "see" | "watch" | "run" | "mark" | "manage";
type Standing = CourseRole | "administrator";

const ALLOWED: Readonly<Record<CourseAction, readonly Standing[]>> = {
  see: ["student", "assistant", "teacher", "administrator"],
  watch: ["assistant", "teacher", "administrator"],
  run: ["assistant", "teacher"],
  mark: ["teacher"],
  manage: ["teacher", "administrator"],
};

/** @param member the role in this course, null without a membership in force */
export function courseVerdict(
  action: CourseAction,
  caller: { role: Role; member: CourseRole | null },
): "allowed" | "forbidden" | "not_found" {
  const standings: Standing[] = [];
  if (caller.member) standings.push(caller.member);
  if (caller.role === "administrator") standings.push("administrator");
  if (standings.length === 0) return "not_found";
  return standings.some((standing) => ALLOWED[action].includes(standing)) ? "allowed" : "forbidden";
}

const RANK: Readonly<Record<Role, number>> = { student: 0, teacher: 1, administrator: 2 };
/** Whether an invitation gives an account more than it has. */
export const raises = (from: Role, to: Role): boolean => RANK[to] > RANK[from];

/** Whether a course role fits an account: nobody teaches a course with a student's account. */
export const mayHold = (role: Role, courseRole: CourseRole): boolean =>
  courseRole !== "teacher" || role !== "student";

/**
 * Whether a request that carries a cookie comes from our own pages (or from a program that is no browser: every browser
 * of the last years sends at least one of the two headers with a state-changing request, and a cookie of ours is
 * SameSite=Lax besides).
 * @param headers values of Sec-Fetch-Site, Origin and Host, null where absent
 */
export function isSameOrigin(headers: {
  site: string | null;
  origin: string | null;
  host: string | null;
}): boolean {
  if (headers.site !== null) return headers.site === "same-origin" || headers.site === "none";
  if (headers.origin === null) return true;
  return URL.canParse(headers.origin) && new URL(headers.origin).host === headers.host;
}

/** Who may bring other people's check-ins to the server: who teaches or assists anywhere now, and administrators. */
export const mayCarry = (role: Role, courseRoles: readonly CourseRole[]): boolean =>
  role === "administrator" || courseRoles.some((held) => held !== "student");
