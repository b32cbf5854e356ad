import { Hono } from "hono";
import * as v from "valibot";
import {
  Deletion,
  LakeRules,
  ReconcileResult,
  RETENTION_CLASSES,
  type Retention,
  RetentionResult,
  type DeletionPage,
} from "../../shared/api/retention.ts";
import { Uuid } from "../../shared/ids.ts";
import type { Env, Services } from "../context.ts";
import { UNDECIDED_DOCUMENT_DAYS } from "../domain/retention.ts";
import { lakeState } from "../lake/owner.ts";
import { requireRole } from "../middleware/access.ts";
import { query } from "../middleware/validate.ts";
import { deletionPage } from "../queries/deletions.ts";
import { countRetained } from "../queries/retention.ts";
import { lastUpkeep, type UpkeepKind } from "../queries/upkeep.ts";

const PAGE = 50;

/** What is kept for how long, what was found and destroyed, and the deletion log, for the administrator. */
export const retentionRoutes = (s: Services) => {
  const last = async <const S extends v.GenericSchema>(kind: UpkeepKind, schema: S) => {
    const row = await lastUpkeep(s.db, kind);
    return row && { at: row.at.toISOString(), result: v.parse(schema, row.detail) };
  };
  return new Hono<Env>()
    .get("/v1/retention", async (c) => {
      requireRole(c, "administrator");
      const days = s.config.retention;
      const now = new Date();
      const [counts, lastRun, reconciled, lakeRules, lake] = await Promise.all([
        countRetained(s.db, { days, undecidedDays: UNDECIDED_DOCUMENT_DAYS, now }),
        last("retention", RetentionResult),
        last("reconcile", ReconcileResult),
        last("lake_rules", LakeRules),
        lakeState(s.lake),
      ]);
      const orphans = reconciled ? reconciled.result.orphans - reconciled.result.deleted : 0;
      const retention: Retention = {
        classes: RETENTION_CLASSES.map((of) => {
          const row = counts.find((one) => one.class === of);
          return {
            class: of,
            days: days[of],
            kept: of === "orphan" ? orphans : (row?.kept ?? 0),
            due: row?.due ?? 0,
            nextDue: row?.nextDue?.toISOString() ?? null,
          };
        }),
        lastRun,
        reconciled,
        lakeRules,
        lake,
      };
      return c.json(retention);
    })

    .get("/v1/retention/log", query(v.strictObject({ before: v.optional(Uuid) })), async (c) => {
      requireRole(c, "administrator");
      const rows = await deletionPage(s.db, c.req.valid("query").before ?? null, PAGE + 1);
      const shown = rows.slice(0, PAGE);
      const page: DeletionPage = {
        deletions: shown.map(({ deletion, actor }) =>
          v.parse(Deletion, {
            id: deletion.id,
            at: deletion.at.toISOString(),
            class: deletion.class,
            by: deletion.by,
            reason: deletion.reason,
            actor,
            count: deletion.count,
            names: deletion.names,
          }),
        ),
        next: rows.length > PAGE ? (shown.at(-1)?.deletion.id ?? null) : null,
      };
      return c.json(page);
    });
};
