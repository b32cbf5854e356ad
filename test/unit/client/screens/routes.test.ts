import { expect, test } from "vitest";
import { matchPath } from "../../../../client/components/match-path.ts";
import { registrationOf } from "../../../../client/screens/register/registration-of.ts";
import { ROUTES, routeOf } from "../../../../client/screens/routes.ts";

test.each([
  ["/courses/:id", "/courses/7f", { id: "7f" }],
  ["/courses/:id", "/courses", null],
  ["/courses/:id", "/courses/7f/more", null],
  ["/", "/", {}],
  ["/check-in/:meetingId", "/check-in/a%20b", { meetingId: "a b" }],
  ["/check-in/:meetingId", "/check-in/%E0%A4", null],
])("the pattern %s and the address %s", (pattern, path, params) => {
  expect(matchPath(pattern, path)?.params ?? null).toEqual(params);
});

test("a new course is not taken for a course with the id “new”", () => {
  expect(routeOf("/courses/new")?.route.path).toBe("/courses/new");
  expect(routeOf("/enrol/photos")?.route.path).toBe("/enrol/photos");
  expect(routeOf("/nowhere")).toBeNull();
});

test("visitors see only the pages that are for everybody", () => {
  const open = ROUTES.filter(({ roles }) => roles === "all").map(({ path }) => path);
  expect(open).toEqual(["/", "/sign-in", "/register", "/reset", "/about"]);
});

test.each([
  ["", { kind: "student" }],
  ["setup", { kind: "setup" }],
  ["invitation=abc-_1", { kind: "invited", token: "abc-_1" }],
  ["invitation=", { kind: "student" }],
])("the address part #%s leads to the right registration", (hash, who) => {
  expect(registrationOf(hash)).toEqual(who);
});
