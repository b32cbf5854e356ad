/** Deeds of a teacher as a device sends them. */
import { v7 as uuidv7 } from "uuid";
import type { TeacherAction } from "../../shared/api/actions.ts";

export const MINUTE_MS = 60_000;
export const ago = (minutes: number) => Date.now() - minutes * MINUTE_MS;

export const deed = (kind: "open" | "close", meetingId: string, at: number): TeacherAction => ({
  id: crypto.randomUUID(),
  kind,
  at,
  meetingId,
});

/** What a teacher says, when, and in answer to which words. */
export type Said = [status: "present" | "late" | "excused" | "absent", at: number, base?: string[]];
export const markAction = (
  userId: string,
  meetingId: string,
  ...[status, at, base = []]: Said
): Extract<TeacherAction, { kind: "mark" }> => ({
  id: crypto.randomUUID(),
  kind: "mark",
  at,
  meetingId,
  userId,
  status,
  reason: `${status} it is`,
  base,
  seen: at,
});

export const create = (courseId: string, at: number): Extract<TeacherAction, { kind: "create" }> => ({
  id: crypto.randomUUID(),
  kind: "create",
  at,
  meetingId: uuidv7(),
  courseId,
  title: null,
  startsAt: new Date(at).toISOString(),
  endsAt: new Date(at + 90 * MINUTE_MS).toISOString(),
});
