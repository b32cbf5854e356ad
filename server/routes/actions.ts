import { Hono } from "hono";
import {
  type ActionOutcome,
  ACTIONS_VERSION,
  ActionsRequest,
  type MarkAction,
  type TeacherAction,
  type UndoAction,
} from "../../shared/api/actions.ts";
import type * as v from "valibot";
import type { Caller, Db, Env, Services } from "../context.ts";
import { type CourseAction, courseVerdict } from "../domain/access.ts";
import { serverSigner, verifyToldTime } from "../../shared/protocol/tokens.ts";
import { doneAt } from "../domain/action.ts";
import { isClockUnsure } from "../domain/room-code.ts";
import { toLiveRow, toMeeting } from "../domain/views.ts";
import { signedIn } from "../middleware/access.ts";
import { body } from "../middleware/validate.ts";
import { ProblemError } from "../problem.ts";
import { countHeads, findAction, keepAction, openOrClose } from "../queries/actions.ts";
import { liveRows } from "../queries/attendance.ts";
import { markMissing } from "../queries/excuses.ts";
import { retractMark } from "../queries/mark-retraction.ts";
import { addTeacherMark } from "../queries/marks.ts";
import { findCourseFor } from "../queries/courses.ts";
import * as meetings from "../queries/meetings.ts";

/** What the single routes ask for the same deed. */
const RIGHT: Readonly<Record<TeacherAction["kind"], CourseAction>> = {
  create: "run",
  open: "run",
  close: "run",
  mark: "mark",
  undo: "mark",
  count: "run",
};

/** The log of a teacher's device: each action once, in order, in a transaction of its own. */
export const actionRoutes = (s: Services) => {
  return new Hono<Env>().post("/v1/actions", body(ActionsRequest), async (c) => {
    const caller = signedIn(c);
    const { uid, actions } = c.req.valid("json");
    if (uid !== caller.id) throw new ProblemError("forbidden");
    const outcomes: ActionOutcome[] = [];
    for (const action of actions) {
      const outcome = await take(caller, action);
      outcomes.push(outcome);
      // what follows may rest on it
      if (outcome.st === "retry") break;
    }
    return c.json({ v: ACTIONS_VERSION, outcomes });
  });

  async function take(caller: Caller, action: TeacherAction): Promise<ActionOutcome> {
    try {
      const isNew = await s.db.transaction((tx) => apply(tx, caller, action, new Date()));
      return {
        id: action.id,
        st: isNew ? "applied" : "duplicate",
        code: null,
        ...(await shown(caller, action)),
      };
    } catch (error) {
      const nothing = { id: action.id, meeting: null, row: null };
      if (error instanceof ProblemError) return { ...nothing, st: "refused", code: error.code };
      s.log.error({ err: error, action: action.kind }, "an action was not taken");
      return { ...nothing, st: "retry", code: null };
    }
  }

  /** @returns false when it was taken before */
  async function apply(tx: Db, caller: Caller, action: TeacherAction, received: Date): Promise<boolean> {
    const known = await findAction(tx, action.id);
    if (known) return repeated(known);
    const receivedMs = received.getTime();
    const keep = async (at: Date) =>
      (await keepAction(tx, action, { actorId: caller.id, at, receivedAt: received })) ||
      repeated(await findAction(tx, action.id));

    if (action.kind === "create") {
      const found = await findCourseFor(tx, action.courseId, caller.id);
      allow(caller, found?.member, found !== null, action.kind);
      const at = doneAt(action.at, { receivedMs, earliestMs: null });
      if (!(await keep(at))) return false;
      const startsAt = new Date(action.startsAt);
      const endsAt = new Date(action.endsAt);
      if (endsAt <= startsAt) throw new ProblemError("bad_request", { fields: ["endsAt"] });
      const { meetingId: id, courseId, title } = action;
      const clockToldAt = await unsureClock(caller, action, receivedMs);
      const made = { id, courseId, title, startsAt, endsAt, createdAt: at, clockToldAt };
      const row = await meetings.insertMeeting(tx, made);
      if (!row) throw new ProblemError("conflict");
      await openOrClose(tx, row, { kind: "open", at, actorId: caller.id });
      return true;
    }

    const found = await meetings.findMeetingFor(tx, action.meetingId, caller.id);
    allow(caller, found?.member, found !== null, action.kind);
    const locked = await meetings.lockMeeting(tx, action.meetingId);
    if (!locked) throw new ProblemError("not_found");
    const at = doneAt(action.at, { receivedMs, earliestMs: locked.createdAt.getTime() });
    if (!(await keep(at))) return false;
    if (action.kind === "open" && locked.cancelledAt) throw new ProblemError("meeting_state");
    if (action.kind === "mark") await addWord(tx, caller, action, at);
    else if (action.kind === "undo") await takeBack(tx, caller, action, at);
    else if (action.kind === "count") await countHeads(tx, action.meetingId);
    else {
      const clockToldAt = action.kind === "open" ? await unsureClock(caller, action, receivedMs) : null;
      if (clockToldAt) await meetings.noteUnsureClock(tx, action.meetingId, clockToldAt);
      await openOrClose(tx, locked, { kind: action.kind, at, actorId: caller.id });
    }
    return true;

    function repeated(earlier: Awaited<ReturnType<typeof findAction>>): false {
      // an id is one person's and about one meeting: anything else is no repetition
      if (earlier?.actorId !== caller.id || earlier.meetingId !== action.meetingId) {
        throw new ProblemError("conflict");
      }
      return false;
    }
  }

  /**
   * What the clock of a device rests on, where that makes its room codes unsure. Only our own word to this person counts; who
   * keeps an old one back widens the window of one own meeting by minutes, and it shows there.
   */
  async function unsureClock(
    caller: Caller,
    { told, at }: { readonly told?: string | undefined; readonly at: number },
    receivedMs: number,
  ): Promise<Date | null> {
    if (told === undefined) return null;
    const verified = await verifyToldTime(told, await serverSigner(s.keys.tokenJwk));
    if (!verified.ok || verified.payload.uid !== caller.id) return null;
    const { ms: toldMs } = verified.payload;
    return isClockUnsure({ toldMs, claimedMs: at, receivedMs }) ? new Date(toldMs) : null;
  }

  async function addWord(tx: Db, caller: Caller, action: v.InferOutput<typeof MarkAction>, at: Date) {
    const { id, meetingId, userId, status, reason, base, seen } = action;
    const [listed] = await liveRows(tx, meetingId, [userId]);
    if (!listed) throw new ProblemError("not_found");
    // what the list had shown when it was done, by the same clock
    const seenAt = new Date(at.getTime() - Math.max(0, action.at - seen));
    await addTeacherMark(tx, { id, meetingId, userId, status, reason, base, at, seenAt, actorId: caller.id });
    await s.live.notify(tx, { meetingId, userId });
  }

  async function takeBack(tx: Db, caller: Caller, action: v.InferOutput<typeof UndoAction>, at: Date) {
    const { meetingId, userId, mark: markId } = action;
    const [listed] = await liveRows(tx, meetingId, [userId]);
    if (!listed) throw new ProblemError("not_found");
    await retractMark(tx, { markId, meetingId, userId, actorId: caller.id, at });
    await markMissing(tx, meetingId, userId);
    await s.live.notify(tx, { meetingId, userId });
  }

  async function shown(
    caller: Caller,
    action: TeacherAction,
  ): Promise<Pick<ActionOutcome, "meeting" | "row">> {
    const found = await meetings.findMeetingFor(s.db, action.meetingId, caller.id);
    const ofStudent = action.kind === "mark" || action.kind === "undo";
    const [row] = ofStudent ? await liveRows(s.db, action.meetingId, [action.userId]) : [];
    return {
      meeting: found && toMeeting(found.meeting, found.courseName),
      row: row ? toLiveRow(row) : null,
    };
  }
};

function allow(
  caller: Caller,
  member: Parameters<typeof courseVerdict>[1]["member"] | undefined,
  exists: boolean,
  kind: TeacherAction["kind"],
): void {
  if (!exists) throw new ProblemError("not_found");
  const verdict = courseVerdict(RIGHT[kind], { role: caller.role, member: member ?? null });
  if (verdict !== "allowed") throw new ProblemError(verdict);
}
