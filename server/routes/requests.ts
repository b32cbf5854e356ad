import { Hono } from "hono";
import * as v from "valibot";
import { NewRequest, RequestDecision } from "../../shared/api/requests.ts";
import { Uuid } from "../../shared/ids.ts";
import type { Caller, Env, Services } from "../context.ts";
import { toRequestView } from "../domain/request-view.ts";
import { courseFor, requireRole, signedIn } from "../middleware/access.ts";
import { createLimits } from "../middleware/limits.ts";
import { requestFor } from "../middleware/request-access.ts";
import { body, param } from "../middleware/validate.ts";
import { ProblemError } from "../problem.ts";
import { writeAudit } from "../queries/audit.ts";
import { findCourseFor } from "../queries/courses.ts";
import { excuseGranted } from "../queries/excuses.ts";
import { notifyLive } from "../queries/live.ts";
import { addTeacherMark } from "../queries/marks.ts";
import { lockMeeting } from "../queries/meetings.ts";
import * as requests from "../queries/requests.ts";

const ById = v.strictObject({ id: Uuid });
/** More of one student wait in one course than anybody would read. */
const MOST_OPEN = 20;

export const requestRoutes = (s: Services) => {
  const count = createLimits(s.db);

  const shown = async (id: string) => {
    const row = await requests.requestView(s.db, id);
    if (!row) throw new ProblemError("not_found");
    return toRequestView(row);
  };

  return new Hono<Env>()
    .post("/v1/requests", body(NewRequest), async (c) => {
      const caller = requireRole(c, "student");
      const asked = c.req.valid("json");
      const values = await aboutWhat(caller, asked);
      await count({ request_person: caller.id });
      if ((await requests.openRequests(s.db, caller.id, values.courseId)) >= MOST_OPEN) {
        throw new ProblemError("too_many");
      }
      const id = await s.db.transaction(async (tx) => {
        const added = await requests.insertRequest(tx, {
          kind: asked.kind,
          userId: caller.id,
          reason: asked.reason,
          ...values,
        });
        if (added && values.meetingId) {
          await notifyLive(tx, { meetingId: values.meetingId, userId: caller.id });
        }
        return added;
      });
      if (!id) throw new ProblemError("request_state");
      return c.json(await shown(id));
    })

    .get("/v1/me/requests", async (c) => {
      const caller = requireRole(c, "student");
      return c.json((await requests.requestsOfStudent(s.db, caller.id)).map(toRequestView));
    })

    .post("/v1/me/requests/seen", async (c) => {
      const caller = requireRole(c, "student");
      await requests.markAnswersSeen(s.db, caller.id);
      return c.body(null, 204);
    })

    .get("/v1/requests/waiting", async (c) => {
      const caller = signedIn(c);
      const { byCourse, answered } = await requests.requestsWaiting(s.db, caller.id);
      return c.json({
        toDecide: byCourse.reduce((sum, row) => sum + row.count, 0),
        byCourse: Object.fromEntries(byCourse.map((row) => [row.courseId, row.count])),
        answered,
      });
    })

    .get("/v1/courses/:id/requests", param(ById), async (c) => {
      const { course } = await courseFor(c, s.db, c.req.valid("param").id, "mark");
      return c.json((await requests.requestsOfCourse(s.db, course.id)).map(toRequestView));
    })

    .post("/v1/requests/:id/withdraw", param(ById), async (c) => {
      const { caller, request } = await requestFor(c, s.db, c.req.valid("param").id, "student");
      await s.db.transaction(async (tx) => {
        const locked = await requests.lockRequest(tx, request.id);
        if (locked?.state !== "open") throw new ProblemError("request_state");
        await requests.changeRequest(tx, request.id, { state: "withdrawn" });
        if (locked.meetingId) await notifyLive(tx, { meetingId: locked.meetingId, userId: caller.id });
      });
      return c.json(await shown(request.id));
    })

    .post("/v1/requests/:id/decision", param(ById), body(RequestDecision), async (c) => {
      const { caller, request } = await requestFor(c, s.db, c.req.valid("param").id, "teacher");
      await decide(caller, request, c.req.valid("json"));
      return c.json(await shown(request.id));
    });

  /** @throws ProblemError not_found where course or meeting are not the student's */
  async function aboutWhat(caller: Caller, asked: NewRequest) {
    if ("courseId" in asked) {
      const found = await findCourseFor(s.db, asked.courseId, caller.id);
      if (found?.member !== "student") throw new ProblemError("not_found");
      return { courseId: asked.courseId, fromDate: asked.from, untilDate: asked.until };
    }
    const found = await requests.studentMeeting(s.db, asked.meetingId, caller.id);
    if (!found) throw new ProblemError("not_found");
    if (asked.kind === "contest" && !found.status && !found.meeting.closedAt) {
      // there is nothing to contest yet
      throw new ProblemError("meeting_state");
    }
    const wanted = asked.kind === "contest" ? asked.wanted : null;
    return { courseId: found.meeting.courseId, meetingId: asked.meetingId, wanted };
  }

  async function decide(
    caller: Caller,
    asked: requests.RequestRow,
    said: v.InferOutput<typeof RequestDecision>,
  ) {
    const { decision, answer, given } = said;
    const granted = decision === "grant";
    if (granted && asked.kind === "contest" && !given) {
      throw new ProblemError("bad_request", { fields: ["given"] });
    }
    await s.db.transaction(async (tx) => {
      // as everywhere: meetings before everything else
      if (asked.meetingId) await lockMeeting(tx, asked.meetingId);
      else await requests.holdMeetings(tx, asked);
      const locked = await requests.lockRequest(tx, asked.id);
      if (locked?.state !== "open") throw new ProblemError("request_state");
      // a promise that the lock would not let us keep
      if (granted && locked.meetingId && (await requests.meetingLocked(tx, locked.meetingId))) {
        throw new ProblemError("grades_locked");
      }
      await requests.changeRequest(tx, locked.id, {
        state: granted ? "granted" : "refused",
        answer: answer || null,
        decidedBy: caller.id,
        decidedAt: new Date(),
        ...(granted && locked.kind === "contest" && given && { given }),
      });
      if (granted && locked.kind === "excuse") await excuseGranted(tx, locked.id);
      const { meetingId, userId } = locked;
      if (granted && locked.kind === "contest" && given && meetingId) {
        await addTeacherMark(tx, {
          meetingId,
          userId,
          status: given,
          reason: answer || null,
          actorId: caller.id,
          requestId: locked.id,
        });
      }
      if (meetingId) await notifyLive(tx, { meetingId, userId });
      const detail = { request: locked.id, decision };
      await writeAudit(tx, { actorId: caller.id, action: "request_decided", subjectId: userId, detail });
    });
  }
};
