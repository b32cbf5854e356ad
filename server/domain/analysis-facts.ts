/** What the database says of a course and of a term, before anything is computed of it. */
import type { CoursePolicy } from "../../shared/api/course.ts";
import type { StatusCounts } from "../../shared/attendance-share.ts";

export interface CourseFacts {
  /** meetings that count, the earliest first */
  readonly meetings: readonly (StatusCounts & {
    id: string;
    title: string | null;
    startsMs: number;
    groupId: string | null;
    monday: string;
    weekday: number;
    time: string;
  })[];
  /** students in force by name */
  readonly students: readonly (StatusCounts & {
    userId: string;
    name: string;
    studentNumber: string | null;
    groupId: string | null;
  })[];
  readonly groups: readonly { id: string; name: string }[];
  /** students without a status whose check-in is still in doubt, at meetings that count */
  readonly unsettled: readonly { meetingId: string; userId: string }[];
  /** by student and week, of the latest weeks; in order of time */
  readonly weeks: readonly (StatusCounts & { userId: string; monday: string })[];
  /** minutes after the start, by the clock */
  readonly arrivals: readonly { minute: number; students: number }[];
  /** meetings to come, by the group that has them */
  readonly planned: readonly { groupId: string | null; meetings: number }[];
}

export interface CourseOfTerm extends StatusCounts {
  readonly courseId: string;
  readonly policy: CoursePolicy;
  readonly termName: string | null;
  readonly startsOn: string | null;
  readonly meetings: number;
}

export interface OverviewCourseRow {
  readonly id: string;
  readonly name: string;
  readonly code: string | null;
  readonly policy: CoursePolicy;
  readonly termId: string | null;
}
export interface TermRow {
  readonly id: string;
  readonly name: string;
  /** dates of the university, both inclusive */
  readonly startsOn: string;
  readonly endsOn: string;
}
/** The marks of some meetings of a course. */
export interface HeldOfCourse extends StatusCounts {
  readonly courseId: string;
  readonly meetings: number;
}
export interface TermFacts {
  /** by week and share policy, in order of time */
  readonly weeks: readonly (StatusCounts & { policy: number; monday: string; meetings: number })[];
  /** of courses with meetings that count: all of these, and those of the latest week */
  readonly courses: readonly (HeldOfCourse & {
    monday: string;
    latest: StatusCounts & { meetings: number };
  })[];
  /** by share policy, weekday (1 … 7) and hour */
  readonly hours: readonly (StatusCounts & {
    policy: number;
    weekday: number;
    hour: number;
    meetings: number;
  })[];
  /** students in force, and those below what their course requires */
  readonly students: readonly { courseId: string; students: number; atRisk: number }[];
}
