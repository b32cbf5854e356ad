import type { EvidenceGrade, OutcomeCode } from "../../shared/protocol/sync.ts";
import { gradeOf, isPrompt } from "./evidence.ts";
import type { RoomCodeVerdict } from "./room-code.ts";

/** What a check-in without a face is weighed by, when meeting, roster, code and clocks have been looked at. */
export interface TapFacts {
  /** what its room code is worth; null: it shows none */
  readonly code: RoomCodeVerdict;
  /** what the course asks for */
  readonly roomCode: "none" | "required";
  /** when the meeting was closed, epoch ms; null: open */
  readonly closedMs: number | null;
  readonly upperMs: number;
  readonly probation: boolean;
  /** the student's face was enrolled, with a consent in force, when it was captured */
  readonly usesFace: boolean;
  /** of claim time */
  readonly doubts: readonly OutcomeCode[];
}

export interface TapJudgement {
  readonly state: "review";
  readonly code: OutcomeCode;
  readonly grade: EvidenceGrade;
  readonly doubts: OutcomeCode[];
}

/**
 * A check-in without a face is always a teacher's to confirm, never accepted or refused by itself: the phone says that it was
 * there, the teacher says who. What speaks against it, or asks for more than a glance into the room, is told instead.
 *
 * Its grade is that of the place and the hour, by the same arithmetic as with a face: it says nothing of the way.
 */
export function judgeTap(facts: TapFacts): TapJudgement {
  const { code, roomCode, closedMs, upperMs, probation, usesFace } = facts;
  const doubts = [...facts.doubts];
  if (code === null && roomCode === "required") doubts.push("code_missing");
  // not refused: a camera breaks, and a face that fails never makes anyone absent
  if (usesFace) doubts.push("face_expected");
  const grade = gradeOf({
    code: code === "wrong" ? null : code,
    prompt: isPrompt({ closedMs }, upperMs),
    sound: facts.doubts.length === 0,
    probation,
  });
  return { state: "review", code: tapCode(doubts), grade, doubts };
}

/** What a teacher is asked about a check-in without a face: the first doubt, else to confirm it. */
export const tapCode = <D extends string>(doubts: readonly D[]): D | "to_confirm" =>
  doubts[0] ?? "to_confirm";
