import { eq } from "drizzle-orm";
import * as v from "valibot";
import { beforeAll, describe, expect, it } from "vitest";
import { oneTimeSecret, user } from "../../drizzle/schema.ts";
import { ensureSetupCode } from "../../server/queries/secrets.ts";
import { InvitationCreated, Me } from "../../shared/api/account.ts";
import { ask, codeOf, newPerson, type Person, registration } from "../support/people.ts";
import { createTestServices, type TestServices } from "../support/services.ts";

/** How somebody becomes more than a student: by an administrator's invitation, or by the set-up code. */
export function invitationTests(services: () => TestServices): void {
  const register = (body: unknown) => ask(services().app, "POST", "/v1/account/register", { body });

  describe("an invitation", () => {
    let administrator: Person;
    beforeAll(async () => {
      administrator = await newPerson(services(), "administrator");
    });
    const invite = async (email: string, role = "teacher") => {
      const answer = await ask(services().app, "POST", "/v1/invitations", {
        as: administrator,
        body: { email, role },
      });
      const created = v.parse(InvitationCreated, answer.body);
      return { id: created.id, token: created.path.split("invitation=")[1] ?? "" };
    };

    it("makes a teacher of exactly the invited address, once", async () => {
      const { token } = await invite("carla@example.edu");
      const found = await ask(services().app, "POST", "/v1/invitations/lookup", { body: { token } });
      expect(found.body).toEqual({ email: "carla@example.edu", role: "teacher", account: false });
      const wrong = await register(registration({ invitation: token }));
      expect([wrong.status, codeOf(wrong)]).toEqual([400, "bad_request"]);
      const right = await register(registration({ email: "Carla@example.edu", invitation: token }));
      expect(v.parse(Me, right.body).role).toBe("teacher");
      const again = await register(registration({ email: "carla2@example.edu", invitation: token }));
      expect([again.status, codeOf(again)]).toEqual([410, "link_spent"]);
    });

    it("is worth nothing after its time, after its withdrawal, or when a newer one was sent", async () => {
      const late = await invite("late@example.edu");
      const withdrawn = await invite("withdrawn@example.edu");
      const older = await invite("twice@example.edu");
      await invite("twice@example.edu");
      const past = { expiresAt: new Date(Date.now() - 1000) };
      await services().services.db.update(oneTimeSecret).set(past).where(eq(oneTimeSecret.id, late.id));
      const path = `/v1/invitations/${withdrawn.id}`;
      expect((await ask(services().app, "DELETE", path, { as: administrator })).status).toBe(204);
      for (const { token } of [late, withdrawn, older, { token: "made up" }]) {
        const answer = await ask(services().app, "POST", "/v1/invitations/lookup", { body: { token } });
        expect([answer.status, codeOf(answer)]).toEqual([410, "link_spent"]);
      }
      const answer = await register(registration({ email: "late@example.edu", invitation: late.token }));
      expect(answer.status).toBe(410);
    });

    it("raises the account that was invited, and no other, once", async () => {
      const [invited, other] = [await newPerson(services()), await newPerson(services())];
      const { token } = await invite(invited.email);
      const found = await ask(services().app, "POST", "/v1/invitations/lookup", { body: { token } });
      expect(found.body).toEqual({ email: invited.email, role: "teacher", account: true });
      const accept = (as: Person) =>
        ask(services().app, "POST", "/v1/invitations/accept", { as, body: { token } });
      const wrong = await accept(other);
      expect([wrong.status, codeOf(wrong)]).toEqual([403, "forbidden"]);
      expect(v.parse(Me, (await accept(invited)).body)).toMatchObject({ id: invited.id, role: "teacher" });
      expect((await ask(services().app, "GET", "/v1/courses", { as: invited })).status).toBe(200);
      expect(
        (await ask(services().app, "POST", "/v1/courses", { as: invited, body: { name: "Logic" } })).status,
      ).toBe(200);
      expect((await accept(invited)).status).toBe(410);
    });

    it("is not issued for what somebody is already", async () => {
      const teacher = await newPerson(services(), "teacher");
      const body = (role: string) => ({ as: administrator, body: { email: teacher.email, role } });
      const same = await ask(services().app, "POST", "/v1/invitations", body("teacher"));
      expect([same.status, codeOf(same)]).toEqual([409, "email_taken"]);
      expect((await ask(services().app, "POST", "/v1/invitations", body("administrator"))).status).toBe(200);
    });

    it("stays good when the registration fails for another reason", async () => {
      const taken = await newPerson(services());
      const { token } = await invite("stays@example.edu");
      await services()
        .services.db.update(user)
        .set({ email: "stays@example.edu" })
        .where(eq(user.id, taken.id));
      expect((await register(registration({ email: "stays@example.edu", invitation: token }))).status).toBe(
        409,
      );
      await services().services.db.update(user).set({ email: taken.email }).where(eq(user.id, taken.id));
      expect((await register(registration({ email: "stays@example.edu", invitation: token }))).status).toBe(
        200,
      );
    });
  });

  describe("the set-up code", () => {
    it("makes one administrator of many tries at once, is fresh at each start, and then never again", async () => {
      const fresh = await createTestServices();
      try {
        const old = await ensureSetupCode(fresh.services.db);
        const current = await ensureSetupCode(fresh.services.db);
        expect(current).toMatch(/^([0-9A-HJKMNP-TV-Z]{4}-){3}[0-9A-HJKMNP-TV-Z]{4}$/);
        const attempt = (setupCode: string | null) =>
          ask(fresh.app, "POST", "/v1/account/register", {
            body: registration({ setupCode: setupCode ?? "" }),
          });
        const stale = await attempt(old);
        expect([stale.status, codeOf(stale)]).toEqual([422, "setup_code_wrong"]);
        const about = await ask(fresh.app, "GET", "/v1/about");
        expect(about.body).toMatchObject({ setupNeeded: true });

        const typed = current?.toLowerCase().replaceAll("-", " ").replaceAll("0", "o") ?? "";
        const answers = await Promise.all(Array.from({ length: 5 }, () => attempt(typed)));
        const made = answers.filter(({ status }) => status === 200);
        expect(made).toHaveLength(1);
        expect(v.parse(Me, made[0]?.body).role).toBe("administrator");
        expect(answers.filter(({ status }) => status === 422)).toHaveLength(4);
        expect(await ensureSetupCode(fresh.services.db)).toBeNull();
        expect((await ask(fresh.app, "GET", "/v1/about")).body).toMatchObject({ setupNeeded: false });
      } finally {
        await fresh.close();
      }
    });
  });
}
