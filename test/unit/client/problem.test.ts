import { expect, test } from "vitest";
import {
  ApiProblem,
  describeProblem,
  LocalProblem,
  Offline,
  problemOf,
  retryAfterMs,
} from "../../../client/problem.ts";
import { PROBLEMS } from "../../../shared/errors.ts";
import { storageProblem } from "../../../client/store/guard.ts";

test("a refusal of the server is told in the server's own words", async () => {
  const body = { error: { code: "forbidden", message: "No.", next: "Ask.", requestId: "r1" } };
  const problem = await problemOf(Response.json(body, { status: 403, headers: { "retry-after": "7" } }));
  expect(problem).toMatchObject({ code: "forbidden", status: 403, ours: true, retryAfterMs: 7000 });
  expect(describeProblem(problem, "es")).toEqual({ message: "No.", next: "Ask." });
});

test.each([
  [502, "unavailable"],
  [413, "too_large"],
  [418, "bad_request"],
] as const)(
  "a %i of something between us and the server is %s, not ours, and told in the app's language",
  async (status, code) => {
    const problem = await problemOf(new Response("<html>", { status }));
    expect(problem).toMatchObject({ code, ours: false });
    expect(describeProblem(problem, "es")).toEqual(PROBLEMS[code].es);
    expect(describeProblem(problem, "en")).toEqual(PROBLEMS[code].en);
  },
);

test("Retry-After is seconds or a date", () => {
  expect(retryAfterMs(null, 0)).toBeNull();
  expect(retryAfterMs("120", 0)).toBe(120_000);
  expect(retryAfterMs("Thu, 01 Jan 1970 00:01:00 GMT", 1000)).toBe(59_000);
  expect(retryAfterMs("Thu, 01 Jan 1970 00:01:00 GMT", 90_000)).toBe(0);
  expect(retryAfterMs("soon", 0)).toBeNull();
});

test("faults of the phone have a sentence in both languages", () => {
  expect(describeProblem(new Offline(), "en").message).toMatch(/connection/);
  expect(describeProblem(new LocalProblem("storage_full"), "es").message).toMatch(/espacio/);
  expect(describeProblem(new TypeError("x"), "en").message).not.toMatch(/x is|TypeError/);
});

test("a full disk is recognised however deep the database wraps it", () => {
  const full = new DOMException("", "QuotaExceededError");
  const wrapped = Object.assign(new Error(), { name: "AbortError", inner: full });
  expect(storageProblem(wrapped)).toMatchObject({ code: "storage_full" });
  expect(storageProblem(full)).toMatchObject({ code: "storage_full" });
  expect(storageProblem(Object.assign(new Error(), { name: "OpenFailedError" }))).toMatchObject({
    code: "storage_blocked",
  });
  const other = new RangeError();
  expect(storageProblem(other)).toBe(other);
  expect(new ApiProblem({ code: "internal", status: 500, message: "", next: "" }).retryAfterMs).toBeNull();
});
