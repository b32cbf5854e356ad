import type { Role } from "../../shared/api/account.ts";
import type { CourseRole } from "../../shared/api/course.ts";
import { courseVerdict } from "./access.ts";

/** Who may have a report: whoever manages the course has all of its; a student the own one. */
export const mayReport = (
  reader: { id: string; role: Role; member: CourseRole | null },
  studentId: string | null | undefined,
): boolean =>
  courseVerdict("manage", reader) === "allowed" || (reader.member === "student" && studentId === reader.id);
