import type { CoursePolicy } from "../../shared/api/course.ts";
import type { Weekday } from "../../shared/dates.ts";

/** Weeks before and after the current one that the term lasts. */
export const WEEKS_BEFORE = 11;
export const WEEKS_AFTER = 3;
/** The week, counted from the term's first, in which nothing takes place. */
export const FREE_WEEK = 5;
export const FREE_REASON = "University holiday";

interface DemoSlot {
  readonly weekday: Weekday;
  readonly startsAt: string;
  readonly endsAt: string;
  readonly title: string;
  readonly room: string;
  readonly everyWeeks: number;
  /** of which of the course's groups; null: the whole course */
  readonly group: number | null;
}
export interface DemoCourse {
  readonly name: string;
  readonly code: string;
  readonly teacher: number;
  readonly groups: readonly string[];
  readonly slots: readonly DemoSlot[];
  /** which of the 120 students: from, until (exclusive) */
  readonly students: readonly [number, number];
  readonly policy: CoursePolicy;
}

const BASE: CoursePolicy = { roomCode: "none", lateAfterMin: 10, syncWithinMin: 24 * 60 };
const slot = (
  weekday: Weekday,
  startsAt: string,
  endsAt: string,
  title: string,
  room: string,
  more: Partial<DemoSlot> = {},
): DemoSlot => ({ weekday, startsAt, endsAt, title, room, everyWeeks: 1, group: null, ...more });

export const COURSES: readonly DemoCourse[] = [
  {
    name: "Cell Biology",
    code: "BIO-101",
    teacher: 0,
    groups: ["Lab A", "Lab B"],
    slots: [
      slot(1, "09:00", "10:30", "Lecture", "Aula Magna"),
      slot(3, "11:00", "13:00", "Laboratory", "L-2", { group: 0 }),
      slot(4, "11:00", "13:00", "Laboratory", "L-2", { group: 1 }),
    ],
    students: [0, 60],
    policy: {
      ...BASE,
      roomCode: "required",
      share: { lateWeightPct: 50, excused: "left_out" },
      requiredPct: 80,
    },
  },
  {
    name: "Linear Algebra",
    code: "MAT-102",
    teacher: 1,
    groups: [],
    slots: [slot(2, "15:00", "16:30", "Lecture", "B-14"), slot(4, "15:00", "16:30", "Exercises", "B-14")],
    students: [40, 90],
    policy: { ...BASE, roomCode: "required", requiredPct: 75 },
  },
  {
    name: "History of Science",
    code: "HUM-210",
    teacher: 0,
    groups: [],
    slots: [
      slot(5, "12:00", "13:30", "Seminar", "C-3"),
      slot(1, "16:00", "17:30", "Reading", "C-3", { everyWeeks: 2 }),
    ],
    students: [80, 120],
    policy: { ...BASE, share: { lateWeightPct: 100, excused: "present" }, requiredPct: 70 },
  },
];

export const EXCUSES = [
  "Medical certificate",
  "Doctor's appointment",
  "Family emergency",
  "Competition for the university",
];
export const CORRECTIONS = [
  "Phone battery was empty; seen in the room",
  "Came with the tram that broke down",
  "Was helping to set up the projector",
];
