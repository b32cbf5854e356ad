import { expect, test } from "vitest";
import { meetingWindow } from "../../../../client/store/meeting-window.ts";

const MINUTE_MS = 60_000;
const startsMs = Date.parse("2026-11-23T10:00:00Z");
const at = (minutes: number) => new Date(startsMs + minutes * MINUTE_MS).toISOString();
const planned = { startsAt: at(0), endsAt: at(60), openedAt: null, closedAt: null };
const opened = { ...planned, openedAt: at(5) };

test.each([
  ["a quarter of an hour before, and earlier", planned, -17, { kind: "opens", inMs: 2 * MINUTE_MS }],
  ["a little before the start", planned, -14, { kind: "expected" }],
  ["not opened yet, as far as is known", planned, 30, { kind: "expected" }],
  ["never opened, and over", planned, 61, { kind: "closed" }],
  ["open", opened, 30, { kind: "open" }],
  ["open until somebody closes it", opened, 90, { kind: "open" }],
  ["closed", { ...opened, closedAt: at(40) }, 41, { kind: "closed" }],
])("%s", (_, meeting, minutes, expected) => {
  expect(meetingWindow(meeting, startsMs + minutes * MINUTE_MS)).toEqual(expected);
});
