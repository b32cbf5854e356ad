import { Hono } from "hono";
import type { StudentMeeting } from "../../shared/api/course.ts";
import type { Env, Services } from "../context.ts";
import { meetingState, shownStatus } from "../domain/meeting.ts";
import { toMeeting, toRecordRow } from "../domain/views.ts";
import { signedIn } from "../middleware/access.ts";
import { statusesOf, studentRecord } from "../queries/attendance.ts";
import { studentMeetings } from "../queries/meetings.ts";

/** What the phone keeps of the timetable for use without network. */
const DAYS_BACK = 1;
const DAYS_AHEAD = 14;

export const recordRoutes = (s: Services) =>
  new Hono<Env>()
    .get("/v1/me/meetings", async (c) => {
      const caller = signedIn(c);
      const rows = await studentMeetings(s.db, caller.id, new Date(), DAYS_BACK, DAYS_AHEAD);
      const statuses = await statusesOf(
        s.db,
        caller.id,
        rows.map(({ meeting }) => meeting.id),
      );
      const meetings: StudentMeeting[] = rows.map(({ meeting, courseName }) =>
        Object.assign(toMeeting(meeting, courseName), {
          status: shownStatus(meetingState(meeting), statuses.get(meeting.id) ?? null),
        }),
      );
      return c.json(meetings);
    })

    .get("/v1/me/record", async (c) => {
      const caller = signedIn(c);
      const rows = await studentRecord(s.db, caller.id);
      return c.json(rows.map(toRecordRow));
    });
