import { describe, expect, it } from "vitest";
import { attachmentType, savedName, shownName } from "../../../../server/domain/attachment.ts";
import { excuses } from "../../../../server/domain/excuse.ts";
import { toHistory } from "../../../../server/domain/history.ts";
import { touchesGrades } from "../../../../server/domain/rules.ts";
import { afterRetraction } from "../../../../server/domain/settle.ts";
import { DEFAULT_POLICY } from "../../../../shared/api/course.ts";
import { utf8 } from "../../../../shared/bytes.ts";

const found = (status: "present" | "late" | "excused" | "absent", source: "automatic" | "manual") => ({
  status,
  source,
});

describe("a granted request excuses", () => {
  it.each([
    ["where nothing is known", null, false, true],
    ["an absence by rule", found("absent", "automatic"), false, true],
    ["no presence", found("present", "automatic"), true, false],
    ["no late arrival, where it is about dates", found("late", "automatic"), false, false],
    ["a late arrival, where it names the meeting", found("late", "automatic"), true, true],
    ["no absence that a teacher gave, where it is about dates", found("absent", "manual"), false, false],
    ["an absence that a teacher gave, where it names the meeting", found("absent", "manual"), true, true],
    ["nothing twice", found("excused", "manual"), true, false],
  ])("%s", (_what, attendance, named, excused) => {
    expect(excuses(attendance, named)).toBe(excused);
  });
});

describe("a document is known by its bytes", () => {
  it.each([
    ["PDF", utf8("%PDF-1.4"), "application/pdf"],
    ["JPEG", Uint8Array.from([0xff, 0xd8, 0xff, 0xe0]), "image/jpeg"],
    ["PNG", Uint8Array.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]), "image/png"],
    ["WebP", utf8("RIFF....WEBPVP8 "), "image/webp"],
    ["a sound, which begins like WebP", utf8("RIFF....WAVEfmt "), null],
    ["a PDF behind something else", utf8(" %PDF-1.4"), null],
    ["half a JPEG's beginning", Uint8Array.from([0xff, 0xd8]), null],
    ["nothing", new Uint8Array(), null],
  ])("%s", (_what, bytes, type) => {
    expect(attachmentType(bytes)).toBe(type);
  });

  it("and is saved and shown under names that harm nobody", () => {
    const id = "018f6a00-0000-7000-8000-0000abcdef01";
    expect(savedName(id, "image/jpeg")).toBe("document-abcdef01.jpg");
    expect(shownName("a\u202Etxt.exe\n")).toBe("atxt.exe");
    expect(shownName("   ")).toBe("document");
    expect([...shownName("ñ".repeat(500))]).toHaveLength(120);
  });
});

describe("the grade lock holds", () => {
  it.each([
    ["the date", { lockOn: "2026-12-01" }, true],
    ["the share", { share: { lateWeightPct: 50, excused: "left_out" as const } }, true],
    ["what is asked for", { requiredPct: 60 }, true],
    ["not the minutes", { lateAfterMin: 5, absentAfterMin: 30 }, false],
    ["not null in place of nothing", { lockOn: null }, false],
  ])("%s", (_what, over, touches) => {
    expect(touchesGrades(DEFAULT_POLICY, { ...DEFAULT_POLICY, ...over })).toBe(touches);
  });
});

const at = (minute: number) => new Date(Date.UTC(2026, 10, 23, 10, minute));
const mark = (id: string, source: "automatic" | "manual", status: "present" | "absent", over = {}) => ({
  id,
  source,
  status,
  reason: null,
  entryHash: null,
  at: at(Number(id)),
  ...over,
});

describe("a check-in after a word was taken back", () => {
  const entry = (state: "accepted" | "review" | "rejected" | "pending", code: string | null = null) => ({
    hash: "h",
    state,
    code,
    receivedAt: at(0),
  });
  const review = { state: "review", code: "evidence" } as const;
  it.each([
    ["is doubtful again as the machine had found it", entry("accepted"), [], review, review],
    ["is doubtful where the machine never looked", entry("rejected", "time_late"), [], null, review],
    [
      "counts where its mark counts",
      entry("review", "contested"),
      [mark("1", "automatic", "present", { entryHash: "h" })],
      { state: "accepted", code: null },
      { state: "accepted", code: null },
    ],
    [
      "is what the word that still stands makes of it",
      entry("rejected", "evidence"),
      [mark("2", "manual", "present")],
      review,
      { state: "accepted", code: null },
    ],
    [
      "stays refused where the machine had refused it",
      entry("rejected", "no_face"),
      [],
      { state: "rejected", code: "no_face" } as const,
      null,
    ],
    ["waits as before while it is looked at", entry("pending", "verify"), [], null, null],
  ] as const)("%s", (_what, checkIn, marks, verdict, settled) => {
    expect(afterRetraction(checkIn, marks, verdict)).toEqual(settled);
  });
});

it("a history says of each mark whether the status rests on it", () => {
  const row = { requestId: null, by: null, receivedAt: null, retractedAt: null };
  const { marks } = toHistory(
    { meetingId: "m", userId: "u" },
    [
      { ...row, ...mark("1", "automatic", "absent") },
      { ...row, ...mark("2", "manual", "present", { base: [] }), by: "Carla" },
      { ...row, ...mark("3", "manual", "absent", { base: ["2"] }), retractedAt: at(4) },
      { ...row, ...mark("5", "manual", "absent", { base: ["2"], frozen: true }) },
    ],
    [],
  );
  expect(
    marks.map(({ because, counts, frozen, takenBackAt }) => [because, counts, frozen, takenBackAt]),
  ).toEqual([
    ["rule", false, false, null],
    ["teacher", true, false, null],
    ["teacher", false, false, at(4).toISOString()],
    ["teacher", false, true, null],
  ]);
});
