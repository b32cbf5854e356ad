import { describe, expect, it } from "vitest";
import { runSoak } from "./run-soak.ts";

describe("a fault that was planted is found", () => {
  it("a phone that deletes a claim when it sends it loses check-ins", async () => {
    const { code, counts } = await runSoak("--check-ins", 45, "--seed", 1, "--plant", "delete-on-send");
    expect(counts.lost).toBeGreaterThan(0);
    expect(code).toBe(1);
  });

  it("a server without unique constraints that takes what comes doubles check-ins", async () => {
    const { code, counts } = await runSoak("--check-ins", 45, "--seed", 1, "--plant", "no-unique");
    expect(counts.doubled).toBeGreaterThan(0);
    expect(code).toBe(1);
  });

  it("a server that answers before it commits acknowledges what it does not have", async () => {
    const { code, counts } = await runSoak("--check-ins", 90, "--seed", 1, "--plant", "answer-before-commit");
    expect(counts.ackedMissing).toBeGreaterThan(0);
    expect(code).toBe(1);
  });

  it("a phone that uses a place in its chain twice splits it", async () => {
    const { code, counts } = await runSoak("--check-ins", 90, "--seed", 1, "--plant", "reuse-seq");
    expect(counts.forks + counts.lost).toBeGreaterThan(0);
    expect(code).toBe(1);
  });
});
