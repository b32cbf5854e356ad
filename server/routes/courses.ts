import { Hono } from "hono";
import type { Context } from "hono";
import * as v from "valibot";
import {
  CourseChange,
  CourseRequest,
  JoinRequest,
  MeetingRequest,
  OpenNowRequest,
} from "../../shared/api/course.ts";
import { RosterAddition, RosterChange, type RosterRow } from "../../shared/api/roster.ts";
import { Uuid } from "../../shared/ids.ts";
import type { Caller, Db, Env, Services } from "../context.ts";
import { mayHold } from "../domain/access.ts";
import { toCourse, toMeeting } from "../domain/views.ts";
import { courseFor, requireRole, signedIn } from "../middleware/access.ts";
import { createLimits } from "../middleware/limits.ts";
import { body, param } from "../middleware/validate.ts";
import { ProblemError } from "../problem.ts";
import { reconsiderEntries } from "../queries/claims.ts";
import * as courses from "../queries/courses.ts";
import { isGroupOf } from "../queries/groups.ts";
import { createMeeting, listMeetings, openMeetingsOf } from "../queries/meetings.ts";
import { findTerm, roomExists } from "../queries/terms.ts";
import { changeRules } from "../queries/rules.ts";
import { findUserByEmail } from "../queries/users.ts";

const ById = v.strictObject({ id: Uuid });
const MINUTE_MS = 60_000;

export const courseRoutes = (s: Services) => {
  const count = createLimits(s.db);

  const shown = async (caller: Caller, courseId: string) => {
    const [listing] = await courses.listCourses(s.db, caller.id, { all: true, courseId });
    if (!listing) throw new ProblemError("not_found");
    return toCourse(listing, caller.role);
  };
  const rosterOf = async (courseId: string): Promise<RosterRow[]> => {
    const rows = await courses.roster(s.db, courseId);
    return rows.map(({ joinedAt, ...row }) => Object.assign(row, { joinedAt: joinedAt.toISOString() }));
  };
  const allowed = (c: Context<Env>, id: string, action: Parameters<typeof courseFor>[3]) =>
    courseFor(c, s.db, id, action);

  return new Hono<Env>()
    .get("/v1/courses", async (c) => {
      const caller = signedIn(c);
      const rows = await courses.listCourses(s.db, caller.id, { all: caller.role === "administrator" });
      return c.json(rows.map((row) => toCourse(row, caller.role)));
    })

    .post("/v1/courses", body(CourseRequest), async (c) => {
      const caller = requireRole(c, "teacher", "administrator");
      const { name, code, termId = null } = c.req.valid("json");
      await checkTerm(termId);
      const creatorTeaches = caller.role === "teacher";
      const id = await s.db.transaction((tx) =>
        courses.createCourse(tx, { name, code: code || null, termId, createdBy: caller.id, creatorTeaches }),
      );
      return c.json(await shown(caller, id));
    })

    .post("/v1/courses/join", body(JoinRequest), async (c) => {
      const caller = requireRole(c, "student");
      const attempt = await count({ join_person: caller.id });
      const courseId = await courses.findCourseByJoinCode(s.db, c.req.valid("json").joinCode);
      if (!courseId) throw new ProblemError("join_code_unknown");
      await attempt.forgive();
      const found = await courses.findCourseFor(s.db, courseId, caller.id);
      // whoever assists here stays an assistant
      if (found?.member === null) {
        await s.db.transaction(async (tx) => {
          await courses.addMember(tx, courseId, caller.id, "student");
          await reconsiderEntries(tx, { userId: caller.id });
          await tellOpenMeeting(tx, courseId, caller.id);
        });
      }
      return c.json(await shown(caller, courseId));
    })

    .get("/v1/courses/:id", param(ById), async (c) => {
      const { caller, course } = await allowed(c, c.req.valid("param").id, "see");
      return c.json(await shown(caller, course.id));
    })

    .patch("/v1/courses/:id", param(ById), body(CourseChange), async (c) => {
      const { caller, course } = await allowed(c, c.req.valid("param").id, "manage");
      const { name, policy, termId } = c.req.valid("json");
      await checkTerm(termId ?? null);
      if (termId !== undefined) await courses.changeCourse(s.db, course.id, { termId });
      await s.db.transaction(async (tx) => {
        if (name !== undefined) await courses.changeCourse(tx, course.id, { name });
        if (policy) await changeRules(tx, course.id, policy, caller);
      });
      return c.json(await shown(caller, course.id));
    })

    .post("/v1/courses/:id/join-code", param(ById), async (c) => {
      const { caller, course } = await allowed(c, c.req.valid("param").id, "manage");
      await courses.renewJoinCode(s.db, course.id);
      return c.json(await shown(caller, course.id));
    })

    .get("/v1/courses/:id/roster", param(ById), async (c) => {
      const { course } = await allowed(c, c.req.valid("param").id, "watch");
      return c.json(await rosterOf(course.id));
    })

    .post("/v1/courses/:id/roster", param(ById), body(RosterAddition), async (c) => {
      const { course } = await allowed(c, c.req.valid("param").id, "manage");
      const { email, role } = c.req.valid("json");
      const person = await findUserByEmail(s.db, email);
      if (!person) throw new ProblemError("no_such_account");
      if (!mayHold(person.role, role)) throw new ProblemError("bad_request", { fields: ["role"] });
      await s.db.transaction(async (tx) => {
        const teachers = await courses.lockTeachers(tx, course.id);
        if (role !== "teacher" && teachers.length === 1 && teachers[0]?.userId === person.id) {
          throw new ProblemError("conflict");
        }
        await courses.addMember(tx, course.id, person.id, role);
        await reconsiderEntries(tx, { userId: person.id });
        await tellOpenMeeting(tx, course.id, person.id);
      });
      return c.json(await rosterOf(course.id));
    })

    .patch(
      "/v1/courses/:id/roster/:userId",
      param(v.strictObject({ id: Uuid, userId: Uuid })),
      body(RosterChange),
      async (c) => {
        const { id, userId } = c.req.valid("param");
        const { course } = await allowed(c, id, "manage");
        const change = c.req.valid("json");
        if (change.groupId && !(await isGroupOf(s.db, course.id, change.groupId)))
          throw new ProblemError("bad_request", { fields: ["groupId"] });
        await s.db.transaction(async (tx) => {
          if (!(await courses.changeMember(tx, course.id, userId, change)))
            throw new ProblemError("not_found");
          await tellOpenMeeting(tx, course.id, userId);
        });
        return c.json(await rosterOf(course.id));
      },
    )

    .delete(
      "/v1/courses/:id/roster/:userId",
      param(v.strictObject({ id: Uuid, userId: Uuid })),
      async (c) => {
        const { id, userId } = c.req.valid("param");
        const { course } = await allowed(c, id, "manage");
        await s.db.transaction(async (tx) => {
          const teachers = await courses.lockTeachers(tx, course.id);
          if (teachers.length === 1 && teachers[0]?.userId === userId) throw new ProblemError("conflict");
          if (!(await courses.endMembership(tx, course.id, userId))) throw new ProblemError("not_found");
          await tellOpenMeeting(tx, course.id, userId);
        });
        return c.body(null, 204);
      },
    )

    .get("/v1/courses/:id/meetings", param(ById), async (c) => {
      const { course } = await allowed(c, c.req.valid("param").id, "see");
      const rows = await listMeetings(s.db, course.id);
      return c.json(rows.map(({ meeting, courseName }) => toMeeting(meeting, courseName)));
    })

    .post("/v1/courses/:id/meetings", param(ById), body(MeetingRequest), async (c) => {
      const { course } = await allowed(c, c.req.valid("param").id, "run");
      const { title, startsAt, endsAt, roomId = null, groupId = null } = c.req.valid("json");
      if (roomId && !(await roomExists(s.db, roomId)))
        throw new ProblemError("bad_request", { fields: ["roomId"] });
      if (groupId && !(await isGroupOf(s.db, course.id, groupId)))
        throw new ProblemError("bad_request", { fields: ["groupId"] });
      const planned = {
        courseId: course.id,
        title: title ?? null,
        startsAt: new Date(startsAt),
        endsAt: new Date(endsAt),
        roomId,
        groupId,
      };
      return c.json(toMeeting(await createMeeting(s.db, planned), course.name));
    })

    .post("/v1/courses/:id/open", param(ById), body(OpenNowRequest), async (c) => {
      const { caller, course } = await allowed(c, c.req.valid("param").id, "run");
      const { title, minutes } = c.req.valid("json");
      const meeting = await s.db.transaction(async (tx) => {
        await courses.lockCourse(tx, course.id);
        if ((await openMeetingsOf(tx, course.id)).length > 0) throw new ProblemError("meeting_state");
        const startsAt = new Date();
        const endsAt = new Date(startsAt.getTime() + minutes * MINUTE_MS);
        return createMeeting(tx, {
          courseId: course.id,
          title: title ?? null,
          startsAt,
          endsAt,
          openedBy: caller.id,
        });
      });
      return c.json(toMeeting(meeting, course.name));
    });

  /** Somebody came to or left the roster: an open list shows it. */
  async function tellOpenMeeting(tx: Db, courseId: string, userId: string) {
    for (const { id: meetingId } of await openMeetingsOf(tx, courseId)) {
      await s.live.notify(tx, { meetingId, userId });
    }
  }

  async function checkTerm(termId: string | null) {
    if (termId && !(await findTerm(s.db, termId)))
      throw new ProblemError("bad_request", { fields: ["termId"] });
  }
};
