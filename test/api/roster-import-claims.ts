import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { Me } from "../../shared/api/account.ts";
import { type Course, LiveList, Meeting } from "../../shared/api/course.ts";
import type { RosterRow } from "../../shared/api/roster.ts";
import { ask, codeOf, cookieOf, type Person, registration } from "../support/people.ts";
import type { TestServices } from "../support/services.ts";

interface Kit {
  newCourse(): Promise<Course>;
  /** takes a file over as the course's roster */
  take(courseId: string, file: string): Promise<unknown>;
  rosterOf(courseId: string): Promise<readonly RosterRow[]>;
  /** an address that nobody has yet */
  fresh(name: string): string;
}

/** Who stands on a roster before there is an account, and how the account becomes theirs. */
export function claimTests(
  kit: () => { test: TestServices; teacher: Person },
  { newCourse, take, rosterOf, fresh }: Kit,
): void {
  describe("somebody without an account", () => {
    const register = (email: string, over: object = {}) =>
      ask(kit().test.app, "POST", "/v1/account/register", {
        body: { ...registration({ email, name: "Typed" }), ...over },
      });

    it("is on the list, is marked by hand, and registers with the course's code: everything is theirs then", async () => {
      const course = await newCourse();
      const email = fresh("ana");
      await take(course.id, `name,email,number\nAna,${email},77\n`);
      const row = (await rosterOf(course.id)).find((person) => person.email === email);
      const opened = await ask(kit().test.app, "POST", `/v1/courses/${course.id}/open`, {
        as: kit().teacher,
        body: { minutes: 60 },
      });
      const { id } = v.parse(Meeting, opened.body);
      const marked = { userId: row!.userId, status: "present", reason: "seen" };
      expect(
        (await ask(kit().test.app, "POST", `/v1/meetings/${id}/marks`, { as: kit().teacher, body: marked }))
          .status,
      ).toBe(200);
      const list = v.parse(
        LiveList,
        (await ask(kit().test.app, "GET", `/v1/meetings/${id}/list`, { as: kit().teacher })).body,
      );
      expect(list.rows).toMatchObject([{ name: "Ana", status: "present" }]);

      expect(codeOf(await register(email))).toBe("roster_code_needed");
      const elsewhere = await newCourse();
      expect(codeOf(await register(email, { joinCode: elsewhere.joinCode }))).toBe("join_code_unknown");
      const typed = (course.joinCode ?? "").toLowerCase().replace(/^(.{4})/, "$1-");
      const [made, again] = await Promise.all([
        register(email, { joinCode: typed }),
        register(email, { joinCode: typed }),
      ]);
      expect([made.status, again.status].toSorted((a, b) => a - b)).toEqual([200, 409]);
      const me = v.parse(Me, (made.status === 200 ? made : again).body);
      expect(me).toMatchObject({ id: row!.userId, email, name: "Ana", studentNumber: "77", role: "student" });
      expect(codeOf(await register(email, { joinCode: typed }))).toBe("email_taken");
      const after = (await rosterOf(course.id)).find((person) => person.email === email);
      expect(after).toMatchObject({ withoutAccount: false });
    });

    it("is nobody's for good before a teacher has said whose: a classmate who took the row loses it", async () => {
      const course = await newCourse();
      const email = fresh("ana");
      await take(course.id, `name,email\nAna,${email}\n`);
      const rowOf = async () => (await rosterOf(course.id)).find((person) => person.email === email);
      const joins = async (): Promise<Pick<Person, "cookie">> => {
        const answer = await register(email, { joinCode: course.joinCode });
        expect(answer.status).toBe(200);
        return { cookie: cookieOf(answer.headers) };
      };
      const decide = (decision: string, as = kit().teacher) =>
        ask(kit().test.app, "POST", `/v1/courses/${course.id}/roster/${userId}/claim`, {
          as,
          body: { decision },
        });
      const record = (as: Pick<Person, "cookie">) => ask(kit().test.app, "GET", "/v1/me/record", { as });
      const classmate = await joins();
      const userId = (await rowOf())?.userId ?? "";
      expect(await rowOf()).toMatchObject({ claimed: true, withoutAccount: false });
      for (const path of ["/v1/me/record", "/v1/me/shares", "/v1/me/export"])
        expect(codeOf(await ask(kit().test.app, "GET", path, { as: classmate }))).toBe("claim_waits");
      expect((await decide("release")).status).toBe(204);
      expect((await record(classmate)).status).toBe(401);
      expect(await rowOf()).toMatchObject({ claimed: false, withoutAccount: true, userId });
      expect((await decide("release")).status).toBe(409);
      const ana = await joins();
      expect((await record(ana)).status).toBe(403);
      expect((await decide("confirm")).status).toBe(204);
      expect((await record(ana)).status).toBe(200);
      expect((await decide("release")).status).toBe(409);
      expect((await rowOf())?.claimed).toBe(false);
    });

    it("can sign in by nothing before that", async () => {
      const course = await newCourse();
      const email = fresh("bea");
      await take(course.id, `name,email\nBea,${email}\n`);
      for (const password of ["", "correct horse battery"]) {
        const answer = await ask(kit().test.app, "POST", "/v1/account/sign-in", {
          body: { email, password },
        });
        expect(answer.status).toBe(401);
      }
    });
  });
}
