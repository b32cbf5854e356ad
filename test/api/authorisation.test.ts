import * as v from "valibot";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Answer, ask, newPerson, type Person } from "../support/people.ts";
import { createTestServices, type TestServices } from "../support/services.ts";
import { type Cast, newCast, newWorld, type World } from "../support/world.ts";
import { accounts } from "./routes/accounts.ts";
import { ACTORS, type Actor, type Case } from "./routes/cases.ts";
import { courses } from "./routes/courses.ts";
import { faces } from "./routes/faces.ts";
import { meetings } from "./routes/meetings.ts";

const TABLE: Readonly<Record<string, Case>> = { ...accounts, ...courses, ...meetings, ...faces };

let test: TestServices;
let cast: Cast;
beforeAll(async () => {
  test = await createTestServices();
  cast = await newCast(test);
});
afterAll(() => test.close());

const ROLES = {
  student: "student",
  stranger: "student",
  assistant: "student",
  teacher: "teacher",
  foreignTeacher: "teacher",
  administrator: "administrator",
} as const;

async function asker(actor: Actor, entry: Case): Promise<Person | null> {
  if (actor === "visitor") return null;
  return entry.endsSession ? newPerson(test, ROLES[actor]) : cast[actor];
}

async function call(route: string, entry: Case, actor: Actor, w: World, path?: string, headers = {}) {
  const [method = "", pattern = ""] = route.split(" ");
  const as = await asker(actor, entry);
  const target = path ?? entry.path?.(w) ?? pattern;
  const body = entry.body?.(w, as ?? cast.student);
  if (route === "GET /v1/meetings/:id/events") return begin(target, as);
  return ask(test.app, method, target, { as, headers, ...(body !== undefined && { body }) });
}

/** The status of a stream, which would not end by itself. */
async function begin(path: string, as: Person | null): Promise<Answer> {
  const response = await test.app.request(path, { headers: as ? { cookie: as.cookie } : {} });
  const { status, headers } = response;
  if (status !== 200) return { status, headers, body: await response.json() };
  await response.body?.cancel();
  return { status, headers, body: null };
}

/** a world that nobody has changed yet */
let fresh: Promise<World> | null = null;
const untouched = (): Promise<World> => (fresh ??= newWorld(test, cast));

/** Asks on a world in which nothing was changed; who has changed something leaves it to nobody. */
async function alone(route: string, entry: Case, actor: Actor): Promise<number> {
  const { status } = await call(route, entry, actor, await untouched());
  if (!route.startsWith("GET") && status < 300) fresh = null;
  return status;
}

/** What each role is answered: who is refused, or only reads, changes nothing and need not wait for another. */
async function answers(route: string, entry: Case): Promise<Record<string, number>> {
  const waits = (actor: Actor) =>
    entry.oneByOne || (!route.startsWith("GET") && (entry.own[ACTORS.indexOf(actor)] ?? 0) < 300);
  await untouched();
  const seen = new Map<Actor, number>();
  await Promise.all(
    ACTORS.filter((actor) => !waits(actor)).map(async (actor) => {
      seen.set(actor, await alone(route, entry, actor));
    }),
  );
  for (const actor of ACTORS.filter(waits)) seen.set(actor, await alone(route, entry, actor));
  return Object.fromEntries(seen);
}

const Refusal = v.object({ error: v.object({ code: v.string(), message: v.string(), next: v.string() }) });

describe("every route", () => {
  it("stands in the table, and the table has no route that is gone", () => {
    const routes = new Set(
      test.app.routes
        .filter(({ method, path }) => method !== "ALL" && path !== "*" && path !== "/*")
        .map(({ method, path }) => `${method} ${path}`),
    );
    expect([...routes].toSorted()).toEqual(Object.keys(TABLE).toSorted());
  });

  describe.each(Object.entries(TABLE))("%s", (route, entry) => {
    it("answers each role as the table says", async () => {
      expect(await answers(route, entry)).toEqual(
        Object.fromEntries(ACTORS.map((actor, i) => [actor, entry.own[i]])),
      );
    });
  });

  const withObjects = Object.entries(TABLE).filter(([, entry]) => entry.missing);
  describe.each(withObjects)("%s", (route, entry) => {
    it("answers alike for what does not exist and for what is not the asker's", async () => {
      const w = await untouched();
      const seen: Record<string, number> = {};
      await Promise.all(
        ACTORS.map(async (actor, i) => {
          const missing = await call(route, entry, actor, w, entry.missingPath?.(w));
          seen[actor] = missing.status;
          if (entry.own[i] !== 404) return;
          const own = await call(route, entry, actor, w);
          expect(own.status).toBe(404);
          expect(v.parse(Refusal, own.body)).toEqual(v.parse(Refusal, missing.body));
        }),
      );
      expect(seen).toEqual(Object.fromEntries(ACTORS.map((actor, i) => [actor, entry.missing?.[i]])));
    });
  });

  const changing = Object.entries(TABLE).filter(
    ([route, { byDevice }]) => !route.startsWith("GET") && !byDevice,
  );
  it.each(changing)("%s is refused to another site's page that carries the cookie", async (route, entry) => {
    const w = await untouched();
    const actor = ACTORS[entry.own.findIndex((status, i) => i > 0 && status < 300)] ?? "student";
    for (const headers of [{ "sec-fetch-site": "cross-site" }, { origin: "https://evil.example" }]) {
      const answer = await call(route, entry, actor, w, undefined, headers);
      expect([answer.status, v.parse(Refusal, answer.body).error.code]).toEqual([403, "forbidden"]);
    }
  });

  it("answers with nothing of another course in lists", async () => {
    const w = await newWorld(test, cast);
    for (const [actor, path, shown] of [
      ["foreignTeacher", "/v1/enrolments/awaiting", false],
      ["teacher", "/v1/enrolments/awaiting", true],
      ["administrator", "/v1/enrolments/awaiting", true],
      ["stranger", "/v1/me/meetings", false],
      ["student", "/v1/me/meetings", true],
      ["stranger", "/v1/me/record", false],
      ["student", "/v1/me/record", true],
      ["stranger", "/v1/courses", false],
      ["student", "/v1/courses", true],
    ] as const) {
      const { body } = await ask(test.app, "GET", path, { as: cast[actor] });
      const text = JSON.stringify(body);
      const mentions = [w.course, w.openMeeting, w.enrolment].some((id) => text.includes(id));
      expect([actor, path, mentions]).toEqual([actor, path, shown]);
    }
  });

  it("shows a join code only to those who manage the course", async () => {
    const w = await newWorld(test, cast);
    const sees = async (as: Person) =>
      JSON.stringify((await ask(test.app, "GET", `/v1/courses/${w.course}`, { as })).body).includes(
        w.joinCode,
      );
    expect([
      await sees(cast.student),
      await sees(cast.assistant),
      await sees(cast.teacher),
      await sees(cast.administrator),
    ]).toEqual([false, false, true, true]);
  });
});
