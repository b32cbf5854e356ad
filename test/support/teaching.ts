import { afterAll, beforeAll } from "vitest";
import * as v from "valibot";
import { Course } from "../../shared/api/course.ts";
import { ask, newPerson, type Person } from "./people.ts";
import { createTestServices, type TestServices, type TestServicesOptions } from "./services.ts";

/** For a file of tests: a server, a teacher, an administrator, three students, and courses of the teacher. */
export function teaching(options: TestServicesOptions = {}) {
  let known: { test: TestServices; administrator: Person; teacher: Person; students: Person[] } | undefined;
  const there = () => {
    if (!known) throw new Error("the tests have not begun");
    return known;
  };
  beforeAll(async () => {
    const test = await createTestServices(options);
    known = {
      test,
      administrator: await newPerson(test, "administrator"),
      teacher: await newPerson(test, "teacher"),
      students: await Promise.all(
        ["Ana", "Bea", "Carlos"].map((name) => newPerson(test, "student", { name })),
      ),
    };
  });
  afterAll(() => known?.test.close());

  const asking = (method: string) => (path: string, as: Person, body?: unknown) =>
    ask(there().test.app, method, path, { as, body });
  const post = asking("POST");
  /** Algebra, which these have joined: all three unless said. @param as whose it is */
  const newCourse = async (
    members: readonly Person[] = there().students,
    as = there().teacher,
  ): Promise<Course> => {
    const answer = await post("/v1/courses", as, { name: "Algebra", code: "MA-1" });
    const course = v.parse(Course, answer.body);
    for (const one of members) await post("/v1/courses/join", one, { joinCode: course.joinCode });
    return course;
  };
  return {
    get test() {
      return there().test;
    },
    get administrator() {
      return there().administrator;
    },
    get teacher() {
      return there().teacher;
    },
    /** Ana, Bea and Carlos */
    get students() {
      return there().students;
    },
    student(i: number): Person {
      const person = there().students[i];
      if (!person) throw new Error("no such student");
      return person;
    },
    get: asking("GET"),
    post,
    patch: asking("PATCH"),
    remove: asking("DELETE"),
    newCourse,
  };
}
