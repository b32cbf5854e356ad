import type { Services } from "../../context.ts";
import { LAKE_RULES_MS, UPKEEP_EVERY_MS, upkeepDue } from "../../domain/retention.ts";
import { lastUpkeep } from "../../queries/upkeep.ts";
import { keepStopping } from "../stop/destroy.ts";
import { heedStopMarks } from "../stop/mark.ts";
import { setLakeRules } from "./daily.ts";
import { deleteGone } from "./gone.ts";

/**
 * What is looked after by the clock. The looks themselves are jobs of the queue, each once however many processes ask for it.
 * @returns what is to be called every minute
 */
export function tendUpkeep(s: Services): (now: Date) => Promise<void> {
  const startedMs = Date.now();
  const due = async (kind: keyof typeof UPKEEP_EVERY_MS, nowMs: number) => {
    const lastMs = (await lastUpkeep(s.db, kind))?.at.getTime() ?? null;
    return upkeepDue(UPKEEP_EVERY_MS[kind], { lastMs, startedMs, nowMs });
  };
  // by each process: the configuration may have changed since the last start
  let rulesDueMs = 0;
  const tend = async (now: Date) => {
    if (now.getTime() >= rulesDueMs) {
      const { set } = await setLakeRules(s, now);
      rulesDueMs = now.getTime() + LAKE_RULES_MS[set ? "set" : "refused"];
    }
    // a database may be put back under a program that runs
    await heedStopMarks(s);
    await keepStopping(s);
    await deleteGone(s, now);
    if (await due("retention", now.getTime()))
      await s.queue.send(s.db, "apply_retention", {}, { key: "apply_retention" });
    if (await due("reconcile", now.getTime()))
      await s.queue.send(s.db, "reconcile_lake", {}, { key: "reconcile_lake" });
  };
  // a photo store that is away holds up nothing else
  return (now) =>
    tend(now).catch((error: unknown) => s.log.warn({ err: error }, "what is kept was not looked after"));
}
