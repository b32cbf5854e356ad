/** What the student app needs without network: asked for while there is one, read from the phone when there is none. */
import { About } from "../../shared/api/about.ts";
import { Courses, StudentMeetings } from "../../shared/api/course.ts";
import { OwnTemplates } from "../../shared/api/enrolment.ts";
import { AttendanceRecord, CourseShares } from "../../shared/api/record.ts";
import { api } from "../api.ts";
import { ApiProblem, LocalProblem } from "../problem.ts";
import { cached, type Cached } from "./cache.ts";
import { currentStudent } from "./settings.ts";

/** @throws LocalProblem device_missing when nobody is signed in here */
async function owner(): Promise<string> {
  const uid = await currentStudent.read();
  if (uid === null) throw new LocalProblem("device_missing");
  return uid;
}

/** Each resolves to {value, fresh, at}; rejects with ApiProblem on a refusal, Offline when nothing was kept. */
export const offline = {
  /** public, the same for everybody: version, recognition configuration, notices */
  about: () => cached({ uid: "", name: "about", schema: About }, api.about),
  meetings: async () =>
    cached({ uid: await owner(), name: "meetings", schema: StudentMeetings }, api.meetings.mine),
  courses: async () => cached({ uid: await owner(), name: "courses", schema: Courses }, api.courses.list),
  shares: async () => cached({ uid: await owner(), name: "shares", schema: CourseShares }, api.shares),
  record: async () => cached({ uid: await owner(), name: "record", schema: AttendanceRecord }, api.record),
  /** One's own templates; null before a confirmed enrolment and after a withdrawn consent. */
  templates: async (): Promise<Cached<OwnTemplates> | null> => {
    try {
      return await cached(
        { uid: await owner(), name: "templates", schema: OwnTemplates },
        api.enrolment.templates,
      );
    } catch (error) {
      if (error instanceof ApiProblem && (error.status === 404 || error.status === 403)) return null;
      throw error;
    }
  },
} as const;

/** Fetches everything of {@link offline} for later. Never rejects; what failed stays as it was kept. */
export async function prefetch(): Promise<void> {
  await Promise.allSettled([
    offline.about(),
    offline.meetings(),
    offline.courses(),
    offline.record(),
    offline.shares(),
    offline.templates(),
  ]);
}
