import { describe, expect, test } from "vitest";
import { BACKOFF_CAP_MS, backoffMs } from "../../../../client/outbox/backoff.ts";
import {
  afterFailure,
  grownBatch,
  isHeldBack,
  nextStep,
  nudged,
  pollDelayMs,
  takeBatch,
} from "../../../../client/outbox/plan.ts";
import { ApiProblem, Offline } from "../../../../client/problem.ts";
import type { ProblemCode } from "../../../../shared/errors.ts";
import { MAX_BATCH_BYTES } from "../../../../shared/protocol/sync.ts";
import type { EntryRow } from "../../../../client/store/rows.ts";
import { entryOf, hashOf, linkOf } from "../entries.ts";

const NOW = 1_790_000_000_000;
const at = { now: NOW, random: () => 0.5 };
const refusal = (code: ProblemCode, status: number, more: { retryAfterMs?: number; ours?: boolean } = {}) =>
  new ApiProblem({ code, status, message: "", next: "", ...more });

const wantsPhoto = entryOf(1, { detail: "pending", code: "blob", need: [hashOf(1001)] });
const claims = (batch: EntryRow[]) => ({ kind: "claims", batch }) as const;
const blobStep = { kind: "blob", entry: wantsPhoto, hash: hashOf(1001) } as const;

describe("what is sent next", () => {
  test("claims go before photos, photos before questions", () => {
    const waits = entryOf(2, { detail: "pending", code: "verify", need: [] });
    const kinds = [[wantsPhoto, waits, entryOf(3)], [wantsPhoto, waits], [waits], []].map(
      (entries) => nextStep({ link: linkOf(), entries, greet: false }, NOW).kind,
    );
    expect(kinds).toEqual(["claims", "blob", "status", "idle"]);
  });

  test("a time token is asked for when nothing else is to be sent", () => {
    expect(nextStep({ link: linkOf(), entries: [], greet: true }, NOW).kind).toBe("hello");
    expect(nextStep({ link: linkOf(), entries: [wantsPhoto], greet: true }, NOW).kind).toBe("blob");
  });

  test("entries that are lost here are declared once, when the server holds back what is behind them", () => {
    const held = entryOf(4, { detail: "pending", code: "chain_hold", need: [] });
    const entries = [entryOf(1, { detail: "accepted", need: [] }), held];
    const waiting = { pollAt: NOW + 90_000 };
    const next = (link: Parameters<typeof linkOf>[0], all: EntryRow[]) =>
      nextStep({ link: linkOf({ ...waiting, ...link }), entries: all, greet: false }, NOW);
    expect(next({}, entries)).toEqual({ kind: "hello", lost: [2, 3] });
    expect(next({ declared: [2, 3] }, entries).kind).toBe("idle");
    // all is here, and only on its way
    const whole = [...entries, ...[2, 3].map((seq) => entryOf(seq, { detail: "pending", need: [] }))];
    expect(next({}, whole).kind).toBe("idle");
    // missing here, but nothing waits for it
    expect(next({}, [entryOf(4, { detail: "accepted", need: [] })]).kind).toBe("idle");
  });

  test("nothing is sent before the wait is over, nor while held", () => {
    const queue = { entries: [entryOf(1)], greet: false };
    const waiting = nextStep({ link: linkOf({ waitUntil: NOW + 1000 }), ...queue }, NOW);
    expect(waiting).toEqual({ kind: "idle", wakeAt: NOW + 1000 });
    const ordered = nextStep({ link: linkOf({ notBefore: NOW + 9000 }), ...queue }, NOW);
    expect(ordered).toEqual({ kind: "idle", wakeAt: NOW + 9000 });
    expect(nextStep({ link: linkOf({ hold: "update" }), ...queue }, NOW)).toEqual({
      kind: "idle",
      wakeAt: null,
    });
  });

  test("a photo store that is away makes photos wait, and nothing else", () => {
    const away = afterFailure(linkOf(), blobStep, refusal("unavailable", 503, { retryAfterMs: 60_000 }), at);
    expect(away.link.photos.notBefore).toBe(NOW + 60_000);
    const next = (entries: EntryRow[]) => nextStep({ link: away.link, entries, greet: false }, NOW);
    expect(next([wantsPhoto, entryOf(3)]).kind).toBe("claims");
    expect(next([wantsPhoto, entryOf(2, { detail: "pending", need: [] })]).kind).toBe("status");
    const link = { ...away.link, pollAt: NOW + 90_000 };
    expect(nextStep({ link, entries: [wantsPhoto], greet: false }, NOW)).toEqual({
      kind: "idle",
      wakeAt: NOW + 60_000,
    });
  });

  test("a server that takes no claims now is sent no photos either", () => {
    const busy = afterFailure(linkOf(), claims([entryOf(3)]), refusal("unavailable", 503), at);
    expect(nextStep({ link: busy.link, entries: [wantsPhoto], greet: false }, NOW).kind).toBe("idle");
  });

  test("a clock that was a year ahead when the wait was set does not stop the queue for a year", () => {
    const link = linkOf({ waitUntil: NOW + 365 * 86_400_000, notBefore: NOW + 365 * 86_400_000 });
    expect(nextStep({ link, entries: [entryOf(1)], greet: false }, NOW).kind).toBe("claims");
  });

  test("what was set aside is not offered, and its photo neither", () => {
    const aside = entryOf(1, { detail: "set_aside", need: [hashOf(1001)] });
    expect(nextStep({ link: linkOf(), entries: [aside], greet: false }, NOW).kind).toBe("idle");
  });
});

describe("batches", () => {
  test("grow from one to five to twenty", () => {
    expect([1, 5, 20, 2, 3].map(grownBatch)).toEqual([5, 20, 20, 5, 5]);
  });

  test("follow the chain's order and the size", () => {
    const entries = [
      entryOf(3),
      entryOf(1),
      entryOf(2, { detail: "accepted" }),
      entryOf(4, { detail: "sent" }),
    ];
    expect(takeBatch(entries, 2).map(({ seq }) => seq)).toEqual([1, 3]);
    expect(takeBatch(entries, 20).map(({ seq }) => seq)).toEqual([1, 3, 4]);
  });

  test("never exceed what a body may have", () => {
    const long = (seq: number) => entryOf(seq, { jws: "x".repeat(8000) });
    const batch = takeBatch(
      Array.from({ length: 50 }, (_, i) => long(i + 1)),
      50,
    );
    expect(batch.length).toBeGreaterThan(20);
    expect(batch.reduce((sum, { jws }) => sum + jws.length + 3, 0)).toBeLessThan(MAX_BATCH_BYTES);
  });
});

describe("after a failure", () => {
  const batch = [entryOf(1), entryOf(2), entryOf(3), entryOf(4), entryOf(5)];

  test.each<[string, unknown, number]>([
    ["a poison batch is bisected at once", refusal("bad_request", 400), 3],
    ["a body too large is halved at once", refusal("too_large", 413), 3],
  ])("%s", (_, error, size) => {
    const { link, entries, device } = afterFailure(linkOf({ batch: 5 }), claims(batch), error, at);
    expect(link).toMatchObject({ batch: size, waitUntil: 0, failures: 0 });
    expect({ entries, device }).toEqual({ entries: [], device: null });
  });

  test("a single bad item is set aside, not deleted, and the others go on", () => {
    const { entries, link } = afterFailure(linkOf(), claims([entryOf(1)]), refusal("bad_request", 400), at);
    expect(entries).toEqual([{ ...entryOf(1), detail: "set_aside" }]);
    expect(link.waitUntil).toBe(0);
  });

  test("a 400 of a proxy or captive portal sets nothing aside", () => {
    const error = refusal("bad_request", 400, { ours: false });
    const { entries, link } = afterFailure(linkOf(), claims([entryOf(1)]), error, at);
    expect(entries).toEqual([]);
    expect(link.waitUntil).toBeGreaterThan(NOW);
  });

  test.each<[string, unknown, "update" | "unknown", "unknown" | null]>([
    [
      "an old version keeps everything and asks for an update",
      refusal("client_too_old", 426),
      "update",
      null,
    ],
    ["an unknown device waits for a registration", refusal("device_unknown", 401), "unknown", "unknown"],
  ])("%s", (_, error, hold, status) => {
    const { link, entries, device } = afterFailure(linkOf(), claims(batch), error, at);
    expect({ hold: link.hold, entries, device }).toEqual({ hold, entries: [], device: status });
  });

  test("a fork is searched for in the batch, freezes the device, and does not stop what does not fork", () => {
    const fork = refusal("chain_fork", 409);
    const halved = afterFailure(linkOf({ batch: 5 }), claims(batch), fork, at);
    expect(halved).toMatchObject({ link: { batch: 3, hold: null }, entries: [], device: null });
    const found = afterFailure(linkOf(), claims([entryOf(1)]), fork, at);
    expect(found).toMatchObject({ device: "frozen", entries: [{ detail: "set_aside" }] });
    expect(
      nextStep({ link: found.link, entries: [...found.entries, entryOf(2)], greet: false }, NOW),
    ).toEqual(claims([entryOf(2)]));
    const elsewhere = afterFailure(linkOf(), { kind: "status" }, fork, at);
    expect(elsewhere).toMatchObject({ device: "frozen", link: { waitUntil: NOW + 1000 } });
  });

  test("the server's Retry-After is obeyed", () => {
    const error = refusal("too_many", 429, { retryAfterMs: 60_000 });
    expect(afterFailure(linkOf(), claims(batch), error, at).link.notBefore).toBe(NOW + 60_000);
    const event = nudged(afterFailure(linkOf(), claims(batch), error, at).link, true);
    expect(event).toMatchObject({ waitUntil: 0, notBefore: NOW + 60_000 });
  });

  test("a lost answer leaves the claims on the phone as sent and undecided", () => {
    const { entries, link } = afterFailure(
      linkOf({ batch: 20, failures: 2 }),
      claims(batch),
      new Offline(),
      at,
    );
    expect(entries.map(({ detail }) => detail)).toEqual(batch.map(() => "sent"));
    expect(link).toMatchObject({ batch: 1, failures: 3, waitUntil: NOW + 4000 });
  });

  test("opening the app lifts a hold, an event does not", () => {
    expect(nudged(linkOf({ hold: "update" }), true).hold).toBeNull();
    expect(nudged(linkOf({ hold: "update" }), false).hold).toBe("update");
  });
});

describe("waiting", () => {
  test("what a look at the app ends is on the disk only where something waits", () => {
    const wait = { failures: 1, waitUntil: NOW, notBefore: 0 };
    const links = [
      {},
      { pollAt: NOW, polls: 3 },
      { waitUntil: NOW },
      { photos: wait },
      { hold: "update" as const },
    ];
    expect(links.map((link) => isHeldBack(linkOf(link)))).toEqual([false, false, true, true, true]);
    for (const link of links) expect(isHeldBack(nudged(linkOf(link), true))).toBe(false);
  });

  test("full jitter: anywhere between a quarter second and the ceiling, which doubles up to five minutes", () => {
    const ceilings = [0, 1, 2, 7, 8, 1000].map((failures) => backoffMs(failures, () => 0.999_999_999));
    expect(ceilings).toEqual([1999, 3999, 7999, 255_999, BACKOFF_CAP_MS - 1, BACKOFF_CAP_MS - 1]);
    expect(backoffMs(8, () => 0)).toBe(250);
  });

  test("questions are quick while the machine works, and slow while a person decides", () => {
    const verifying = [entryOf(1, { detail: "pending", need: [] })];
    const reviewed = [entryOf(1, { detail: "review", need: [] })];
    expect(pollDelayMs(0, verifying)).toBeLessThan(1000);
    expect(pollDelayMs(5, verifying)).toBeGreaterThan(pollDelayMs(1, verifying));
    expect(pollDelayMs(1000, verifying)).toBe(300_000);
    expect(pollDelayMs(0, reviewed)).toBe(300_000);
    // a teacher in the room is about to confirm it
    const toConfirm = [entryOf(1, { detail: "review", code: "to_confirm" })];
    expect(pollDelayMs(0, toConfirm)).toBeLessThan(30_000);
    expect(pollDelayMs(1000, toConfirm)).toBe(300_000);
    // the row that keeps it can hold nothing else
    const delays = Array.from({ length: 40 }, (_, polls) => pollDelayMs(polls, verifying));
    expect(delays.filter((ms) => !Number.isSafeInteger(ms))).toEqual([]);
  });
});
