import { describe, expect, it } from "vitest";
import { EARLY_MS } from "../../../../shared/early.ts";
import { arrivalStatus, isOpenAt, judgeWindow } from "../../../../server/domain/window.ts";

const MIN = 60_000;
const [nine, ten] = [9 * 60 * MIN, 10 * 60 * MIN];
const planned = { startsMs: nine, endsMs: ten, openedMs: null, closedMs: null };
const open = { ...planned, openedMs: nine + 2 * MIN };
const closed = { ...open, closedMs: ten - 5 * MIN };

describe("a capture", () => {
  it.each([
    ["during the open meeting counts", open, nine + 10 * MIN, "inside", undefined],
    ["at the door a little early counts", open, open.openedMs - EARLY_MS, "inside", undefined],
    ["long before it opened does not", open, open.openedMs - EARLY_MS - 1, "outside", "meeting_not_open"],
    ["after the planned end counts while it is open", open, ten + 30 * MIN, "inside", undefined],
    ["before it was closed counts", closed, closed.closedMs, "inside", undefined],
    ["after it was closed does not", closed, closed.closedMs + MIN, "outside", "code_expired"],
    ["early waits for the meeting to open", planned, nine - 2 * MIN, "wait", "meeting_not_open"],
    ["on time waits for a late teacher", planned, nine + 20 * MIN, "wait", "meeting_not_open"],
    [
      "for a meeting of tomorrow does not count",
      planned,
      nine - 24 * 60 * MIN,
      "outside",
      "meeting_not_open",
    ],
    ["after the end of one never opened does not", planned, ten + MIN, "outside", "code_expired"],
  ])("%s", (_what, meeting, at, kind, code) => {
    expect(judgeWindow(meeting, at)).toEqual(code === undefined ? { kind } : { kind, code });
  });
});

describe("a student", () => {
  it.each([
    ["on the minute is present", planned, nine, "present"],
    ["9 min 59 s after the start is present", planned, nine + 10 * MIN - 1, "present"],
    ["10 min after the start is late", planned, nine + 10 * MIN, "late"],
    ["29 min 59 s after the start is late", planned, nine + 30 * MIN - 1, "late"],
    ["30 min after the start is absent", planned, nine + 30 * MIN, "absent"],
    [
      "is not late because the teacher was",
      { ...planned, openedMs: nine + 15 * MIN },
      nine + 20 * MIN,
      "present",
    ],
    [
      "of a meeting opened early counts from its start",
      { ...planned, openedMs: nine - 20 * MIN },
      nine + 5 * MIN,
      "present",
    ],
  ])("%s", (_what, meeting, at, status) => {
    expect(arrivalStatus(meeting, at, { lateAfterMin: 10, absentAfterMin: 30 })).toBe(status);
  });
});

it("a meeting is open between its opening and its close", () => {
  expect([isOpenAt(planned, nine), isOpenAt(open, ten), isOpenAt(closed, ten), isOpenAt(open, nine)]).toEqual(
    [false, true, false, false],
  );
});
