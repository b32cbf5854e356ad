import { describe, expect, it } from "vitest";
import { type ClaimFacts, judgeClaim, WAIT_MS } from "../../../../server/domain/claim.ts";
import { DEFAULT_POLICY } from "../../../../shared/api/course.ts";

const MIN = 60_000;
const T = 1_790_000_000_000;
const t = { cap: T, wall: T, mono: 0, org: "page", tok: null, tm: null, tw: null };
const meeting = {
  startsMs: T - 5 * MIN,
  endsMs: T + 55 * MIN,
  openedMs: T - 5 * MIN,
  closedMs: null,
  policy: DEFAULT_POLICY,
  unsureClock: false,
};
const planned = { ...meeting, openedMs: null };
const facts = (over: Partial<ClaimFacts> = {}): ClaimFacts => ({
  payload: { pc: null, t },
  nowMs: T + 1000,
  upperMs: T + 1000,
  lowerMs: null,
  previous: null,
  held: false,
  code: null,
  codeShownMs: null,
  frozen: false,
  gap: false,
  revokedMs: null,
  meeting,
  member: true,
  enrolled: true,
  withdrawn: false,
  tap: false,
  probation: false,
  consented: true,
  ...over,
});
/** the typed code of the minute in which the photo was taken, or `minutes` later */
const typed = (minutes = 0) => ({
  t,
  pc: { m: "typed" as const, slot: Math.floor(T / MIN) + minutes, code: "00000000", dt: 0 },
});
const scanned = { t, pc: { m: "qr" as const, slot: T / 10_000, tag: "AAAAAAAAAAAAAA", dt: 0 } };
const right = (minutes?: number): Partial<ClaimFacts> => ({ code: "typed", payload: typed(minutes) });

describe("a claim", () => {
  it.each<[string, ClaimFacts, string, string | undefined, string[]]>([
    ["of a member at an open meeting goes to the photo", facts(), "verify", undefined, []],
    [
      "whose consent was withdrawn since goes to a person",
      facts({ withdrawn: true }),
      "review",
      "evidence",
      [],
    ],
    [
      "whose consent was withdrawn is still refused for the meeting's hours",
      facts({ withdrawn: true, member: false }),
      "rejected",
      "not_enrolled",
      [],
    ],
    [
      "without a face is a teacher's to confirm, enrolled or not",
      facts({ tap: true, enrolled: false, consented: false }),
      "review",
      "to_confirm",
      [],
    ],
    [
      "without a face is not kept from its teacher by a withdrawn consent",
      facts({ tap: true, enrolled: false, consented: false, withdrawn: true }),
      "review",
      "to_confirm",
      [],
    ],
    [
      "without a face by someone whose face is in use says so",
      facts({ tap: true }),
      "review",
      "face_expected",
      ["face_expected"],
    ],
    [
      "without a face of a phone that was replaced meanwhile says so",
      facts({ tap: true, enrolled: false, revokedMs: T + 500 }),
      "review",
      "device_revoked",
      ["device_revoked"],
    ],
    [
      "without a face waits for its ancestors, too",
      facts({ tap: true, held: true }),
      "wait",
      "chain_hold",
      [],
    ],
    [
      "without a face, sealed after another phone took over, is refused",
      facts({ tap: true, revokedMs: T - 1 }),
      "rejected",
      "device_revoked",
      [],
    ],
    [
      "without a face of someone who is not on the roster is refused",
      facts({ tap: true, member: false }),
      "rejected",
      "not_enrolled",
      [],
    ],
    [
      "of a frozen device goes to the photo with a doubt",
      facts({ frozen: true }),
      "verify",
      undefined,
      ["frozen"],
    ],
    [
      "sealed after another phone took over is refused",
      facts({ revokedMs: T - 1 }),
      "rejected",
      "device_revoked",
      [],
    ],
    [
      "that a time token proves to be sealed after it, too, whatever the phone's clock said",
      facts({ revokedMs: T + MIN, lowerMs: T + 2 * MIN }),
      "rejected",
      "device_revoked",
      [],
    ],
    [
      "sealed before another phone took over goes to the photo with a doubt",
      facts({ revokedMs: T + 500 }),
      "verify",
      undefined,
      ["device_revoked"],
    ],
    [
      "behind a gap that was declared lost goes on with a doubt",
      facts({ gap: true }),
      "verify",
      undefined,
      ["chain_gap"],
    ],
    ["whose ancestors are missing is held", facts({ held: true }), "wait", "chain_hold", []],
    [
      "held for a week is a person's",
      facts({ held: true, nowMs: T + WAIT_MS.chain + 2000 }),
      "review",
      "chain_gap",
      [],
    ],
    [
      "to a meeting nobody knows yet waits",
      facts({ meeting: null, member: false }),
      "wait",
      "meeting_unknown",
      [],
    ],
    [
      "to a meeting nobody has known for two weeks is a person's",
      facts({ meeting: null, member: false, nowMs: T + WAIT_MS.meeting + 2000 }),
      "review",
      "meeting_unknown",
      [],
    ],
    ["to another course's meeting is refused", facts({ member: false }), "rejected", "not_enrolled", []],
    ["with the room's code waits for the roster", facts({ member: false, ...right() }), "wait", "roster", []],
    [
      "that the roster never named is refused in the end",
      facts({ member: false, ...right(), nowMs: T + WAIT_MS.meeting + 2000 }),
      "rejected",
      "not_enrolled",
      [],
    ],
    [
      "with a wrong code waits for no roster",
      facts({ member: false, payload: typed(), code: "wrong" }),
      "rejected",
      "not_enrolled",
      [],
    ],
    ["with the right code goes to the photo", facts(right()), "verify", undefined, []],
    [
      "with a scanned code that is wrong is refused: a camera does not slip",
      facts({ payload: scanned, code: "wrong" }),
      "rejected",
      "code_wrong",
      [],
    ],
    [
      "with a typed code that is wrong goes to the photo with a doubt: a hand does",
      facts({ payload: typed(), code: "wrong" }),
      "verify",
      undefined,
      ["code_wrong"],
    ],
    ["T2: a minute and a half after its code's slot passes", facts(right(-2)), "verify", undefined, []],
    ["T2: later than that is a doubt", facts(right(-3)), "verify", undefined, ["code_window"]],
    [
      "T2: counts from when its code was shown, not from what the phone thought",
      facts({ ...right(-3), codeShownMs: T - MIN }),
      "verify",
      undefined,
      [],
    ],
    [
      "T2: where the clock behind the codes is unsure, four minutes pass",
      facts({ ...right(-4), meeting: { ...meeting, unsureClock: true } }),
      "verify",
      undefined,
      [],
    ],
    [
      "T1, T2: and a code that comes minutes early, as of a clock that runs ahead",
      facts({ ...right(3), meeting: { ...meeting, unsureClock: true } }),
      "verify",
      undefined,
      [],
    ],
    [
      "T2: but no more than five",
      facts({ ...right(-7), meeting: { ...meeting, unsureClock: true } }),
      "verify",
      undefined,
      ["code_window"],
    ],
    [
      "T1: a photo from before its code was shown is a conflict of times",
      facts(right(3)),
      "verify",
      undefined,
      ["code_window", "time_conflict"],
    ],
    [
      "with a code that was shown outside the meeting is refused",
      facts(right(-30)),
      "rejected",
      "code_expired",
      [],
    ],
    ["before the meeting was opened waits", facts({ meeting: planned }), "wait", "meeting_not_open", []],
    [
      "to a meeting that was never opened is refused in the end",
      facts({ meeting: planned, nowMs: T + 2 * 24 * 60 * MIN }),
      "rejected",
      "meeting_not_open",
      [],
    ],
    [
      "after the close is refused",
      facts({ meeting: { ...meeting, closedMs: T - MIN } }),
      "rejected",
      "code_expired",
      [],
    ],
    ["of someone not enrolled yet waits", facts({ enrolled: false }), "wait", "enrolment", []],
    [
      "with a clock that lies carries the doubt on",
      facts({ lowerMs: T + 10 * MIN }),
      "verify",
      undefined,
      ["time_conflict"],
    ],
    [
      "that came within a day of a closed meeting counts",
      facts({
        upperMs: T + 20 * 60 * MIN,
        nowMs: T + 20 * 60 * MIN,
        meeting: { ...meeting, closedMs: T + 55 * MIN },
      }),
      "verify",
      undefined,
      [],
    ],
    [
      "that came later than the policy allows carries the doubt on",
      facts({ upperMs: T + 25 * 60 * MIN, meeting: { ...meeting, closedMs: T + 55 * MIN } }),
      "verify",
      undefined,
      ["time_late"],
    ],
  ])("%s", (_what, given, state, code, doubts) => {
    expect(judgeClaim(given)).toMatchObject({ state, ...(code !== undefined && { code }), doubts });
  });
});
