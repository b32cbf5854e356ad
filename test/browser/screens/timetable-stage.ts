import * as v from "valibot";
import { en } from "../../../client/i18n/en.ts";
import { es } from "../../../client/i18n/es.ts";
import { Course } from "../../../shared/api/course.ts";
import { addDays, dateIn, mondayOf } from "../../../shared/dates.ts";
import { ask, newPerson, type Person } from "../../support/people.ts";
import { openScreens } from "../../support/screens.ts";
import { startTestServer } from "../../support/server.ts";

export const WORDS = { en, es };
export const ZONE = new Intl.DateTimeFormat().resolvedOptions().timeZone;
export const today = dateIn(new Date(), ZONE);
/** the Monday after next */
export const soon = addDays(mondayOf(today), 14);

/** Where a journey is made: in its courses' names, the width, the language of the app. */
export interface Setting {
  readonly device: string;
  readonly size: { width: number; height: number };
  readonly language: keyof typeof WORDS;
}

/** A weekly hour of three weeks, as the wire has it. */
export const slot = (more: object = {}) => ({
  weekday: 1,
  startsAt: "10:00",
  endsAt: "12:00",
  from: soon,
  until: addDays(soon, 20),
  everyWeeks: 1,
  roomId: null,
  groupId: null,
  title: null,
  ...more,
});

/** What begins with a text of the catalogue. */
export const starting = (text: string) => new RegExp(`^${text.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")}`);

export type Stage = Awaited<ReturnType<typeof openStage>>;

/** A server, a browser, and one person of each kind. */
export async function openStage() {
  const server = await startTestServer({ client: true });
  const administrator = await newPerson(server, "administrator", { name: "Alba Ruiz" });
  const teacher = await newPerson(server, "teacher", { name: "Tomás Vega" });
  const student = await newPerson(server, "student", { name: "Ana Pérez" });
  const screens = await openScreens(server.url);
  const { page } = screens;
  const dialog = () => page.getByRole("dialog");
  const get = (path: string, as: Person) => ask(server.app, "GET", path, { as });
  const post = (path: string, as: Person, body?: unknown) => ask(server.app, "POST", path, { as, body });
  return {
    server,
    screens,
    page,
    administrator,
    teacher,
    student,
    dialog,
    get,
    post,
    gone: () => dialog().waitFor({ state: "detached" }),
    violations: () => screens.violations(),
    shot: (name: string) => screens.shoot(`timetable-${name}`),
    /** The teacher's, with the student in it. */
    async newCourse(name: string): Promise<Course> {
      const course = v.parse(Course, (await post("/v1/courses", teacher, { name, code: "MA-1" })).body);
      await post("/v1/courses/join", student, { joinCode: course.joinCode });
      return course;
    },
    async close() {
      await screens.close();
      await server.close();
    },
  };
}
