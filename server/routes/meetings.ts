import { Hono } from "hono";
import { streamSSE } from "hono/streaming";
import * as v from "valibot";
import { MarkRequest } from "../../shared/api/course.ts";
import { Sha256, Uuid } from "../../shared/ids.ts";
import type { Env, Services } from "../context.ts";
import { meetingState } from "../domain/meeting.ts";
import { mayOpenBeside } from "../domain/timetable.ts";
import { toLiveRow, toMeeting } from "../domain/views.ts";
import { followMeeting, listOf } from "../live-list.ts";
import { meetingFor } from "../middleware/access.ts";
import { body, param } from "../middleware/validate.ts";
import { ProblemError } from "../problem.ts";
import { openOrClose } from "../queries/actions.ts";
import { liveRows } from "../queries/attendance.ts";
import { addTeacherMark } from "../queries/marks.ts";
import { lockCourse } from "../queries/courses.ts";
import * as meetings from "../queries/meetings.ts";
import { checkInPhoto } from "../queries/photos.ts";
import { viewPhoto } from "../vault/viewing.ts";

const ById = v.strictObject({ id: Uuid });
const WEBP = Buffer.from("RIFF");

export const meetingRoutes = (s: Services) =>
  new Hono<Env>()
    .get("/v1/meetings/:id", param(ById), async (c) => {
      const { meeting, courseName } = await meetingFor(c, s.db, c.req.valid("param").id, "see");
      return c.json(toMeeting(meeting, courseName));
    })

    .post("/v1/meetings/:id/open", param(ById), async (c) => {
      const { caller, meeting, courseName } = await meetingFor(c, s.db, c.req.valid("param").id, "run");
      const opened = await s.db.transaction(async (tx) => {
        await lockCourse(tx, meeting.courseId);
        // one open meeting a group, this one included
        const open = await meetings.openMeetingsOf(tx, meeting.courseId);
        if (open.some(({ id }) => id === meeting.id) || !mayOpenBeside(open, meeting.groupId))
          throw new ProblemError("meeting_state");
        const locked = await meetings.lockMeeting(tx, meeting.id);
        if (!locked) throw new ProblemError("not_found");
        if (locked.cancelledAt) throw new ProblemError("meeting_state");
        return openOrClose(tx, locked, { kind: "open", at: new Date(), actorId: caller.id });
      });
      return c.json(toMeeting({ ...meeting, ...opened }, courseName));
    })

    .post("/v1/meetings/:id/close", param(ById), async (c) => {
      const { caller, meeting, courseName } = await meetingFor(c, s.db, c.req.valid("param").id, "run");
      const closed = await s.db.transaction(async (tx) => {
        const locked = await meetings.lockMeeting(tx, meeting.id);
        if (!locked || meetingState(locked) !== "open") throw new ProblemError("meeting_state");
        return openOrClose(tx, locked, { kind: "close", at: new Date(), actorId: caller.id });
      });
      return c.json(toMeeting({ ...meeting, ...closed }, courseName));
    })

    .get("/v1/meetings/:id/list", param(ById), async (c) => {
      const { meeting } = await meetingFor(c, s.db, c.req.valid("param").id, "watch");
      return c.json(await listOf(s.db, meeting.id));
    })

    .get("/v1/meetings/:id/events", param(ById), async (c) => {
      const { caller, meeting } = await meetingFor(c, s.db, c.req.valid("param").id, "watch");
      const response = streamSSE(c, (stream) => followMeeting(s, stream, meeting.id, caller));
      response.headers.set("Cache-Control", "no-store");
      response.headers.set("X-Accel-Buffering", "no");
      return response;
    })

    .post("/v1/meetings/:id/marks", param(ById), body(MarkRequest), async (c) => {
      const { caller, meeting } = await meetingFor(c, s.db, c.req.valid("param").id, "mark");
      const { userId, status, reason, base } = c.req.valid("json");
      const row = await s.db.transaction(async (tx) => {
        const [before] = await liveRows(tx, meeting.id, [userId]);
        if (!before) throw new ProblemError("not_found");
        await addTeacherMark(tx, {
          meetingId: meeting.id,
          userId,
          status,
          reason,
          actorId: caller.id,
          ...(base && { base }),
        });
        await s.live.notify(tx, { meetingId: meeting.id, userId });
        const [after] = await liveRows(tx, meeting.id, [userId]);
        return after;
      });
      if (!row) throw new ProblemError("not_found");
      return c.json(toLiveRow(row));
    })

    .get(
      "/v1/meetings/:id/check-ins/:hash/photo",
      param(v.strictObject({ id: Uuid, hash: Sha256 })),
      async (c) => {
        const { id, hash } = c.req.valid("param");
        const { caller, meeting } = await meetingFor(c, s.db, id, "mark");
        const found = await checkInPhoto(s.db, meeting.id, hash);
        const look = { actorId: caller.id, detail: { meeting: meeting.id, checkIn: hash } };
        const bytes = found && (await viewPhoto(s, found, look));
        if (!bytes) throw new ProblemError("not_found");
        const type = bytes.subarray(0, 4).equals(WEBP) ? "image/webp" : "image/jpeg";
        return c.body(new Uint8Array(bytes), 200, { "Content-Type": type, "Cache-Control": "no-store" });
      },
    );
