import type { Context } from "hono";
import type { Db, Env } from "../context.ts";
import { courseVerdict } from "../domain/access.ts";
import { ProblemError } from "../problem.ts";
import { findRequestFor } from "../queries/requests.ts";
import { signedIn } from "./access.ts";

/** The student's own, or one in a course of which the caller may mark; nobody else learns that it exists. */
export async function requestFor(c: Context<Env>, db: Db, id: string, as: "student" | "teacher") {
  const caller = signedIn(c);
  const found = await findRequestFor(db, id, caller.id);
  if (!found) throw new ProblemError("not_found");
  if (found.request.userId === caller.id) {
    if (as === "teacher") throw new ProblemError("forbidden");
    return { caller, request: found.request };
  }
  const verdict = courseVerdict("mark", { role: caller.role, member: found.member });
  if (verdict !== "allowed") throw new ProblemError(verdict);
  if (as === "student") throw new ProblemError("forbidden");
  return { caller, request: found.request };
}
