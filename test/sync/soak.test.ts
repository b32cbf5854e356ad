import { describe, expect, it } from "vitest";
import { runSoak } from "./run-soak.ts";

const WHOLE = {
  lost: 0,
  doubled: 0,
  ackedMissing: 0,
  forks: 0,
  stuck: 0,
  untold: 0,
  photosMissing: 0,
};

/** On a machine that does nothing else it takes a thirtieth of this. */
const LIMIT_MS = 900_000;

describe("over a link that drops, repeats and reorders, with crashes on both sides", () => {
  it(
    "every check-in that was saved is delivered once, and the student hears of it",
    async () => {
      const { code, counts } = await runSoak("--check-ins", 72, "--seeds", "1-3");
      expect(counts).toEqual({ checkIns: 216, delivered: 216, ...WHOLE });
      expect(code).toBe(0);
    },
    LIMIT_MS,
  );

  it(
    "a database that is put back twice gets twice what it has forgotten, however the phone had learnt that it knew it",
    async () => {
      const { counts } = await runSoak("--check-ins", 90, "--seeds", "29-30");
      expect(counts).toEqual({ checkIns: 180, delivered: 180, ...WHOLE });
    },
    LIMIT_MS,
  );

  it(
    "a seed replays exactly",
    async () => {
      const [once, again] = await Promise.all([
        runSoak("--check-ins", 27, "--seed", 11),
        runSoak("--check-ins", 27, "--seed", 11),
      ]);
      expect(again.json).toBe(once.json);
      expect(once.counts).toMatchObject({ checkIns: 27, ...WHOLE });
    },
    LIMIT_MS,
  );
});
