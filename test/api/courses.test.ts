import { eq } from "drizzle-orm";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { courseMember } from "../../drizzle/schema.ts";
import { Course, Courses } from "../../shared/api/course.ts";
import { Roster } from "../../shared/api/roster.ts";
import { ask, codeOf, newPerson } from "../support/people.ts";
import { teaching } from "../support/teaching.ts";

const on = teaching();
const { get, post, student, newCourse } = on;
describe("a course", () => {
  it("is taught by the teacher who made it and joined with its code, however that is typed", async () => {
    const course = await newCourse([]);
    expect(course).toMatchObject({
      name: "Algebra",
      code: "MA-1",
      role: "teacher",
      students: 0,
      openMeetingId: null,
    });
    const typed = (course.joinCode ?? "").toLowerCase().replaceAll("0", "o").replaceAll("1", "l");
    const joined = await post("/v1/courses/join", student(0), {
      joinCode: `${typed.slice(0, 4)} - ${typed.slice(4)}`,
    });
    expect(v.parse(Course, joined.body)).toMatchObject({
      id: course.id,
      role: "student",
      joinCode: null,
      students: 1,
    });
  });

  it("is joined once, even when joined ten times at the same moment", async () => {
    const course = await newCourse([]);
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => post("/v1/courses/join", student(0), { joinCode: course.joinCode })),
    );
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200]));
    const rows = await on.test.services.db
      .select()
      .from(courseMember)
      .where(eq(courseMember.courseId, course.id));
    expect(rows.filter(({ role }) => role === "student")).toHaveLength(1);
  });

  it("keeps the date of joining when joined again", async () => {
    const course = await newCourse([student(0)]);
    const before = v.parse(Roster, (await get(`/v1/courses/${course.id}/roster`, on.teacher)).body);
    await post("/v1/courses/join", student(0), { joinCode: course.joinCode });
    expect((await get(`/v1/courses/${course.id}/roster`, on.teacher)).body).toEqual(before);
  });

  it("is not found by a guessed code, and guessing is slowed down", async () => {
    const guesser = await newPerson(on.test);
    for (let i = 0; i < 20; i++) {
      const answer = await post("/v1/courses/join", guesser, { joinCode: "ZZZZZZZZ" });
      expect([answer.status, codeOf(answer)]).toEqual([422, "join_code_unknown"]);
    }
    expect((await post("/v1/courses/join", guesser, { joinCode: "ZZZZZZZZ" })).status).toBe(429);
  });

  it("gets a new code, and the old one is worth nothing", async () => {
    const course = await newCourse([]);
    const renewed = v.parse(Course, (await post(`/v1/courses/${course.id}/join-code`, on.teacher)).body);
    expect(renewed.joinCode).not.toBe(course.joinCode);
    expect((await post("/v1/courses/join", student(0), { joinCode: course.joinCode })).status).toBe(422);
    expect((await post("/v1/courses/join", student(0), { joinCode: renewed.joinCode })).status).toBe(200);
  });

  it("takes people with an account onto its roster, and nobody with a student's account as teacher", async () => {
    const course = await newCourse([]);
    const path = `/v1/courses/${course.id}/roster`;
    const colleague = await newPerson(on.test, "teacher");
    const added = v.parse(
      Roster,
      (await post(path, on.teacher, { email: colleague.email, role: "teacher" })).body,
    );
    expect(added.map(({ userId }) => userId)).toContain(colleague.id);
    const nobody = await post(path, on.teacher, { email: "nobody@example.edu", role: "student" });
    expect([nobody.status, codeOf(nobody)]).toEqual([422, "no_such_account"]);
    const pupil = await post(path, on.teacher, { email: student(0).email, role: "teacher" });
    expect([pupil.status, codeOf(pupil)]).toEqual([400, "bad_request"]);
  });

  it("never loses its last teacher", async () => {
    const course = await newCourse([]);
    const path = `/v1/courses/${course.id}/roster`;
    const leave = await ask(on.test.app, "DELETE", `${path}/${on.teacher.id}`, { as: on.teacher });
    expect([leave.status, codeOf(leave)]).toEqual([409, "conflict"]);
    const demote = await post(path, on.teacher, { email: on.teacher.email, role: "assistant" });
    expect([demote.status, codeOf(demote)]).toEqual([409, "conflict"]);
  });

  it("is nowhere to be seen for a student who was removed", async () => {
    const course = await newCourse([student(0)]);
    const path = `/v1/courses/${course.id}/roster/${student(0).id}`;
    expect((await ask(on.test.app, "DELETE", path, { as: on.teacher })).status).toBe(204);
    expect((await get(`/v1/courses/${course.id}`, student(0))).status).toBe(404);
    const list = v.parse(Courses, (await get("/v1/courses", student(0))).body);
    expect(list.map(({ id }) => id)).not.toContain(course.id);
    expect((await ask(on.test.app, "DELETE", path, { as: on.teacher })).status).toBe(404);
  });

  it.each([
    ["no name", {}],
    ["an empty name", { name: "  " }],
    ["a null character", { name: "A\u0000" }],
    ["a name that is a list", { name: ["A"] }],
    ["an unknown field", { name: "A", joinCode: "AAAAAAAA" }],
  ])("is not made with %s", async (_what, body) => {
    expect((await post("/v1/courses", on.teacher, body)).status).toBe(400);
  });
});
