import type { ComponentType } from "preact";
import type { Role } from "../../shared/api/account.ts";
import { matchPath } from "../components/match-path.ts";

/** What every screen gets: the parameters of its address. */
export interface ScreenProps {
  readonly params: Readonly<Record<string, string>>;
}

export interface Route {
  readonly path: string;
  /** who may see it; "all": visitors too. The server decides again. */
  readonly roles: readonly Role[] | "all";
  /** narrow: a column to read; wide: lists and tables; bare: the whole screen, without navigation */
  readonly frame: "narrow" | "wide" | "bare";
  readonly load: () => Promise<ComponentType<ScreenProps>>;
}

const student = ["student"] as const;
const teaching = ["teacher", "administrator"] as const;
const administrator = ["administrator"] as const;

/** The groups are loaded when first needed: a student's phone does not wait for a teacher's screens. */
const visitors = () => import("./visitors.ts");
const students = () => import("./students.ts");
const staff = () => import("./staff.ts");
const analysis = () => import("./analysis.ts");
const timetable = () => import("./timetable.ts");
const privacy = () => import("./privacy.ts");

export const ROUTES: readonly Route[] = [
  { path: "/", roles: "all", frame: "wide", load: async () => (await visitors()).Welcome },
  { path: "/sign-in", roles: "all", frame: "narrow", load: async () => (await visitors()).SignIn },
  { path: "/register", roles: "all", frame: "narrow", load: async () => (await visitors()).Register },
  { path: "/reset", roles: "all", frame: "narrow", load: async () => (await visitors()).Reset },
  { path: "/about", roles: "all", frame: "wide", load: async () => (await visitors()).About },

  { path: "/today", roles: student, frame: "wide", load: async () => (await students()).Today },
  {
    path: "/check-in/:meetingId",
    roles: student,
    frame: "bare",
    load: async () => (await students()).CheckIn,
  },
  { path: "/record", roles: student, frame: "narrow", load: async () => (await students()).Record },
  { path: "/requests", roles: student, frame: "narrow", load: async () => (await students()).Requests },
  {
    path: "/record/:h/show",
    roles: student,
    frame: "narrow",
    load: async () => (await students()).ShowClaim,
  },
  { path: "/record/report", roles: student, frame: "wide", load: async () => (await students()).MyReport },
  {
    path: "/record/report/:id/print",
    roles: student,
    frame: "bare",
    load: async () => (await students()).PrintReport,
  },
  { path: "/join", roles: student, frame: "narrow", load: async () => (await students()).Join },
  { path: "/me", roles: student, frame: "narrow", load: async () => (await students()).AboutMe },
  { path: "/me/looks", roles: student, frame: "narrow", load: async () => (await students()).MyLooks },
  { path: "/me/face", roles: student, frame: "narrow", load: async () => (await students()).MyReferences },
  { path: "/consent", roles: student, frame: "narrow", load: async () => (await students()).Consent },
  { path: "/enrol/photos", roles: student, frame: "bare", load: async () => (await students()).EnrolPhotos },
  { path: "/enrol", roles: student, frame: "narrow", load: async () => (await students()).Enrol },

  {
    path: "/overview",
    roles: teaching,
    frame: "wide",
    load: async () => (await analysis()).OverviewScreen,
  },
  {
    path: "/week",
    roles: ["student", ...teaching],
    frame: "wide",
    load: async () => (await timetable()).Week,
  },
  {
    path: "/courses/:id/import",
    roles: teaching,
    frame: "wide",
    load: async () => (await timetable()).ImportRoster,
  },
  { path: "/terms", roles: administrator, frame: "wide", load: async () => (await timetable()).Terms },
  { path: "/courses", roles: teaching, frame: "wide", load: async () => (await staff()).Courses },
  { path: "/courses/new", roles: teaching, frame: "narrow", load: async () => (await staff()).NewCourse },
  // assistants are students: the server says what they may see there
  {
    path: "/courses/:id",
    roles: ["student", ...teaching],
    frame: "wide",
    load: async () => (await staff()).CourseScreen,
  },
  {
    path: "/meetings/:id",
    roles: ["student", ...teaching],
    frame: "wide",
    load: async () => (await staff()).MeetingScreen,
  },
  { path: "/meetings/:id/settle", roles: teaching, frame: "wide", load: async () => (await staff()).Settle },
  {
    path: "/meetings/:id/projector",
    roles: teaching,
    frame: "bare",
    load: async () => (await staff()).Projector,
  },
  // assistants are students: the screen asks whether this one is
  { path: "/carry", roles: ["student", ...teaching], frame: "wide", load: async () => (await staff()).Carry },
  { path: "/reports", roles: teaching, frame: "wide", load: async () => (await staff()).Reports },
  {
    path: "/courses/:id/report",
    roles: teaching,
    frame: "bare",
    load: async () => (await staff()).PrintReport,
  },
  { path: "/account", roles: teaching, frame: "narrow", load: async () => (await staff()).Account },
  { path: "/enrolments", roles: teaching, frame: "wide", load: async () => (await staff()).Enrolments },

  { path: "/people", roles: administrator, frame: "wide", load: async () => (await staff()).People },
  {
    path: "/people/:id/face",
    roles: administrator,
    frame: "narrow",
    load: async () => (await staff()).StudentReferences,
  },
  {
    path: "/faces-alike",
    roles: administrator,
    frame: "narrow",
    load: async () => (await staff()).Duplicates,
  },
  {
    path: "/invitations",
    roles: administrator,
    frame: "wide",
    load: async () => (await staff()).Invitations,
  },
  {
    path: "/retention",
    roles: administrator,
    frame: "wide",
    load: async () => (await privacy()).RetentionScreen,
  },
  {
    path: "/retention/log",
    roles: administrator,
    frame: "wide",
    load: async () => (await privacy()).DeletionLog,
  },
  { path: "/stop", roles: administrator, frame: "narrow", load: async () => (await privacy()).StopScreen },
  {
    path: "/impact-assessment",
    roles: administrator,
    frame: "bare",
    load: async () => (await privacy()).ImpactAssessment,
  },
  { path: "/health", roles: administrator, frame: "wide", load: async () => (await staff()).Health },
];

/** Where each role begins. */
export const HOME: Readonly<Record<Role, string>> = {
  student: "/today",
  teacher: "/courses",
  administrator: "/health",
};

/** The first route that fits a path, with its parameters. */
export function routeOf(path: string): { route: Route; params: Readonly<Record<string, string>> } | null {
  for (const route of ROUTES) {
    const match = matchPath(route.path, path);
    if (match) return { route, params: match.params };
  }
  return null;
}
