import { Hono } from "hono";
import { arrivalRulesOf, type StudentMeeting } from "../../shared/api/course.ts";
import type { CourseShare } from "../../shared/api/record.ts";
import { DEFAULT_REQUIRED_PCT, DEFAULT_SHARE } from "../../shared/attendance-share.ts";
import type { Env, Services } from "../context.ts";
import { meetingState, shownStatus } from "../domain/meeting.ts";
import { toMeeting, toRecordRow } from "../domain/views.ts";
import { signedIn, themselves } from "../middleware/access.ts";
import { statusesOf, studentRecord, studentShares } from "../queries/attendance.ts";
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
          ...studentFacts(meeting, statuses.get(meeting.id)),
        }),
      );
      return c.json(meetings);
    })

    .get("/v1/me/record", async (c) => {
      const caller = themselves(c);
      const rows = await studentRecord(s.db, caller.id);
      return c.json(rows.map(toRecordRow));
    })

    .get("/v1/me/shares", async (c) => {
      const caller = themselves(c);
      const rows = await studentShares(s.db, caller.id);
      const shares: CourseShare[] = rows.map(({ policy, ...counted }) =>
        Object.assign(counted, {
          policy: policy.share ?? DEFAULT_SHARE,
          requiredPct: policy.requiredPct ?? DEFAULT_REQUIRED_PCT,
        }),
      );
      return c.json(shares);
    });

type Known = Awaited<ReturnType<typeof statusesOf>> extends Map<string, infer K> ? K : never;

const studentFacts = (
  meeting: { openedAt: Date | null; closedAt: Date | null },
  known: Known | undefined,
) => ({
  status: shownStatus(meetingState(meeting), known?.attendance ?? null),
  rules: known ? arrivalRulesOf(known.policy) : null,
  roomCode: known?.policy.roomCode ?? "none",
  excuse: known?.excuse ?? null,
});
