import { expect, test } from "vitest";
import type { MarkEvent } from "../../../../server/domain/fold.ts";
import { afterWord, type SettledEntry } from "../../../../server/domain/settle.ts";

const RECEIVED_MS = 1000;
const entry = (state: SettledEntry["state"], code: string | null = null): SettledEntry => ({
  hash: "h",
  state,
  code,
  receivedAt: new Date(RECEIVED_MS),
});
const says = (status: MarkEvent["status"], at = 2000, over: Partial<MarkEvent> = {}): MarkEvent => ({
  id: `${at} ${status}`,
  source: "manual",
  status,
  reason: "seen",
  entryHash: null,
  at: new Date(at),
  ...over,
});
const byMachine: MarkEvent = { ...says("present", RECEIVED_MS), source: "automatic", entryHash: "h" };
const doubt = entry("review", "face_doubtful");

test.each<[string, SettledEntry, MarkEvent[], ReturnType<typeof afterWord>]>([
  ["present accepts a doubtful check-in", doubt, [says("present")], { state: "accepted", code: null }],
  ["so does late", doubt, [says("late")], { state: "accepted", code: null }],
  [
    "absent refuses it, with its doubt",
    doubt,
    [says("absent")],
    { state: "rejected", code: "face_doubtful" },
  ],
  ["excused says nothing about it", doubt, [says("excused")], null],
  ["a word from before it says nothing about it", doubt, [says("present", 500)], null],
  ["nor one whose list did not show it", doubt, [says("absent", 2000, { seenAt: new Date(500) })], null],
  [
    "teachers who disagree decide nothing",
    doubt,
    [says("present", 2000, { base: [] }), says("absent", 2100, { base: [] })],
    null,
  ],
  [
    "a refusal is taken back",
    entry("rejected", "face_doubtful"),
    [says("absent"), says("present", 3000)],
    {
      state: "accepted",
      code: null,
    },
  ],
  [
    "what a person accepted, a person refuses",
    entry("accepted"),
    [says("present"), says("absent", 3000)],
    {
      state: "rejected",
      code: "evidence",
    },
  ],
  [
    "a check-in without a face is confirmed by present, also from before it",
    entry("review", "to_confirm"),
    [says("present", 500)],
    { state: "accepted", code: null },
  ],
  [
    "an absent from before it leaves it to confirm",
    entry("review", "to_confirm"),
    [says("absent", 500)],
    null,
  ],
  [
    "an absent that knew of it refuses it",
    entry("review", "to_confirm"),
    [says("absent")],
    { state: "rejected", code: "to_confirm" },
  ],
  [
    "teachers who disagree do not confirm it",
    entry("review", "to_confirm"),
    [says("present", 500, { base: [] }), says("absent", 600, { base: [] })],
    null,
  ],
  ["what the machine refused stays refused", entry("rejected", "no_face"), [says("present")], null],
  ["what the machine accepted stays accepted", entry("accepted"), [byMachine, says("absent")], null],
  [
    "an absent that did not know of it is contested",
    entry("accepted"),
    [byMachine, says("absent", 500)],
    {
      state: "review",
      code: "contested",
    },
  ],
  [
    "and then decided",
    entry("review", "contested"),
    [says("absent", 500), says("absent", 3000)],
    {
      state: "rejected",
      code: "contested",
    },
  ],
  [
    "or given up",
    entry("review", "contested"),
    [says("absent", 500), says("excused", 3000)],
    {
      state: "accepted",
      code: null,
    },
  ],
  ["what is not decided yet waits for the machine", entry("pending", "verify"), [says("present")], null],
  ["nothing follows from nothing", doubt, [], null],
])("%s", (_what, row, marks, expected) => {
  expect(afterWord(row, marks)).toEqual(expected);
});
