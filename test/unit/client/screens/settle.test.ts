import { describe, expect, test } from "vitest";
import {
  exampleShare,
  exampleWindows,
  rulesOf,
  typedRules,
} from "../../../../client/screens/course/rules-form.ts";
import { compareHeads, hereOf } from "../../../../client/screens/meeting/head-count.ts";
import { strokeOf } from "../../../../client/screens/meeting/settle/keys.ts";
import { questionOf, questionsOf } from "../../../../client/screens/meeting/settle/questions.ts";
import { CourseChange, DEFAULT_POLICY, type LiveRow } from "../../../../shared/api/course.ts";
import * as v from "valibot";
import { liveRow } from "../live-row.ts";

const word = (id: string, status: "present" | "absent") => ({ id, status, reason: null, at: "", by: null });
const checkIn = (st: "accepted" | "pending" | "review") => ({
  h: "h",
  st,
  code: null,
  grade: null,
  capturedAt: "",
  receivedAt: "",
  carrier: null,
});

describe("a row asks the teacher", () => {
  test.each<[string, Partial<LiveRow>, ReturnType<typeof questionOf>]>([
    ["whether a student is there who has not come", {}, "missing"],
    ["nothing about somebody present", { status: "present", source: "automatic" }, null],
    [
      "nothing about somebody whom a teacher has marked absent",
      { status: "absent", source: "manual", words: [word("1", "absent")] },
      null,
    ],
    ["again about somebody absent by rule alone", { status: "absent", source: "automatic" }, "missing"],
    [
      "which of two teachers is right",
      { status: "present", words: [word("1", "absent"), word("2", "present")], needsLook: true },
      "collided",
    ],
    [
      "to confirm a check-in without a face",
      { needsLook: true, checkIn: { ...checkIn("review"), code: "to_confirm" } },
      "confirm",
    ],
    ["about a doubtful check-in", { needsLook: true, checkIn: checkIn("review") }, "doubtful"],
    [
      "about one that came too late",
      { status: "absent", needsLook: true, checkIn: checkIn("accepted") },
      "doubtful",
    ],
    ["about one whose photo has not come", { checkIn: checkIn("pending") }, "unsynced"],
    [
      "about one whose photo has not come after the close",
      { needsLook: true, checkIn: checkIn("pending") },
      "unsynced",
    ],
    ["nothing about somebody excused in advance", { excuse: "granted" }, null],
    ["about somebody who has only asked to be excused", { excuse: "open" }, "missing"],
    [
      "nothing about a late one where the rule wants no question",
      { status: "absent", source: "automatic", checkIn: checkIn("accepted") },
      null,
    ],
  ])("%s", (_what, over, kind) => {
    expect(questionOf(liveRow(over))).toBe(kind);
  });

  test("by kind, and by name within one", () => {
    const rows = [
      liveRow({ name: "Zoe" }),
      liveRow({ name: "Álex" }),
      liveRow({ name: "Quim", needsLook: true, checkIn: checkIn("review") }),
    ];
    expect(questionsOf({ rows }, "es").map((question) => question.row.name)).toEqual(["Quim", "Álex", "Zoe"]);
  });
});

describe("a key", () => {
  const english = { present: "P", late: "L", excused: "E", absent: "A", undo: "U" };
  const spanish = { present: "P", late: "T", excused: "J", absent: "A", undo: "D" };
  const key = (name: string, over: Partial<KeyboardEvent> = {}) => ({
    key: name,
    ctrlKey: false,
    metaKey: false,
    altKey: false,
    shiftKey: false,
    ...over,
  });
  test.each([
    ["a", english, { stroke: "absent", all: false }],
    ["T", spanish, { stroke: "late", all: false }],
    // English letters work on a Spanish screen too
    ["l", spanish, { stroke: "late", all: false }],
    ["ArrowDown", english, { stroke: "down", all: false }],
    ["x", english, null],
  ] as const)("%s is what it says", (name, letters, stroke) => {
    expect(strokeOf(key(name), letters)).toEqual(stroke);
  });

  test("with Shift is for all that remain, and with Ctrl it is the browser's", () => {
    expect(strokeOf(key("A", { shiftKey: true }), english)).toEqual({ stroke: "absent", all: true });
    expect(strokeOf(key("a", { ctrlKey: true }), english)).toBeNull();
  });
});

test("a head count is compared with who is present or late", () => {
  const rows = [
    liveRow({ status: "present" }),
    liveRow({ status: "late" }),
    liveRow({ status: "excused" }),
    liveRow(),
  ];
  expect(hereOf(rows)).toBe(2);
  expect([compareHeads(2, 2), compareHeads(3, 2), compareHeads(1, 2)]).toEqual(["equal", "more", "fewer"]);
});

describe("the rules form", () => {
  const course = { name: "Algebra", policy: DEFAULT_POLICY };

  test("sends what it was given when nothing is changed, with what holds by default said out", () => {
    const sent = v.parse(CourseChange, rulesOf(course.policy, typedRules(course)));
    expect(sent).toEqual({
      name: "Algebra",
      policy: {
        ...DEFAULT_POLICY,
        absentAfterMin: null,
        tooLate: "look",
        closeAfterMin: 15,
        openBeforeMin: null,
        share: { lateWeightPct: 100, excused: "left_out" },
        requiredPct: 75,
        lockOn: null,
      },
    });
  });

  test.each([
    ["late", "soon"],
    ["late", ""],
    ["absent", "5"],
    ["required", "101"],
    ["lock", "someday"],
  ] as const)("does not send %s as %j", (field, text) => {
    const typed = { ...typedRules(course), [field]: text };
    expect(v.safeParse(CourseChange, rulesOf(course.policy, typed)).success).toBe(false);
  });

  test("computes its examples from what is typed", () => {
    expect(exampleWindows({ late: "10", absent: "", close: "" })).toEqual({
      lateMin: 10,
      absentMin: null,
      closesMin: null,
    });
    // (8 + 2) of 11
    expect(exampleShare({ lateWeight: "100", excused: "left_out" })).toBe(9091);
    // (8 + 1 + 1) of 12
    expect(exampleShare({ lateWeight: "50", excused: "present" })).toBe(8333);
    expect(exampleShare({ lateWeight: "", excused: "present" })).toBeNull();
  });
});
