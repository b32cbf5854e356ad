import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { contradictsTeacher, foldMarks, type MarkEvent } from "../../../../server/domain/fold.ts";

let made = 0;
const mark = (source: MarkEvent["source"], status: MarkEvent["status"], atMs: number): MarkEvent => ({
  id: String((made += 1)).padStart(6, "0"),
  source,
  status,
  reason: source === "manual" ? `reason ${made}` : null,
  entryHash: null,
  at: new Date(atMs),
});
const auto = (status: MarkEvent["status"], atMs = 0) => mark("automatic", status, atMs);
const teacher = (status: MarkEvent["status"], atMs = 0) => mark("manual", status, atMs);

describe("the marks of a student at a meeting", () => {
  it.each<[string, MarkEvent[], string | undefined]>([
    ["are nothing without a mark", [], undefined],
    ["are what the check-in made of them", [auto("late")], "late"],
    ["raise an automatic absent by a late check-in", [auto("absent", 1), auto("present", 2)], "present"],
    ["keep the better of two check-ins", [auto("late", 1), auto("present", 2)], "present"],
    ["let a teacher outrank a later check-in", [teacher("late", 1), auto("present", 2)], "late"],
    ["never lower a teacher's present", [teacher("present", 1), auto("absent", 2)], "present"],
    ["keep a teacher's absent under a later check-in", [teacher("absent", 1), auto("present", 2)], "absent"],
    ["keep excused", [auto("excused", 1), auto("present", 2)], "excused"],
    ["take a teacher's latest word", [teacher("absent", 1), teacher("excused", 2)], "excused"],
  ])("%s", (_what, marks, status) => {
    expect(foldMarks(marks)?.status).toBe(status);
  });

  it("fold to the same whatever order they arrive in", () => {
    const any = fc.record({
      source: fc.constantFrom<MarkEvent["source"]>("automatic", "manual"),
      status: fc.constantFrom<MarkEvent["status"]>("present", "late", "excused", "absent"),
      // few instants, so that many marks share one
      at: fc.integer({ min: 0, max: 3 }).map((ms) => new Date(ms)),
      id: fc.uuid(),
      reason: fc.option(fc.string({ maxLength: 3 })),
      entryHash: fc.option(fc.string({ maxLength: 3 })),
    });
    const shuffled = fc
      .uniqueArray(any, { selector: (one) => one.id, maxLength: 8 })
      .chain((marks) =>
        fc.tuple(
          fc.constant(marks),
          fc.shuffledSubarray(marks, { minLength: marks.length, maxLength: marks.length }),
        ),
      );
    fc.assert(
      fc.property(shuffled, ([marks, order]) => {
        expect(foldMarks(order)).toEqual(foldMarks(marks));
        expect(contradictsTeacher(order, 2)).toBe(contradictsTeacher(marks, 2));
      }),
      { numRuns: 1000 },
    );
  });
});

describe("a valid check-in contradicts a teacher", () => {
  it.each<[string, MarkEvent[], boolean]>([
    ["who marked absent before it", [teacher("absent", 1)], true],
    ["not who marked absent knowing of it", [teacher("absent", 9)], false],
    ["not who marked anything else", [teacher("late", 1)], false],
    ["not who has changed absent since", [teacher("absent", 1), teacher("excused", 2)], false],
    ["not when the absent was automatic", [auto("absent", 1)], false],
  ])("%s", (_what, marks, contradicts) => {
    expect(contradictsTeacher(marks, 5)).toBe(contradicts);
  });
});
