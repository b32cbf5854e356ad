import type { Context } from "hono";
import type { Role } from "../../shared/api/account.ts";
import type { Caller, Db, Env } from "../context.ts";
import { type CourseAction, courseVerdict, isSameOrigin } from "../domain/access.ts";
import { ProblemError } from "../problem.ts";
import { findCourseFor } from "../queries/courses.ts";
import { findMeetingFor } from "../queries/meetings.ts";

const SAFE_METHODS = new Set(["GET", "HEAD"]);

/** Refuses a state-changing request that another site sends with our cookie. @throws ProblemError forbidden */
export function sameOrigin(c: Context<Env>): void {
  if (SAFE_METHODS.has(c.req.method)) return;
  const header = (name: string) => c.req.header(name) ?? null;
  const host = header("host") ?? new URL(c.req.url).host;
  if (!isSameOrigin({ site: header("sec-fetch-site"), origin: header("origin"), host })) {
    throw new ProblemError("forbidden");
  }
}

/** The caller, for routes that need a sign-in. @throws ProblemError sign_in_needed, forbidden (cross-site) */
export function signedIn(c: Context<Env>): Caller {
  const caller = c.get("caller");
  if (!caller) throw new ProblemError("sign_in_needed");
  sameOrigin(c);
  return caller;
}

/**
 * The caller, who asks for what was written of them: not before a teacher has said that a row of a roster is theirs.
 * @throws ProblemError sign_in_needed, claim_waits
 */
export function themselves(c: Context<Env>): Caller {
  const caller = signedIn(c);
  if (caller.claimed) throw new ProblemError("claim_waits");
  return caller;
}

/** The caller, who must have one of these roles. @throws ProblemError sign_in_needed, forbidden */
export function requireRole(c: Context<Env>, ...roles: Role[]): Caller {
  const caller = signedIn(c);
  if (!roles.includes(caller.role)) throw new ProblemError("forbidden");
  return caller;
}

/**
 * A course on which the caller may act so.
 * @throws ProblemError not_found (no such course, or no standing in it: the same answer), forbidden (a member, but not for this)
 */
export async function courseFor(c: Context<Env>, db: Db, courseId: string, action: CourseAction) {
  const caller = signedIn(c);
  const found = await findCourseFor(db, courseId, caller.id);
  if (!found) throw new ProblemError("not_found");
  const verdict = courseVerdict(action, { role: caller.role, member: found.member });
  if (verdict !== "allowed") throw new ProblemError(verdict);
  return { caller, ...found };
}

/** A meeting in whose course the caller may act so. Refuses as {@link courseFor}. */
export async function meetingFor(c: Context<Env>, db: Db, meetingId: string, action: CourseAction) {
  const caller = signedIn(c);
  const found = await findMeetingFor(db, meetingId, caller.id);
  if (!found) throw new ProblemError("not_found");
  const verdict = courseVerdict(action, { role: caller.role, member: found.member });
  if (verdict !== "allowed") throw new ProblemError(verdict);
  return { caller, ...found };
}
