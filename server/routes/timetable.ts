import { Hono } from "hono";
import * as v from "valibot";
import {
  GroupRequest,
  MeetingCancel,
  MeetingMove,
  SlotRequest,
  WeekQuery,
} from "../../shared/api/timetable.ts";
import { addDays, dateIn, mondayOf } from "../../shared/dates.ts";
import { Uuid } from "../../shared/ids.ts";
import type { Db, Env, Services } from "../context.ts";
import { toTimetable } from "../domain/timetable-views.ts";
import { toMeeting } from "../domain/views.ts";
import { spanOf, startOf } from "../domain/wall-time.ts";
import { courseFor, meetingFor, signedIn } from "../middleware/access.ts";
import { body, param, query } from "../middleware/validate.ts";
import { ProblemError } from "../problem.ts";
import { clashesOf } from "../queries/clashes.ts";
import { lockCourse } from "../queries/courses.ts";
import * as groups from "../queries/groups.ts";
import * as changes from "../queries/meeting-changes.ts";
import { meetingsOfPerson, type MeetingRow } from "../queries/meetings.ts";
import * as slots from "../queries/slots.ts";
import { findTerm, roomExists } from "../queries/terms.ts";

const ById = v.strictObject({ id: Uuid });
const ByGroup = v.strictObject({ id: Uuid, groupId: Uuid });
const BySlot = v.strictObject({ id: Uuid, slotId: Uuid });
const REFUSED = { taken: "name_taken", used: "in_use", unknown: "not_found" } as const;
const wrong = (field: string) => new ProblemError("bad_request", { fields: [field] });

/** Groups, weekly slots, and what differs from them; everybody's own week. */
export const timetableRoutes = (s: Services) => {
  const { timeZone } = s.config;
  const clock = () => ({ now: new Date(), timeZone });

  const timetableOf = async (db: Db, course: { id: string; termId: string | null }) => {
    const [term, groupRows, slotRows] = await Promise.all([
      course.termId ? findTerm(db, course.termId) : null,
      groups.listGroups(db, course.id),
      slots.listSlots(db, course.id),
    ]);
    return toTimetable({ term, groups: groupRows, slots: slotRows }, clock());
  };

  const checkPlace = async (
    db: Db,
    courseId: string,
    place: { roomId: string | null; groupId?: string | null },
  ) => {
    if (place.roomId && !(await roomExists(db, place.roomId))) throw wrong("roomId");
    if (place.groupId && !(await groups.isGroupOf(db, courseId, place.groupId))) throw wrong("groupId");
  };

  /** Changes a meeting that nobody has opened, under its locks. */
  const changePlanned = (row: MeetingRow, change: (tx: Db, locked: MeetingRow) => Promise<MeetingRow>) =>
    s.db.transaction(async (tx) => {
      const locked = await changes.lockPlanned(tx, row);
      if (!locked) throw new ProblemError("meeting_state");
      return change(tx, locked);
    });

  return new Hono<Env>()
    .get("/v1/me/week", query(WeekQuery), async (c) => {
      const caller = signedIn(c);
      const today = dateIn(new Date(), timeZone);
      const from = mondayOf(c.req.valid("query").date ?? today);
      const [begins, ends] = [startOf(from, timeZone), startOf(addDays(from, 7), timeZone)];
      const rows = await meetingsOfPerson(s.db, caller.id, begins, ends);
      const meetings = rows.map(({ meeting, courseName, courseCode, role }) =>
        Object.assign(toMeeting(meeting, courseName), { courseCode, role }),
      );
      return c.json({ timeZone, from, today, meetings });
    })

    .get("/v1/courses/:id/timetable", param(ById), async (c) => {
      const { course } = await courseFor(c, s.db, c.req.valid("param").id, "see");
      return c.json(await timetableOf(s.db, course));
    })

    .get("/v1/courses/:id/clashes", param(ById), async (c) => {
      const { course } = await courseFor(c, s.db, c.req.valid("param").id, "watch");
      return c.json(await clashesOf(s.db, course.id, new Date()));
    })

    .post("/v1/courses/:id/groups", param(ById), body(GroupRequest), async (c) => {
      const { course } = await courseFor(c, s.db, c.req.valid("param").id, "manage");
      if (!(await groups.addGroup(s.db, course.id, c.req.valid("json").name)))
        throw new ProblemError("name_taken");
      return c.json(await timetableOf(s.db, course));
    })

    .patch("/v1/courses/:id/groups/:groupId", param(ByGroup), body(GroupRequest), async (c) => {
      const { id, groupId } = c.req.valid("param");
      const { course } = await courseFor(c, s.db, id, "manage");
      const outcome = await groups.renameGroup(s.db, course.id, groupId, c.req.valid("json").name);
      if (outcome !== "done") throw new ProblemError(REFUSED[outcome]);
      return c.json(await timetableOf(s.db, course));
    })

    .delete("/v1/courses/:id/groups/:groupId", param(ByGroup), async (c) => {
      const { id, groupId } = c.req.valid("param");
      const { course } = await courseFor(c, s.db, id, "manage");
      const outcome = await s.db.transaction((tx) => groups.deleteGroup(tx, course.id, groupId));
      if (outcome !== "done") throw new ProblemError(REFUSED[outcome]);
      return c.json(await timetableOf(s.db, course));
    })

    .post("/v1/courses/:id/slots", param(ById), body(SlotRequest), async (c) => {
      const { course } = await courseFor(c, s.db, c.req.valid("param").id, "run");
      const values = c.req.valid("json");
      await s.db.transaction(async (tx) => {
        await lockCourse(tx, course.id);
        await checkPlace(tx, course.id, values);
        await slots.addSlot(tx, course.id, values, clock());
      });
      return c.json(await timetableOf(s.db, course));
    })

    .patch("/v1/courses/:id/slots/:slotId", param(BySlot), body(SlotRequest), async (c) => {
      const { id, slotId } = c.req.valid("param");
      const { course } = await courseFor(c, s.db, id, "run");
      const values = c.req.valid("json");
      await s.db.transaction(async (tx) => {
        await checkPlace(tx, course.id, values);
        if (!(await slots.changeSlot(tx, course.id, slotId, values, clock())))
          throw new ProblemError("not_found");
      });
      return c.json(await timetableOf(s.db, course));
    })

    .delete("/v1/courses/:id/slots/:slotId", param(BySlot), async (c) => {
      const { id, slotId } = c.req.valid("param");
      const { course } = await courseFor(c, s.db, id, "run");
      await s.db.transaction(async (tx) => {
        if (!(await slots.deleteSlot(tx, course.id, slotId, clock()))) throw new ProblemError("not_found");
      });
      return c.json(await timetableOf(s.db, course));
    })

    .post("/v1/meetings/:id/cancel", param(ById), body(MeetingCancel), async (c) => {
      const { caller, meeting, courseName } = await meetingFor(c, s.db, c.req.valid("param").id, "run");
      const { reason } = c.req.valid("json");
      const by = { actorId: caller.id, now: new Date() };
      const row = await changePlanned(meeting, (tx, locked) => changes.cancelMeeting(tx, locked, reason, by));
      return c.json(toMeeting({ ...meeting, ...row }, courseName));
    })

    .delete("/v1/meetings/:id/cancel", param(ById), async (c) => {
      const { caller, meeting, courseName } = await meetingFor(c, s.db, c.req.valid("param").id, "run");
      const by = { actorId: caller.id, now: new Date() };
      const row = await changePlanned(meeting, (tx, locked) => changes.restoreMeeting(tx, locked, by));
      return c.json(toMeeting({ ...meeting, ...row }, courseName));
    })

    .post("/v1/meetings/:id/move", param(ById), body(MeetingMove), async (c) => {
      const { caller, meeting } = await meetingFor(c, s.db, c.req.valid("param").id, "run");
      const { date, startsAt, endsAt, roomId } = c.req.valid("json");
      const span = spanOf(date, startsAt, endsAt, timeZone);
      const by = { actorId: caller.id, now: new Date() };
      if (!span || span.endsAt <= by.now) throw wrong("date");
      await checkPlace(s.db, meeting.courseId, { roomId });
      await changePlanned(meeting, (tx, locked) => {
        if (locked.cancelledAt) throw new ProblemError("meeting_state");
        return changes.moveMeeting(tx, locked, { ...span, roomId }, by);
      });
      const moved = await meetingFor(c, s.db, meeting.id, "run");
      return c.json(toMeeting(moved.meeting, moved.courseName));
    });
};
