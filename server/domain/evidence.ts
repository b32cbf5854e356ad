import type { EvidenceGrade, OutcomeCode } from "../../shared/protocol/sync.ts";
import type { MeetingTimes } from "./window.ts";

export interface Evidence {
  /** a valid room code, and how it came; null without one */
  readonly code: "qr" | "typed" | null;
  /** the claim came during the meeting or at most 10 min after it */
  readonly prompt: boolean;
  /** the claim came within the policy's time, its chain whole and its clocks without doubt */
  readonly sound: boolean;
  /** the student's device replaced another less than a day ago */
  readonly probation: boolean;
}

/** E3, E2 or E1 as PROTOCOL, "Time", has them; a device on probation gets one grade less. */
export function gradeOf({ code, prompt, sound, probation }: Evidence): EvidenceGrade {
  const earned = code === null || !sound ? 1 : code === "qr" && prompt ? 3 : 2;
  return GRADES[probation ? earned - 1 : earned] ?? "E1";
}

/** By grade; what a device on probation falls to from E1 is E1. */
const GRADES: readonly EvidenceGrade[] = ["E1", "E1", "E2", "E3"];

/** Whether a check-in of this grade is accepted by itself: E2 and E3; where the policy asks for no code, E1 too. */
export const sufficesAlone = (grade: EvidenceGrade, roomCode: "none" | "required"): boolean =>
  roomCode === "none" || grade !== "E1";

/** What a check-in lacks to be accepted by itself; null: nothing. @param code as in {@link Evidence} */
export function lackingFor(
  { grade, code }: { grade: EvidenceGrade; code: Evidence["code"] },
  roomCode: "none" | "required",
): OutcomeCode | null {
  if (sufficesAlone(grade, roomCode)) return null;
  return code === null ? "code_missing" : "evidence";
}

const PROMPT_MS = 10 * 60_000;

/** Whether a claim came during the meeting or at most 10 min after it. */
export const isPrompt = ({ closedMs }: Pick<MeetingTimes, "closedMs">, upperMs: number): boolean =>
  closedMs === null || upperMs <= closedMs + PROMPT_MS;
