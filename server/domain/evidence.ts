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

/** Of the check-ins that evidence grade 2 lets pass by themselves, one in so many is shown to the teacher. */
const SAMPLE_ONE_IN = 20;

/**
 * Whether an accepted check-in is one of the sample that a teacher looks at. By the hash and the millisecond in which the
 * server saw it first: the phone, which may sign until it likes the hash, does not choose the millisecond.
 */
export function isSampled({ hash, grade, receivedAt }: Sampled): boolean {
  if (grade !== "E2") return false;
  let mixed = (receivedAt.getTime() % 2 ** 32) | 0;
  for (let i = 0; i < hash.length; i++) mixed = Math.imul(mixed ^ hash.charCodeAt(i), 0x01000193);
  mixed = Math.imul(mixed ^ (mixed >>> 15), 0x2c1b3c6d);
  return ((mixed ^ (mixed >>> 12)) >>> 0) % SAMPLE_ONE_IN === 0;
}
interface Sampled {
  readonly hash: string;
  readonly grade: string | null;
  readonly receivedAt: Date;
}

const PROMPT_MS = 10 * 60_000;

/** Whether a claim came during the meeting or at most 10 min after it. */
export const isPrompt = ({ closedMs }: Pick<MeetingTimes, "closedMs">, upperMs: number): boolean =>
  closedMs === null || upperMs <= closedMs + PROMPT_MS;
