import { sql } from "drizzle-orm";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { createSseParser, type SseMessage } from "../../client/sse.ts";
import { LiveList, LiveRow, Meeting } from "../../shared/api/course.ts";
import { classroom } from "../support/classroom.ts";
import { ask, newPerson, type Person } from "../support/people.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

let test: TestServices;
let students: Person[];
beforeAll(async () => {
  test = await createTestServices();
  students = await Promise.all(["Ana", "Bea"].map((name) => newPerson(test, "student", { name })));
});
afterAll(() => test.close());

/** A live list as a screen would read it. */
async function watch(meetingId: string, as: Person) {
  const response = await test.app.request(`/v1/meetings/${meetingId}/events`, {
    headers: { cookie: as.cookie },
  });
  const messages: SseMessage[] = [];
  const parser = createSseParser((message) => messages.push(message));
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let ended = false;
  /** Waits for the next message of this name; null when the stream ends first. */
  const next = async (event: string): Promise<unknown> => {
    for (;;) {
      for (let message = messages.shift(); message; message = messages.shift()) {
        if (message.event === event) return JSON.parse(message.data);
      }
      if (ended) return null;
      const chunk = await reader?.read();
      if (!chunk || chunk.done) ended = true;
      else parser(chunk.value);
    }
  };
  return { response, next, leave: () => reader?.cancel() };
}
const post = (path: string, as: Person, body?: unknown) => ask(test.app, "POST", path, { as, body });

describe("a teacher's open list", () => {
  it("begins with the whole list and shows a mark as it is made, without being asked", async () => {
    const { teacher, meeting } = await classroom(test, students);
    const { response, next, leave } = await watch(meeting.id, teacher);
    expect(response.headers.get("content-type")).toMatch(/^text\/event-stream/);
    expect(response.headers.get("cache-control")).toMatch(/no-store/);
    const list = v.parse(LiveList, await next("snapshot"));
    expect(list.rows.map(({ name, status }) => [name, status])).toEqual([
      ["Ana", "expected"],
      ["Bea", "expected"],
    ]);
    const body = { userId: students[1]?.id, status: "late", reason: "bus" };
    await post(`/v1/meetings/${meeting.id}/marks`, teacher, body);
    expect(v.parse(LiveRow, await next("row"))).toMatchObject({ name: "Bea", status: "late", reason: "bus" });
    await leave();
  });

  it("shows who joins and who is removed", async () => {
    const { teacher, course, meeting } = await classroom(test, students);
    const { next, leave } = await watch(meeting.id, teacher);
    await next("snapshot");
    const late = await newPerson(test, "student", { name: "Dora" });
    await post("/v1/courses/join", late, { joinCode: course.joinCode });
    expect(v.parse(LiveRow, await next("row"))).toMatchObject({ name: "Dora", status: "expected" });
    await ask(test.app, "DELETE", `/v1/courses/${course.id}/roster/${late.id}`, { as: teacher });
    expect(await next("gone")).toEqual({ userId: late.id });
    await leave();
  });

  it("shows the meeting closed, with everybody's status", async () => {
    const { teacher, meeting } = await classroom(test, students);
    const { next, leave } = await watch(meeting.id, teacher);
    await next("snapshot");
    await post(`/v1/meetings/${meeting.id}/close`, teacher);
    expect(v.parse(Meeting, await next("meeting")).state).toBe("closed");
    const list = v.parse(LiveList, await next("snapshot"));
    expect(list.rows.map(({ status }) => status)).toEqual(["absent", "absent"]);
    await leave();
  });

  it("reaches every watcher, and nobody who watches another meeting", async () => {
    const one = await classroom(test, students);
    const other = await classroom(test, students);
    const watchers = await Promise.all([
      watch(one.meeting.id, one.teacher),
      watch(one.meeting.id, one.teacher),
      watch(other.meeting.id, other.teacher),
    ]);
    for (const { next } of watchers) await next("snapshot");
    const mark = (place: typeof one, reason: string) =>
      post(`/v1/meetings/${place.meeting.id}/marks`, place.teacher, {
        userId: students[0]?.id,
        status: "present",
        reason,
      });
    await mark(one, "first");
    await mark(other, "second");
    const seen = await Promise.all(watchers.map(({ next }) => next("row")));
    expect(seen.map((row) => v.parse(LiveRow, row).reason)).toEqual(["first", "first", "second"]);
    for (const { leave } of watchers) await leave();
  });

  it("carries a hall of three hundred to ten watchers, none of whom misses anyone", async () => {
    const { teacher, course, meeting } = await classroom(test, students);
    const hall = await test.services.db.execute<{ user_id: string }>(sql`
      with added as (insert into "user" (id, name, email)
        select gen_random_uuid(), 'Student ' || n, 'hall-' || n || '@example.edu' from generate_series(3, 300) n returning id)
      insert into course_member (course_id, user_id, role) select ${course.id}, id, 'student' from added returning user_id`);
    const watchers = await Promise.all(Array.from({ length: 10 }, () => watch(meeting.id, teacher)));
    for (const { next } of watchers) {
      const { rows } = v.parse(LiveList, await next("snapshot"));
      expect(rows).toHaveLength(300);
    }
    const arriving = hall.filter((_, i) => i % 6 === 0).map(({ user_id: userId }) => userId);
    await Promise.all(
      arriving.map((userId) =>
        post(`/v1/meetings/${meeting.id}/marks`, teacher, {
          userId,
          status: "present",
          reason: "I saw them.",
        }),
      ),
    );
    for (const { next, leave } of watchers) {
      const missing = new Set(arriving);
      while (missing.size > 0) {
        const row = v.parse(LiveRow, await next("row"));
        if (row.status === "present") missing.delete(row.userId);
      }
      await leave();
    }
  });

  it("says nothing more after the session was revoked", async () => {
    const { teacher, meeting } = await classroom(test, students);
    const { next } = await watch(meeting.id, teacher);
    await next("snapshot");
    await post("/v1/account/sign-out", teacher);
    const again = await ask(test.app, "POST", "/v1/account/sign-in", {
      body: { email: teacher.email, password: teacher.password },
    });
    expect(again.status).toBe(200);
    await test.services.live.notify(test.services.db, {
      meetingId: meeting.id,
      userId: students[0]?.id ?? null,
    });
    expect(await next("row")).toBeNull();
  });

  it("says nothing more to a teacher who left the course", async () => {
    const { teacher, course, meeting } = await classroom(test, students);
    const colleague = await newPerson(test, "teacher");
    await post(`/v1/courses/${course.id}/roster`, teacher, { email: colleague.email, role: "teacher" });
    const { next } = await watch(meeting.id, colleague);
    await next("snapshot");
    await ask(test.app, "DELETE", `/v1/courses/${course.id}/roster/${colleague.id}`, { as: teacher });
    await test.services.live.notify(test.services.db, {
      meetingId: meeting.id,
      userId: students[0]?.id ?? null,
    });
    expect(await next("row")).toBeNull();
  });

  it("is sent whole again after the line to the database was lost", async () => {
    const { teacher, meeting } = await classroom(test, students);
    const { next, leave } = await watch(meeting.id, teacher);
    await next("snapshot");
    await test.services.sql`select pg_terminate_backend(pid) from pg_stat_activity
      where application_name = 'presente-live' and datname = current_database()`;
    const list = v.parse(LiveList, await next("snapshot"));
    expect(list.meeting.id).toBe(meeting.id);
    await leave();
  });
});
