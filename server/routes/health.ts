import { sql } from "drizzle-orm";
import { Hono } from "hono";
import type { Env, Services } from "../context.ts";

/** GET /healthz: the process answers. GET /readyz: it can do its work (503 while the database is away). */
export const healthRoutes = (s: Services) =>
  new Hono<Env>()
    .get("/healthz", (c) => c.json({ ok: true }))
    .get("/readyz", async (c) => {
      const database = await s.db.execute(sql`select 1`).then(
        () => true,
        () => false,
      );
      return c.json({ ok: database, database, recognition: s.recogniser !== null }, database ? 200 : 503);
    });
