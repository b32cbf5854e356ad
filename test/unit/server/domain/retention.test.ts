import { expect, test } from "vitest";
import { createConfig } from "../../../../server/config.ts";
import { RETENTION_DEFAULTS } from "../../../../server/config-retention.ts";
import { lakeRulesOf, upkeepDue } from "../../../../server/domain/retention.ts";
import { isStopPhrase, mayConfirmStop } from "../../../../server/domain/stop.ts";
import { Refusal } from "../../../../server/refusal.ts";

const MIN_MS = 60_000;

test("the environment says how long each class is kept; what it does not say has a default", () => {
  const { retention } = createConfig({ RETAIN_ACCEPTED_PHOTO_DAYS: "14" });
  expect(retention).toEqual({ ...RETENTION_DEFAULTS, accepted_photo: 14 });
});

test.each([
  ["RETAIN_DOCUMENT_DAYS", "soon"],
  ["RETAIN_DOCUMENT_DAYS", "-1"],
  ["RETAIN_DOCUMENT_DAYS", "99999"],
  // what was erased must not come back
  ["RETAIN_KEY_BACKUP_DAYS", "8"],
  // an upload under way is nobody's for a moment
  ["RETAIN_ORPHAN_DAYS", "0"],
])("%s=%s is refused with a sentence", (name, value) => {
  expect(() => createConfig({ [name]: value })).toThrow(Refusal);
});

test("the store's own rules never come before ours", () => {
  const days = { ...RETENTION_DEFAULTS, window_photo: 10, retired_photo: 5, undecided_photo: 100 };
  const [checkIns, documents] = lakeRulesOf(days);
  expect(checkIns).toEqual({ prefix: "sealed/checkin/", days: 100 + 30 + 30 });
  expect(documents?.days).toBeGreaterThan(365 + days.document);
  expect(lakeRulesOf({ ...days, window_photo: 1000 })[0]?.days).toBe(1000 + 5 + 30);
});

test.each([
  ["has just started", { lastMs: null, startedMs: 0, nowMs: 4 * MIN_MS }, false],
  ["has never looked", { lastMs: null, startedMs: 0, nowMs: 6 * MIN_MS }, true],
  ["has looked a while ago", { lastMs: 0, startedMs: 0, nowMs: 59 * MIN_MS }, false],
  ["has looked long ago", { lastMs: 0, startedMs: 0, nowMs: 60 * MIN_MS }, true],
])("a server that %s", (_, times, due) => {
  expect(upkeepDue(60 * MIN_MS, times)).toBe(due);
});

test.each([
  ["stop and destroy", true],
  ["  Stop  and DESTROY ", true],
  ["detener y destruir", true],
  ["stop", false],
  ["stop and destroy!", false],
  ["", false],
])("typed: “%s”", (typed, is) => {
  expect(isStopPhrase(typed)).toBe(is);
});

test("who proposed a stop does not confirm it", () => {
  const stop = { state: "proposed", requestedBy: "a" };
  expect(mayConfirmStop(stop, "a")).toBe(false);
  expect(mayConfirmStop(stop, "b")).toBe(true);
  expect(mayConfirmStop({ ...stop, state: "destroying" }, "b")).toBe(false);
});
