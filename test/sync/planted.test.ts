import { describe, expect, it } from "vitest";
import { runSoak } from "./run-soak.ts";

/** On a machine that does nothing else it takes a thirtieth of this. */
const LIMIT_MS = 900_000;

describe("a fault that was planted is found", () => {
  it(
    "a phone that deletes a claim when it sends it loses check-ins",
    async () => {
      const { code, counts } = await runSoak("--check-ins", 36, "--seed", 1, "--plant", "delete-on-send");
      expect(counts.lost).toBeGreaterThan(0);
      expect(code).toBe(1);
    },
    LIMIT_MS,
  );

  it(
    "a server without unique constraints that takes what comes doubles check-ins",
    async () => {
      const { code, counts } = await runSoak("--check-ins", 36, "--seed", 1, "--plant", "no-unique");
      expect(counts.doubled).toBeGreaterThan(0);
      expect(code).toBe(1);
    },
    LIMIT_MS,
  );

  it(
    "a server that answers before it commits acknowledges what it does not have",
    async () => {
      const { code, counts } = await runSoak(
        "--check-ins",
        54,
        "--seed",
        1,
        "--plant",
        "answer-before-commit",
      );
      expect(counts.ackedMissing).toBeGreaterThan(0);
      expect(code).toBe(1);
    },
    LIMIT_MS,
  );

  it(
    "a phone that uses a place in its chain twice splits it",
    async () => {
      const { code, counts } = await runSoak("--check-ins", 54, "--seed", 1, "--plant", "reuse-seq");
      expect(counts.forks + counts.lost).toBeGreaterThan(0);
      expect(code).toBe(1);
    },
    LIMIT_MS,
  );
});
