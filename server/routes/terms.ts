import { Hono } from "hono";
import * as v from "valibot";
import { RoomRequest, TermRequest } from "../../shared/api/timetable.ts";
import { Uuid } from "../../shared/ids.ts";
import type { Env, Services } from "../context.ts";
import { requireRole } from "../middleware/access.ts";
import { body, param } from "../middleware/validate.ts";
import { ProblemError } from "../problem.ts";
import * as terms from "../queries/terms.ts";

const ById = v.strictObject({ id: Uuid });
const REFUSED = { taken: "name_taken", used: "in_use", unknown: "not_found" } as const;
/** @throws ProblemError for all but "done" */
function settle(outcome: "done" | keyof typeof REFUSED): void {
  if (outcome !== "done") throw new ProblemError(REFUSED[outcome]);
}

/** Terms and rooms: the administrator plans them, teachers choose among them. */
export const termRoutes = (s: Services) =>
  new Hono<Env>()
    .get("/v1/terms", async (c) => {
      requireRole(c, "teacher", "administrator");
      return c.json(await terms.listTerms(s.db));
    })

    .post("/v1/terms", body(TermRequest), async (c) => {
      requireRole(c, "administrator");
      if (!(await terms.addTerm(s.db, c.req.valid("json")))) throw new ProblemError("name_taken");
      return c.json(await terms.listTerms(s.db));
    })

    .patch("/v1/terms/:id", param(ById), body(TermRequest), async (c) => {
      requireRole(c, "administrator");
      settle(await terms.changeTerm(s.db, c.req.valid("param").id, c.req.valid("json")));
      return c.json(await terms.listTerms(s.db));
    })

    .delete("/v1/terms/:id", param(ById), async (c) => {
      requireRole(c, "administrator");
      if (!(await terms.deleteTerm(s.db, c.req.valid("param").id))) throw new ProblemError("not_found");
      return c.body(null, 204);
    })

    .get("/v1/rooms", async (c) => {
      requireRole(c, "teacher", "administrator");
      return c.json(await terms.listRooms(s.db));
    })

    .post("/v1/rooms", body(RoomRequest), async (c) => {
      requireRole(c, "administrator");
      if (!(await terms.addRoom(s.db, c.req.valid("json")))) throw new ProblemError("name_taken");
      return c.json(await terms.listRooms(s.db));
    })

    .patch("/v1/rooms/:id", param(ById), body(RoomRequest), async (c) => {
      requireRole(c, "administrator");
      settle(await terms.changeRoom(s.db, c.req.valid("param").id, c.req.valid("json")));
      return c.json(await terms.listRooms(s.db));
    })

    .delete("/v1/rooms/:id", param(ById), async (c) => {
      requireRole(c, "administrator");
      settle(await terms.deleteRoom(s.db, c.req.valid("param").id));
      return c.body(null, 204);
    });
