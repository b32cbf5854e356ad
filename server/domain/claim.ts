import type { CoursePolicy } from "../../shared/api/course.ts";
import type { EntryPayload } from "../../shared/protocol/entry.ts";
import type { OutcomeCode } from "../../shared/protocol/sync.ts";
import { CODE_WITHIN_MS, msFromSlot } from "../../shared/protocol/room-code.ts";
import { codeWithinMs, type RoomCodeVerdict, shownSpan } from "./room-code.ts";
import { judgeTap, type TapJudgement } from "./tap.ts";
import { lowerBound, timeDoubts } from "./time.ts";
import { isOpenAt, judgeWindow, type MeetingTimes } from "./window.ts";

const DAY_MS = 24 * 60 * 60_000;
/** How long a claim waits for what is missing before a person decides, ms. */
export const WAIT_MS = {
  /** its ancestors (T6) */
  chain: 7 * DAY_MS,
  /** a meeting that a teacher's phone has not brought yet, a roster that is mended, an enrolment that is confirmed */
  meeting: 14 * DAY_MS,
} as const;

/** Everything that the judgement of a claim rests on; all of it stored, so that it can be judged again at any time. */
export interface ClaimFacts {
  readonly payload: Pick<EntryPayload, "pc" | "t">;
  readonly nowMs: number;
  readonly upperMs: number;
  /** L but for the slot of its code */
  readonly lowerMs: number | null;
  readonly code: RoomCodeVerdict;
  /** from when the right code was shown, epoch ms; null: as the entry itself says */
  readonly codeShownMs: number | null;
  readonly previous: { readonly capturedMs: number; readonly clocks: EntryPayload["t"] } | null;
  /** ancestors are missing */
  readonly held: boolean;
  readonly frozen: boolean;
  /** its ancestors are lost, by the word of the phone that had them */
  readonly gap: boolean;
  /** when another device had taken this one's place before the claim arrived, epoch ms; null: none had */
  readonly revokedMs: number | null;
  readonly meeting:
    | (MeetingTimes & {
        readonly policy: CoursePolicy;
        /** the clock behind its room codes had not been set for long (isClockUnsure) */
        readonly unsureClock: boolean;
      })
    | null;
  /** a student of the meeting's course now, or until after the capture */
  readonly member: boolean;
  /** a check-in without a face */
  readonly tap: boolean;
  /** the device had taken another one's place less than a day before the claim arrived */
  readonly probation: boolean;
  /** has a confirmed enrolment */
  readonly enrolled: boolean;
  /** a consent to the face stood when it was captured */
  readonly consented: boolean;
  /** the consent to the face was withdrawn since it was captured, or stands withdrawn: its photo must not come any more */
  readonly withdrawn: boolean;
}

/** "verify": nothing but the photo is left to look at. `doubts` are weighed with it: each asks for a person's look. */
export type Judgement =
  | { readonly state: "verify"; readonly doubts: OutcomeCode[] }
  | { readonly state: "wait"; readonly code: OutcomeCode; readonly doubts: OutcomeCode[] }
  | { readonly state: "review" | "rejected"; readonly code: OutcomeCode; readonly doubts: OutcomeCode[] }
  | TapJudgement;

/**
 * What a claim is worth before its photo is looked at: steps 3 to 5 of PROTOCOL, "What the server checks".
 *
 * A claim that shows a right room code may come from someone whom the roster does not have yet: it waits. Without a code
 * nothing ties the student to that room, and a meeting of a course that is not theirs is refused.
 *
 * A camera reads a code right or not at all, so a wrong one was made up and is refused. Who types slips: that is a
 * teacher's to look at.
 *
 * What a replaced phone had not sent yet is a teacher's, too: the student was there with that phone. What was sealed later,
 * by its own word or as a time token proves, is refused.
 */
export function judgeClaim(facts: ClaimFacts): Judgement {
  const { payload, nowMs, upperMs, meeting, code } = facts;
  const { pc, t } = payload;
  const doubts: OutcomeCode[] = facts.frozen ? ["frozen"] : [];
  if (facts.gap) doubts.push("chain_gap");
  const waitFor = (code: OutcomeCode, limitMs: number, overdue: OutcomeCode = code): Judgement =>
    nowMs - upperMs > limitMs ? { state: "review", code: overdue, doubts } : { state: "wait", code, doubts };
  const reject = (code: OutcomeCode): Judgement => ({ state: "rejected", code, doubts });

  if (facts.revokedMs !== null) {
    if (Math.max(t.cap, facts.lowerMs ?? 0) > facts.revokedMs) return reject("device_revoked");
    doubts.push("device_revoked");
  }
  if (facts.held) return waitFor("chain_hold", WAIT_MS.chain, "chain_gap");
  if (!meeting) return waitFor("meeting_unknown", WAIT_MS.meeting);
  if (!facts.member) {
    return code === null || code === "wrong" || nowMs - upperMs > WAIT_MS.meeting
      ? reject("not_enrolled")
      : waitFor("roster", Infinity);
  }
  if (code === "wrong" && pc?.m === "qr") return reject("code_wrong");
  const window = judgeWindow(meeting, t.cap);
  if (window.kind === "outside") return reject(window.code);
  const shown = pc === null || code === "wrong" ? null : shownSpan(pc, facts.codeShownMs);
  if (shown && judgeWindow(meeting, shown.startMs).kind === "outside") return reject("code_expired");
  const syncWithinMs = meeting.policy.syncWithinMin * 60_000;
  if (window.kind === "wait") {
    return nowMs > meeting.endsMs + syncWithinMs ? reject(window.code) : waitFor(window.code, Infinity);
  }
  const withinMs = codeWithinMs(meeting.unsureClock);
  if (code === "wrong") doubts.push("code_wrong");
  else if (shown && msFromSlot(shown, t.cap) > withinMs) doubts.push("code_window");
  doubts.push(
    ...timeDoubts({
      clocks: t,
      // a screen whose clock runs ahead shows a code before its time
      lowerMs: lowerBound(facts.lowerMs, shown && shown.startMs - (withinMs - CODE_WITHIN_MS)),
      upperMs,
      previous: facts.previous,
      syncWithinMs,
      receivedWhileOpen: isOpenAt(meeting, upperMs),
    }),
  );
  if (facts.tap) {
    const usesFace = facts.enrolled && facts.consented;
    const { probation } = facts;
    const { roomCode } = meeting.policy;
    return judgeTap({ code, roomCode, closedMs: meeting.closedMs, upperMs, probation, usesFace, doubts });
  }
  // the student was there and says so under a signature: without the photo a person decides
  if (facts.withdrawn) return { state: "review", code: "evidence", doubts };
  return facts.enrolled ? { state: "verify", doubts } : waitFor("enrolment", WAIT_MS.meeting);
}
