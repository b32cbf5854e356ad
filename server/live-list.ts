import type { SSEStreamingApi } from "hono/streaming";
import { arrivalRulesOf, type LiveList } from "../shared/api/course.ts";
import type { Caller, Db, Services } from "./context.ts";
import { courseVerdict } from "./domain/access.ts";
import { toLiveRow, toMeeting } from "./domain/views.ts";
import { type Frame, joinRoom } from "./live-room.ts";
import { type ListFacts, listFacts, liveRows } from "./queries/attendance.ts";
import { type Watcher, watchersOf } from "./queries/watchers.ts";
import { ProblemError } from "./problem.ts";

const HEARTBEAT_MS = 20_000;
/** A watcher who is so many messages behind is let go: the app comes back by itself and begins anew. */
const MAX_BEHIND = 1_000;

const listView = (facts: ListFacts, rows: LiveList["rows"]): LiveList => ({
  meeting: toMeeting(facts.meeting, facts.courseName),
  rows,
  groups: facts.groups,
  rules: arrivalRulesOf(facts.policy),
  headCount: facts.meeting.headCount,
  lockedOn: facts.lockedOn,
});

/** The list of a meeting as it stands. @throws ProblemError not_found */
export async function listOf(db: Db, meetingId: string): Promise<LiveList> {
  const [facts, rows] = await Promise.all([listFacts(db, meetingId), liveRows(db, meetingId)]);
  if (!facts) throw new ProblemError("not_found");
  return listView(facts, rows.map(toLiveRow));
}

/** Who of these may watch the meeting now, by session. */
async function allowed(db: Db, meetingId: string, sessions: readonly string[]): Promise<Set<string>> {
  const may = ({ role, member }: Watcher) => courseVerdict("watch", { role, member }) === "allowed";
  return new Set((await watchersOf(db, meetingId, sessions)).filter(may).map(({ sessionId }) => sessionId));
}

/**
 * Writes a meeting's list and then its changes until the client leaves, the session ends or the caller loses the course. All
 * who watch one meeting share what is read for it (live-room.ts).
 */
export async function followMeeting(
  s: Services,
  stream: SSEStreamingApi,
  meetingId: string,
  caller: Caller,
): Promise<void> {
  const gone = new AbortController();
  const waiting: Frame[] = [];
  let wake = () => {};
  stream.onAbort(() => {
    gone.abort();
    wake();
  });
  joinRoom(
    {
      meetingId,
      watch: (listener, signal) => s.live.watch(meetingId, listener, signal),
      allowed: (sessions) => allowed(s.db, meetingId, sessions),
      snapshot: () => listOf(s.db, meetingId).catch(nullWhenGone),
      rows: async (userIds) => (await liveRows(s.db, meetingId, userIds)).map(toLiveRow),
      onError: (err) => s.log.error({ err, meetingId }, "a live list broke off"),
    },
    {
      session: caller.sessionId,
      signal: gone.signal,
      send(frames) {
        waiting.push(...frames);
        if (waiting.length > MAX_BEHIND) gone.abort();
        wake();
      },
      end() {
        gone.abort();
        wake();
      },
    },
  );
  try {
    while (!gone.signal.aborted) {
      const frames = waiting.splice(0);
      for (const { event, data } of frames) await stream.writeSSE({ event, data });
      if (waiting.length > 0 || gone.signal.aborted) continue;
      const woken = await new Promise<boolean>((resolve) => {
        const timer = setTimeout(() => resolve(false), HEARTBEAT_MS);
        wake = () => {
          clearTimeout(timer);
          resolve(true);
        };
      });
      if (!woken) {
        if (!(await allowed(s.db, meetingId, [caller.sessionId])).has(caller.sessionId)) return;
        await stream.write(": heartbeat\n\n");
      }
    }
  } catch (error) {
    s.log.error({ err: error, meetingId }, "a live list broke off");
  } finally {
    gone.abort();
  }
}

function nullWhenGone(error: unknown): null {
  if (error instanceof ProblemError && error.code === "not_found") return null;
  throw error;
}
