import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { foldMarks, contradictsTeacher, type MarkEvent } from "../../../server/domain/fold.ts";
import { type MeetingClock, type MeetingDeed, UNTOUCHED, withDeed } from "../../../shared/meeting-times.ts";
import { disagree, openWords, standingWord, type Word } from "../../../shared/words.ts";

const said = (id: string, status: Word["status"], minute: number, base?: readonly string[]): Word => ({
  id,
  status,
  at: new Date(minute * 60_000),
  ...(base && { base }),
});

describe("teachers' words", () => {
  it.each<[string, Word[], string[], Word["status"] | undefined]>([
    ["are none at first", [], [], undefined],
    [
      "stand until they are answered",
      [said("a", "absent", 1, []), said("b", "late", 2, ["a"])],
      ["b"],
      "late",
    ],
    [
      "answer by name, whatever the clocks say",
      [said("a", "absent", 9, []), said("b", "late", 2, ["a"])],
      ["b"],
      "late",
    ],
    [
      "stand side by side when neither knew of the other",
      [said("a", "present", 1, []), said("b", "absent", 2, [])],
      ["a", "b"],
      "present",
    ],
    [
      "keep excused above everything that was said beside it",
      [said("a", "present", 2, []), said("b", "excused", 1, [])],
      ["b", "a"],
      "excused",
    ],
    [
      "are settled by one that answers both",
      [said("a", "present", 1, []), said("b", "absent", 2, []), said("c", "absent", 3, ["a", "b"])],
      ["c"],
      "absent",
    ],
    [
      "of early records answer all before them",
      [said("a", "present", 1), said("b", "absent", 2)],
      ["b"],
      "absent",
    ],
  ])("%s", (_what, words, open, status) => {
    expect(openWords(words).map(({ id }) => id)).toEqual(open);
    expect(standingWord(openWords(words))?.status).toBe(status);
  });

  it.each<[string, Word[], string[]]>([
    [
      "that are taken back say nothing, and what they answered stands again",
      [said("a", "present", 1, []), { ...said("b", "absent", 2, ["a"]), retracted: true }],
      ["a"],
    ],
    [
      "stay answered by whoever answered the one that was taken back",
      [
        said("a", "present", 1, []),
        { ...said("b", "absent", 2, ["a"]), retracted: true },
        said("c", "late", 3, ["b"]),
      ],
      ["c"],
    ],
    [
      "are answered through several that were taken back",
      [
        said("a", "present", 1, []),
        { ...said("b", "absent", 2, ["a"]), retracted: true },
        { ...said("c", "late", 3, ["b"]), retracted: true },
        said("d", "late", 4, ["c"]),
      ],
      ["d"],
    ],
    ["are none when the only one is taken back", [{ ...said("a", "absent", 1, []), retracted: true }], []],
    [
      "of early records, taken back, answer nothing",
      [said("a", "present", 1), { ...said("b", "absent", 2), retracted: true }],
      ["a"],
    ],
  ])("%s", (_what, words, open) => {
    expect(openWords(words).map(({ id }) => id)).toEqual(open);
    expect(openWords(words.toReversed()).map(({ id }) => id)).toEqual(open);
  });

  it("are in conflict only while they differ", () => {
    expect(disagree([said("a", "late", 1), said("b", "late", 2)])).toBe(false);
    expect(disagree([said("a", "late", 1), said("b", "absent", 2)])).toBe(true);
  });
});

const STATUSES = ["present", "late", "excused", "absent"] as const;

/** Marks as devices make them: each answers some of those before it, and few instants, so that many share one. */
const history = fc
  .array(
    fc.record({
      source: fc.constantFrom<MarkEvent["source"]>("automatic", "manual", "manual"),
      status: fc.constantFrom(...STATUSES),
      at: fc.integer({ min: 0, max: 4 }),
      unseenMs: fc.integer({ min: 0, max: 2 }),
      answers: fc.array(fc.nat({ max: 8 }), { maxLength: 3 }),
      early: fc.boolean(),
    }),
    { minLength: 1, maxLength: 9 },
  )
  .map((drafts) =>
    drafts.map(({ source, status, at, unseenMs, answers, early }, i): MarkEvent => {
      const base = answers.filter((other) => other < i).map((other) => `m${other}`);
      const manual = source === "manual" && { base: early ? null : base, seenAt: new Date(at - unseenMs) };
      return { id: `m${i}`, source, status, reason: `${i}`, entryHash: null, at: new Date(at), ...manual };
    }),
  );

/** What arrives: everything, in any order, some of it more than once. */
const arrivals = <T>(of: readonly T[]) =>
  fc
    .tuple(
      fc.shuffledSubarray([...of], { minLength: of.length, maxLength: of.length }),
      fc.array(fc.constantFrom(...of), { maxLength: 4 }),
    )
    .chain(([all, twice]) => {
      const sent = [...all, ...twice];
      return fc.shuffledSubarray(sent, { minLength: sent.length, maxLength: sent.length });
    });

describe("whatever the order of arrival, and whatever arrives twice", () => {
  it("the attendance is the same, and so is whether a check-in contradicts it", () => {
    const cases = history.chain((marks) => fc.tuple(fc.constant(marks), arrivals(marks)));
    fc.assert(
      fc.property(cases, ([marks, arrived]) => {
        const once = [...new Map(arrived.map((mark) => [mark.id, mark])).values()];
        expect(foldMarks(once)).toEqual(foldMarks(marks));
        for (const atMs of [0, 2, 5])
          expect(contradictsTeacher(once, atMs)).toBe(contradictsTeacher(marks, atMs));
      }),
      { numRuns: 800 },
    );
  });

  it("a teacher's present or excused is lowered only by a teacher who had it before them", () => {
    fc.assert(
      fc.property(history, (marks) => {
        const words = marks.filter(({ source, base }) => source === "manual" && base);
        const open = openWords(words);
        const standing = standingWord(open);
        const better = open.filter(({ status }) => status === "present" || status === "excused");
        if (better.length > 0) expect(["present", "excused"]).toContain(standing?.status);
      }),
      { numRuns: 400 },
    );
  });

  it("a meeting was opened and closed at the same times", () => {
    const deed = fc.record({
      kind: fc.constantFrom<MeetingDeed["kind"]>("open", "close"),
      atMs: fc.integer({ min: 0, max: 6 }),
    });
    const cases = fc
      .array(deed, { minLength: 1, maxLength: 8 })
      .chain((deeds) => fc.tuple(fc.constant(deeds), arrivals(deeds)));
    const after = (deeds: readonly MeetingDeed[], from: MeetingClock = UNTOUCHED) =>
      deeds.reduce(withDeed, from);
    fc.assert(
      fc.property(cases, ([deeds, arrived]) => {
        const { openedMs, closedMs } = after(arrived);
        expect({ openedMs, closedMs }).toEqual({
          openedMs: after(deeds).openedMs,
          closedMs: after(deeds).closedMs,
        });
        // and as said in words: opened first at the first opening, closed by the last close unless an opening came after it
        const times = (kind: MeetingDeed["kind"]) =>
          deeds.filter((one) => one.kind === kind).map((one) => one.atMs);
        const lastClose = Math.max(...times("close"));
        const isClosed = times("close").length > 0 && times("open").every((opened) => opened <= lastClose);
        expect(openedMs).toBe(times("open").length > 0 ? Math.min(...times("open")) : null);
        expect(closedMs).toBe(isClosed ? lastClose : null);
      }),
      { numRuns: 800 },
    );
  });

  it("a meeting that closed by itself takes a teacher's close, earlier or later, in either order", () => {
    const opened = withDeed(UNTOUCHED, { kind: "open", atMs: 0 });
    const itself = { kind: "close", atMs: 100, itself: true } as const;
    for (const atMs of [50, 150]) {
      const teacher = { kind: "close", atMs } as const;
      expect(withDeed(withDeed(opened, itself), teacher)).toMatchObject({
        closedMs: atMs,
        closedItself: false,
      });
      expect(withDeed(withDeed(opened, teacher), itself)).toMatchObject({
        closedMs: atMs,
        closedItself: false,
      });
    }
  });
});
