import type { CoursePolicy } from "../../shared/api/course.ts";

/** What decides grades: while they are locked, only an administrator changes it. */
const GRADES = ["lockOn", "share", "requiredPct"] as const;

/** Whether a change of a course's rules touches what the grade lock holds. Nothing said and null are the same. */
export const touchesGrades = (before: CoursePolicy, after: CoursePolicy): boolean =>
  GRADES.some((key) => JSON.stringify(before[key] ?? null) !== JSON.stringify(after[key] ?? null));
