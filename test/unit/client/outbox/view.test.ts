import { expect, test } from "vitest";
import { timelineOf } from "../../../../client/screens/record/timeline.ts";
import { viewOf } from "../../../../client/outbox/view.ts";
import type { EntryRow } from "../../../../client/store/rows.ts";
import type { RecordRow } from "../../../../shared/api/record.ts";
import { entryOf } from "../entries.ts";

/** what the server says of a check-in, and the state in which its student sees it */
const STATES: [EntryRow["detail"], EntryRow["code"], string][] = [
  ["queued", null, "phone"],
  ["pending", "verify", "phone"],
  ["accepted", null, "confirmed"],
  ["review", "face_doubtful", "disputed"],
  ["review", "to_confirm", "phone"],
  ["review", "face_expected", "disputed"],
  ["rejected", "to_confirm", "disputed"],
  ["rejected", "face_mismatch", "disputed"],
];

test.each(STATES)("a check-in that is %s, %s, is shown as %s", (detail, code, state) => {
  expect(viewOf(entryOf(1, { detail, code })).state).toBe(state);
});

test.each(STATES.filter(([detail]) => detail !== "queued"))(
  "and one of another phone that is %s, %s, too: %s",
  (st, code, state) => {
    const { meetingId } = entryOf(1);
    const at = "2026-11-23T09:00:00.000Z";
    const row: RecordRow = {
      meetingId,
      courseId: null,
      courseName: "Logic",
      title: null,
      startsAt: at,
      endsAt: at,
      status: "expected",
      source: null,
      reason: null,
      contestable: false,
      asked: null,
      checkIn: {
        h: entryOf(1).h,
        st: st as "pending" | "accepted" | "review" | "rejected",
        code,
        grade: null,
        capturedAt: at,
        receivedAt: at,
        carrier: null,
      },
    };
    expect(timelineOf([], [row])[0]?.state).toBe(state);
  },
);
