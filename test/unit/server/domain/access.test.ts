import { describe, expect, it } from "vitest";
import { type CourseAction, courseVerdict, isSameOrigin, mayHold } from "../../../../server/domain/access.ts";

describe("in a course", () => {
  const member = (role: "student" | "assistant" | "teacher") => ({ role: "student" as const, member: role });
  const administrator = { role: "administrator" as const, member: null };
  it.each<[CourseAction, string[]]>([
    ["see", ["allowed", "allowed", "allowed", "allowed"]],
    ["watch", ["forbidden", "allowed", "allowed", "allowed"]],
    ["run", ["forbidden", "allowed", "allowed", "forbidden"]],
    ["mark", ["forbidden", "forbidden", "allowed", "forbidden"]],
    ["manage", ["forbidden", "forbidden", "allowed", "allowed"]],
  ])("%s is decided for student, assistant, teacher and administrator", (action, verdicts) => {
    const asking = [member("student"), member("assistant"), member("teacher"), administrator];
    expect(asking.map((caller) => courseVerdict(action, caller))).toEqual(verdicts);
  });

  it("somebody without a membership sees nothing, whatever they are elsewhere", () => {
    for (const role of ["student", "teacher"] as const) {
      expect(courseVerdict("see", { role, member: null })).toBe("not_found");
    }
  });

  it("an administrator who teaches the course marks like its teacher, and who assists keeps an administrator's reach", () => {
    expect(courseVerdict("mark", { role: "administrator", member: "teacher" })).toBe("allowed");
    expect(courseVerdict("manage", { role: "administrator", member: "assistant" })).toBe("allowed");
    expect(courseVerdict("mark", { role: "administrator", member: "assistant" })).toBe("forbidden");
  });

  it("nobody teaches with a student's account", () => {
    expect([
      mayHold("student", "teacher"),
      mayHold("teacher", "teacher"),
      mayHold("student", "assistant"),
    ]).toEqual([false, true, true]);
  });
});

describe("a request with a cookie", () => {
  const host = "presente.example.edu";
  it.each([
    ["our own page", { site: "same-origin", origin: `https://${host}`, host }, true],
    ["an address typed by hand", { site: "none", origin: null, host }, true],
    ["another site", { site: "cross-site", origin: "https://evil.example", host }, false],
    [
      "a neighbour below the same domain",
      { site: "same-site", origin: "https://x.example.edu", host },
      false,
    ],
    ["a program that is no browser", { site: null, origin: null, host }, true],
    ["an old browser, our page", { site: null, origin: `https://${host}`, host }, true],
    ["an old browser, another site", { site: null, origin: "https://evil.example", host }, false],
    ["an old browser, another port", { site: null, origin: `https://${host}:8443`, host }, false],
    ["a page without origin", { site: null, origin: "null", host }, false],
  ])("of %s is judged", (_who, headers, ours) => {
    expect(isSameOrigin(headers)).toBe(ours);
  });
});
