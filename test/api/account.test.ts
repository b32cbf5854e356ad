import { eq } from "drizzle-orm";
import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { oneTimeSecret, session, user } from "../../drizzle/schema.ts";
import { createLimits } from "../../server/middleware/limits.ts";
import { Me, ResetLink, Sessions } from "../../shared/api/account.ts";
import { ask, codeOf, cookieOf, newPerson, type Person, registration } from "../support/people.ts";
import { createTestServices, type TestServices } from "../support/services.ts";
import { invitationTests } from "./account-invitations.ts";

let test: TestServices;
beforeAll(async () => {
  test = await createTestServices();
});
afterAll(() => test.close());

const register = (body: unknown) => ask(test.app, "POST", "/v1/account/register", { body });
const signIn = (email: string, password: string, headers = {}) =>
  ask(test.app, "POST", "/v1/account/sign-in", { body: { email, password }, headers });

describe("a visitor who registers", () => {
  it("becomes a student, is signed in and is answered as Me", async () => {
    const answer = await register(registration({ name: " Ana ", studentNumber: "A-1", language: "es" }));
    expect(answer.status).toBe(200);
    expect(v.parse(Me, answer.body)).toMatchObject({
      name: "Ana",
      role: "student",
      language: "es",
      studentNumber: "A-1",
      consent: null,
      enrolment: null,
    });
    const cookies = answer.headers.getSetCookie().join("\n");
    expect(cookies).toMatch(/HttpOnly/i);
    expect(cookies).toMatch(/SameSite=Lax/i);
    const me = await ask(test.app, "GET", "/v1/me", { as: { cookie: cookieOf(answer.headers) } });
    expect(me.body).toEqual(answer.body);
  });

  it("cannot give themselves a role", async () => {
    const answer = await register({ ...registration(), role: "administrator" });
    expect([answer.status, codeOf(answer)]).toEqual([400, "bad_request"]);
  });

  it("cannot take an address that is taken, in whatever case it is written", async () => {
    const { email } = await newPerson(test);
    const answer = await register(registration({ email: email.toUpperCase() }));
    expect([answer.status, codeOf(answer)]).toEqual([409, "email_taken"]);
  });

  it("gets one account of ten tries at the same moment", async () => {
    const body = registration();
    const answers = await Promise.all(Array.from({ length: 10 }, () => register(body)));
    const statuses = answers.map(({ status }) => status).toSorted((a, b) => a - b);
    expect(statuses).toEqual([200, ...Array.from({ length: 9 }, () => 409)]);
    expect(await test.services.db.select().from(user).where(eq(user.email, body.email))).toHaveLength(1);
  });

  it.each([
    ["a name that is a number", { ...registration(), name: 5 }],
    ["no e-mail", { ...registration(), email: "nobody" }],
    ["a short password", registration({ password: "short" })],
    ["a huge name", registration({ name: "x".repeat(20_000) })],
    ["a null byte in the name", registration({ name: "A\u0000na" })],
    ["an unknown field", { ...registration(), emailVerified: true }],
    ["an array", [registration()]],
    ["both an invitation and a set-up code", registration({ invitation: "x", setupCode: "y" })],
  ])("is refused with %s", async (_what, body) => {
    const answer = await register(body);
    expect([answer.status, codeOf(answer)]).toEqual([400, "bad_request"]);
  });

  it("may be called like a piece of SQL", async () => {
    const name = 'Robert\'); DROP TABLE "user"; --';
    const answer = await register(registration({ name }));
    expect(v.parse(Me, answer.body).name).toBe(name);
  });
});

describe("signing in", () => {
  it("answers Me and sets a new session", async () => {
    const person = await newPerson(test);
    const answer = await signIn(person.email, person.password);
    expect(v.parse(Me, answer.body).id).toBe(person.id);
    expect(cookieOf(answer.headers)).not.toBe(person.cookie);
  });

  it("tells an unknown address and a wrong password apart by nothing", async () => {
    const person = await newPerson(test);
    const wrong = await signIn(person.email, "not the password");
    const unknown = await signIn("nobody@example.edu", "not the password");
    const body = v.object({ error: v.object({ code: v.string(), message: v.string(), next: v.string() }) });
    expect(wrong.status).toBe(401);
    expect(unknown.status).toBe(wrong.status);
    expect(v.parse(body, unknown.body)).toEqual(v.parse(body, wrong.body));
    expect(unknown.headers.getSetCookie()).toEqual([]);
  });

  it("is slowed down after ten wrong passwords from one address, and only for that account", async () => {
    const [person, neighbour] = [await newPerson(test), await newPerson(test)];
    for (let i = 0; i < 10; i++) expect((await signIn(person.email, "not the password")).status).toBe(401);
    const refused = await signIn(person.email, person.password);
    expect([refused.status, codeOf(refused)]).toEqual([429, "too_many"]);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    expect((await signIn(neighbour.email, neighbour.password)).status).toBe(200);
  });

  it("lets a classroom of sixty try at the same moment from one address, and stops a guesser there", async () => {
    const count = createLimits(test.services.db);
    const attempt = (email: string) =>
      count({ sign_in_pair: `${email} 192.0.2.1`, sign_in_account: email, sign_in_address: "192.0.2.1" });
    const classroom = await Promise.all(Array.from({ length: 60 }, (_, i) => attempt(`s${i}@example.edu`)));
    for (const { forgive } of classroom) await forgive();
    for (let i = 0; i < 300; i++) await attempt(`guess${i}@example.edu`);
    await expect(attempt("guess300@example.edu")).rejects.toMatchObject({ code: "too_many" });
  });

  it.each([
    ["another site's form", { "sec-fetch-site": "cross-site" }],
    ["another origin of the same site", { "sec-fetch-site": "same-site" }],
    ["an old browser on another site", { origin: "https://evil.example" }],
    ["a page without an origin", { origin: "null" }],
  ])("is refused to %s", async (_what, headers) => {
    const person = await newPerson(test);
    const answer = await signIn(person.email, person.password, headers);
    expect([answer.status, codeOf(answer)]).toEqual([403, "forbidden"]);
  });

  it("is open to our own pages", async () => {
    const person = await newPerson(test);
    const headers = { "sec-fetch-site": "same-origin", origin: "http://localhost" };
    expect((await signIn(person.email, person.password, headers)).status).toBe(200);
  });
});

describe("behind https", () => {
  it("the session's cookie is Secure and bound to it by name", async () => {
    const secure = await createTestServices({ config: { publicUrl: "https://presente.example.edu" } });
    try {
      const answer = await ask(secure.app, "POST", "/v1/account/register", { body: registration() });
      const cookies = answer.headers.getSetCookie();
      expect(cookies).toHaveLength(1);
      expect(cookies[0]).toMatch(/^__Secure-presente\..*; Secure/i);
      const me = await ask(secure.app, "GET", "/v1/me", { as: { cookie: cookieOf(answer.headers) } });
      expect(me.status).toBe(200);
    } finally {
      await secure.close();
    }
  });
});

describe("sessions", () => {
  let person: Person;
  let other: Pick<Person, "cookie">;
  beforeAll(async () => {
    person = await newPerson(test);
    other = { cookie: cookieOf((await signIn(person.email, person.password)).headers) };
  });

  it("are listed, the current one marked", async () => {
    const answer = await ask(test.app, "GET", "/v1/account/sessions", { as: person });
    const sessions = v.parse(Sessions, answer.body);
    expect(sessions).toHaveLength(2);
    expect(sessions.filter(({ current }) => current)).toHaveLength(1);
  });

  it("end at once when revoked", async () => {
    const answer = await ask(test.app, "GET", "/v1/account/sessions", { as: person });
    const target = v.parse(Sessions, answer.body).find(({ current }) => !current);
    const path = `/v1/account/sessions/${target?.id}`;
    const stranger = await newPerson(test);
    expect((await ask(test.app, "DELETE", path, { as: stranger })).status).toBe(404);
    expect((await ask(test.app, "DELETE", path, { as: person })).status).toBe(204);
    expect((await ask(test.app, "GET", "/v1/me", { as: other })).status).toBe(401);
    expect((await ask(test.app, "GET", "/v1/me", { as: person })).status).toBe(200);
  });

  it("end on sign-out", async () => {
    const leaving = await newPerson(test);
    expect((await ask(test.app, "POST", "/v1/account/sign-out", { as: leaving })).status).toBe(204);
    expect((await ask(test.app, "GET", "/v1/me", { as: leaving })).status).toBe(401);
  });

  it("are not opened by a cookie that was altered", async () => {
    const cookie = person.cookie.replace(/.{4}$/, "AAAA");
    expect((await ask(test.app, "GET", "/v1/me", { as: { cookie } })).status).toBe(401);
  });
});

describe("the password", () => {
  it("changes with the current one, and every other session ends", async () => {
    const person = await newPerson(test);
    const elsewhere = { cookie: cookieOf((await signIn(person.email, person.password)).headers) };
    const body = { current: person.password, next: "another good password" };
    const changed = await ask(test.app, "POST", "/v1/account/password", { as: person, body });
    expect(changed.status).toBe(204);
    const here = { cookie: cookieOf(changed.headers) };
    expect((await ask(test.app, "GET", "/v1/me", { as: elsewhere })).status).toBe(401);
    expect((await ask(test.app, "GET", "/v1/me", { as: here })).status).toBe(200);
    expect((await signIn(person.email, person.password)).status).toBe(401);
    expect((await signIn(person.email, body.next)).status).toBe(200);
  });

  it("does not change with a wrong current one", async () => {
    const person = await newPerson(test);
    const body = { current: "not the password", next: "another good password" };
    const answer = await ask(test.app, "POST", "/v1/account/password", { as: person, body });
    expect([answer.status, codeOf(answer)]).toEqual([401, "wrong_credentials"]);
    expect((await signIn(person.email, person.password)).status).toBe(200);
  });

  it("is reset once with an administrator's link, which ends every session", async () => {
    const administrator = await newPerson(test, "administrator");
    const person = await newPerson(test);
    const link = await ask(test.app, "POST", `/v1/users/${person.id}/reset-link`, { as: administrator });
    const token = v.parse(ResetLink, link.body).path.split("token=")[1];
    const reset = () =>
      ask(test.app, "POST", "/v1/account/reset", { body: { token, password: "brand new password" } });
    const [one, two] = await Promise.all([reset(), reset()]);
    expect([one.status, two.status].toSorted((a, b) => a - b)).toEqual([204, 410]);
    expect((await ask(test.app, "GET", "/v1/me", { as: person })).status).toBe(401);
    expect((await signIn(person.email, "brand new password")).status).toBe(200);
  });

  it("and secrets of links are nowhere in the database", async () => {
    const administrator = await newPerson(test, "administrator");
    const person = await newPerson(test);
    const link = await ask(test.app, "POST", `/v1/users/${person.id}/reset-link`, { as: administrator });
    const token = v.parse(ResetLink, link.body).path.split("token=")[1] ?? "";
    const rows = await test.services.db.select().from(oneTimeSecret);
    expect(token.length).toBeGreaterThan(40);
    expect(JSON.stringify(rows)).not.toContain(token);
  });
});

invitationTests(() => test);

describe("an account", () => {
  it("changes its name and language, and nothing else", async () => {
    const person = await newPerson(test);
    const body = { name: "Ana María", language: "es" };
    const changed = await ask(test.app, "PATCH", "/v1/account", { as: person, body });
    expect(changed.body).toMatchObject(body);
    const role = await ask(test.app, "PATCH", "/v1/account", { as: person, body: { role: "teacher" } });
    expect(role.status).toBe(400);
  });

  it("keeps passwords and session tokens out of every answer", async () => {
    const person = await newPerson(test);
    const [row] = await test.services.db.select().from(session).where(eq(session.userId, person.id));
    const sessions = await ask(test.app, "GET", "/v1/account/sessions", { as: person });
    const me = await ask(test.app, "GET", "/v1/me", { as: person });
    expect(row?.token.length).toBeGreaterThan(20);
    expect(JSON.stringify([sessions.body, me.body])).not.toContain(row?.token);
  });
});
