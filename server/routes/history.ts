import { Hono } from "hono";
import * as v from "valibot";
import { Uuid } from "../../shared/ids.ts";
import type { Env, Services } from "../context.ts";
import { toHistory } from "../domain/history.ts";
import { meetingFor, requireRole, themselves } from "../middleware/access.ts";
import { param } from "../middleware/validate.ts";
import { ProblemError } from "../problem.ts";
import { checkInHistory, markHistory } from "../queries/history.ts";
import { studentMeeting } from "../queries/requests.ts";

/** Every mark of a student at a meeting, with who, when, why and on which evidence. */
export const historyRoutes = (s: Services) => {
  const historyOf = async (meetingId: string, userId: string) => {
    const [marks, checkIns] = await Promise.all([
      markHistory(s.db, meetingId, userId),
      checkInHistory(s.db, meetingId, userId),
    ]);
    return toHistory({ meetingId, userId }, marks, checkIns);
  };
  return new Hono<Env>()
    .get("/v1/meetings/:id/history/:userId", param(v.strictObject({ id: Uuid, userId: Uuid })), async (c) => {
      const { id, userId } = c.req.valid("param");
      const { meeting } = await meetingFor(c, s.db, id, "watch");
      const listed = await studentMeeting(s.db, meeting.id, userId);
      const history = await historyOf(meeting.id, userId);
      if (!listed && history.marks.length === 0 && history.checkIns.length === 0) {
        throw new ProblemError("not_found");
      }
      return c.json(history);
    })

    .get("/v1/me/meetings/:id/history", param(v.strictObject({ id: Uuid })), async (c) => {
      requireRole(c, "student");
      const caller = themselves(c);
      const { meeting } = await meetingFor(c, s.db, c.req.valid("param").id, "see");
      return c.json(await historyOf(meeting.id, caller.id));
    });
};
