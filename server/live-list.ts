import type { SSEStreamingApi } from "hono/streaming";
import type { LiveList } from "../shared/api/course.ts";
import type { Caller, Db, Services } from "./context.ts";
import { courseVerdict } from "./domain/access.ts";
import { toLiveRow, toMeeting } from "./domain/views.ts";
import { liveRows } from "./queries/attendance.ts";
import { findMeetingFor, type MeetingRow } from "./queries/meetings.ts";
import { sessionStands } from "./queries/users.ts";

const HEARTBEAT_MS = 20_000;

/** The list of a meeting as it stands. */
export async function listOf(db: Db, meeting: MeetingRow, courseName: string): Promise<LiveList> {
  const rows = await liveRows(db, meeting.id);
  return { meeting: toMeeting(meeting, courseName), rows: rows.map(toLiveRow) };
}

/** What changed since it was last asked, and a wait for the next change. */
function createChanges() {
  let everything = false;
  let people = new Set<string>();
  let wake = () => {};
  return {
    add(userId: string | null) {
      if (userId === null) everything = true;
      else people.add(userId);
      wake();
    },
    take() {
      const taken = { everything, people: [...people] };
      everything = false;
      people = new Set();
      return taken;
    },
    /** Resolves at a change, when `signal` aborts, or after the time of a heartbeat. */
    wait(signal: AbortSignal): Promise<void> {
      if (everything || people.size > 0 || signal.aborted) return Promise.resolve();
      return new Promise((resolve) => {
        const done = () => {
          clearTimeout(timer);
          signal.removeEventListener("abort", done);
          resolve();
        };
        const timer = setTimeout(done, HEARTBEAT_MS);
        signal.addEventListener("abort", done);
        wake = done;
      });
    },
  };
}

/**
 * Writes a meeting's list and then its changes until the client leaves, the session ends or the caller loses the course.
 * The contract of the loop: watch first, then read, so that no change falls between; changes that come while one batch is
 * written are sent together in the next; before anything is sent the caller's right to it is read anew.
 */
export async function followMeeting(
  s: Services,
  stream: SSEStreamingApi,
  meetingId: string,
  caller: Caller,
): Promise<void> {
  const gone = new AbortController();
  stream.onAbort(() => gone.abort());
  const changes = createChanges();
  s.live.watch(meetingId, changes.add, gone.signal);
  const send = (event: string, data: unknown) => stream.writeSSE({ event, data: JSON.stringify(data) });

  const allowed = async () => {
    if (!(await sessionStands(s.db, caller.sessionId))) return null;
    const found = await findMeetingFor(s.db, meetingId, caller.id);
    if (!found) return null;
    const may = courseVerdict("watch", { role: caller.role, member: found.member }) === "allowed";
    return may ? found : null;
  };

  try {
    changes.add(null);
    for (let first = true; !gone.signal.aborted; first = false) {
      const found = await allowed();
      if (!found) return;
      const { everything, people } = changes.take();
      if (everything) {
        if (!first) await send("meeting", toMeeting(found.meeting, found.courseName));
        await send("snapshot", await listOf(s.db, found.meeting, found.courseName));
      } else if (people.length > 0) {
        const rows = await liveRows(s.db, meetingId, people);
        for (const row of rows) await send("row", toLiveRow(row));
        const there = new Set(rows.map(({ userId }) => userId));
        for (const userId of people) if (!there.has(userId)) await send("gone", { userId });
      } else {
        await stream.write(": heartbeat\n\n");
      }
      await changes.wait(gone.signal);
    }
  } catch (error) {
    s.log.error({ err: error, meetingId }, "a live list broke off");
  } finally {
    gone.abort();
  }
}
