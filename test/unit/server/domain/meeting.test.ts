import { describe, expect, it } from "vitest";
import { holdsAbsence, meetingState, needsLook, shownStatus } from "../../../../server/domain/meeting.ts";

const at = (minute: number) => new Date(Date.UTC(2026, 10, 22, 10, minute));
const entry = (st: "accepted" | "pending" | "review" | "rejected", code: string | null = null) => ({
  st,
  code,
  receivedAt: at(5),
});
const sampled = { ...entry("accepted"), sampled: true };
const marked = (status: "present" | "absent", source: "automatic" | "manual", minute = 6) => ({
  status,
  source,
  updatedAt: at(minute),
});

describe("a meeting", () => {
  it("is planned, then open, then closed, and open again when it is opened again", () => {
    expect(meetingState({ openedAt: null, closedAt: null })).toBe("planned");
    expect(meetingState({ openedAt: at(0), closedAt: null })).toBe("open");
    expect(meetingState({ openedAt: at(0), closedAt: at(50) })).toBe("closed");
  });

  it("shows nobody as absent while it is open, unless a teacher said so", () => {
    expect(shownStatus("open", marked("absent", "automatic"))).toBe("expected");
    expect(shownStatus("open", marked("absent", "manual"))).toBe("absent");
    expect(shownStatus("closed", marked("absent", "automatic"))).toBe("absent");
    expect(shownStatus("closed", null)).toBe("expected");
  });
});

describe("a check-in keeps its student from an automatic absent", () => {
  it.each([
    ["none", null, false],
    ["accepted", entry("accepted"), true],
    ["still on its way", entry("pending", "blob"), true],
    ["doubtful", entry("review", "evidence"), true],
    ["refused for the face alone", entry("rejected", "face_mismatch"), true],
    ["refused because no face was found", entry("rejected", "no_face"), true],
    ["refused because the meeting was not open", entry("rejected", "meeting_not_open"), false],
    ["refused for a false signature", entry("rejected", "bad_signature"), false],
  ])("when it is %s", (_what, checkIn, holds) => {
    expect(holdsAbsence(checkIn)).toBe(holds);
  });
});

describe("a row asks for a teacher's look", () => {
  it.each([
    ["no check-in", "closed", null, null, false],
    ["an accepted check-in", "open", entry("accepted"), marked("present", "automatic"), false],
    ["one of the sample", "open", sampled, marked("present", "automatic"), true],
    ["one of the sample that a teacher has answered", "closed", sampled, marked("present", "manual"), false],
    ["a doubtful check-in", "open", entry("review", "evidence"), null, true],
    [
      "a doubtful one that a teacher has answered",
      "open",
      entry("review"),
      marked("present", "manual"),
      false,
    ],
    [
      "a doubtful one after a teacher's absent",
      "open",
      entry("review", "contested"),
      marked("absent", "manual", 1),
      true,
    ],
    ["a face that failed", "open", entry("rejected", "face_mismatch"), null, true],
    ["a code that was wrong", "open", entry("rejected", "code_wrong"), null, false],
    ["a photo still on its way while open", "open", entry("pending", "blob"), null, false],
    ["a photo still on its way after the close", "closed", entry("pending", "blob"), null, true],
    [
      "a second, doubtful try of someone present",
      "open",
      entry("review"),
      marked("present", "automatic"),
      false,
    ],
  ] as const)("for %s", (_what, state, checkIn, attendance, asks) => {
    expect(needsLook(state, checkIn, attendance)).toBe(asks);
  });
});
