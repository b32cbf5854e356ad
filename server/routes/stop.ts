import { type Context, Hono } from "hono";
import * as v from "valibot";
import { Language } from "../../shared/api/account.ts";
import {
  type SignedCertificate,
  StopConfirmation,
  StopRequest,
  type Stops,
  type StopView,
} from "../../shared/api/stop.ts";
import { verifyCertificate } from "../../shared/protocol/certificate.ts";
import { Uuid } from "../../shared/ids.ts";
import type { Db, Env, Services } from "../context.ts";
import { isStopPhrase, mayConfirmStop } from "../domain/stop.ts";
import { tellCertificate } from "../exports/certificate.ts";
import { writePaper } from "../exports/pdf-paper.ts";
import { requireRole } from "../middleware/access.ts";
import { requireFresh } from "../middleware/fresh.ts";
import { body, param, query } from "../middleware/validate.ts";
import { ProblemError } from "../problem.ts";
import { writeAudit } from "../queries/audit.ts";
import * as stops from "../queries/stop.ts";
import { isOlderThanStop } from "../queries/unknown-stop.ts";
import { pdfAnswer } from "./pdf-answer.ts";

const ById = v.strictObject({ id: Uuid });
const InLanguage = query(v.strictObject({ language: v.optional(Language) }));

/** "Stop and destroy" of everything biometric in the whole installation. */
export const stopRoutes = (s: Services) => {
  /** An administrator who has just signed in and typed the words. */
  const decided = (c: Context<Env>, phrase: string) => {
    const caller = requireRole(c, "administrator");
    requireFresh(caller);
    if (!isStopPhrase(phrase)) throw new ProblemError("stop_phrase", { fields: ["phrase"] });
    return caller;
  };
  const begin = (tx: Db, stopId: string) =>
    s.queue.send(tx, "stop_and_destroy", { stopId }, { key: `stop:${stopId}` });
  const shown = async (c: Context<Env>, callerId: string) => {
    const [rows, administrators, left, students, olderThanStop] = await Promise.all([
      stops.listStops(s.db),
      stops.countAdministrators(s.db),
      stops.remains(s.db),
      stops.countAffected(s.db),
      isOlderThanStop(s.db),
    ]);
    const answer: Stops = {
      needsSecond: administrators > 1,
      olderThanStop,
      atStake: { students, photos: left.photos, templates: left.templates },
      stops: rows.map((row) => viewOf(row, callerId)),
    };
    return c.json(answer);
  };
  /** A stop that is done, as its certificate says. @throws ProblemError not_found */
  const certificateOf = async (id: string) => {
    const found = await stops.findStop(s.db, id);
    const jws = found?.stop.certificate;
    const verified = jws ? await verifyCertificate(jws, s.keys.tokenJwk) : null;
    if (!jws || !verified?.ok) throw new ProblemError("not_found");
    return { jws, certificate: verified.payload };
  };

  return new Hono<Env>()
    .get("/v1/stop", async (c) => shown(c, requireRole(c, "administrator").id))

    .post("/v1/stop", body(StopRequest), async (c) => {
      const { phrase, reason } = c.req.valid("json");
      const caller = decided(c, phrase);
      await s.db.transaction(async (tx) => {
        if (await stops.lockedOpenStop(tx)) throw new ProblemError("conflict");
        const inForce = (await stops.countAdministrators(tx)) < 2;
        const id = await stops.addStop(tx, { reason, requestedBy: caller.id, inForce });
        const action = inForce ? "stop_confirmed" : "stop_proposed";
        await writeAudit(tx, { actorId: caller.id, action, subjectId: null, detail: { stop: id } });
        if (inForce) await begin(tx, id);
      });
      return shown(c, caller.id);
    })

    .post("/v1/stop/:id/confirmation", param(ById), body(StopConfirmation), async (c) => {
      const caller = decided(c, c.req.valid("json").phrase);
      const { id } = c.req.valid("param");
      await s.db.transaction(async (tx) => {
        const open = await stops.lockedOpenStop(tx);
        if (open?.id !== id) throw new ProblemError("not_found");
        if (open.state !== "proposed") throw new ProblemError("conflict");
        // with the other one gone meanwhile, the only one there is may go on
        const alone = (await stops.countAdministrators(tx)) < 2;
        if (!alone && !mayConfirmStop(open, caller.id)) throw new ProblemError("stop_second");
        await stops.changeStop(tx, id, {
          state: "destroying",
          confirmedAt: new Date(),
          confirmedBy: caller.id,
        });
        await writeAudit(tx, {
          actorId: caller.id,
          action: "stop_confirmed",
          subjectId: null,
          detail: { stop: id },
        });
        await begin(tx, id);
      });
      return shown(c, caller.id);
    })

    .delete("/v1/stop/:id", param(ById), async (c) => {
      const caller = requireRole(c, "administrator");
      const { id } = c.req.valid("param");
      await s.db.transaction(async (tx) => {
        const open = await stops.lockedOpenStop(tx);
        if (open?.id !== id) throw new ProblemError("not_found");
        if (open.state !== "proposed") throw new ProblemError("conflict");
        await stops.changeStop(tx, id, { state: "cancelled", cancelledAt: new Date() });
        await writeAudit(tx, {
          actorId: caller.id,
          action: "stop_cancelled",
          subjectId: null,
          detail: { stop: id },
        });
      });
      return shown(c, caller.id);
    })

    .post("/v1/stop/:id/lift", param(ById), body(StopConfirmation), async (c) => {
      const caller = decided(c, c.req.valid("json").phrase);
      const { id } = c.req.valid("param");
      await s.db.transaction(async (tx) => {
        const open = await stops.lockedOpenStop(tx);
        if (open?.id !== id) throw new ProblemError("not_found");
        if (open.state !== "done") throw new ProblemError("conflict");
        await stops.changeStop(tx, id, { liftedAt: new Date(), liftedBy: caller.id });
        await writeAudit(tx, {
          actorId: caller.id,
          action: "stop_lifted",
          subjectId: null,
          detail: { stop: id },
        });
      });
      return shown(c, caller.id);
    })

    .get("/v1/stop/:id/certificate.json", param(ById), async (c) => {
      requireRole(c, "administrator");
      const { jws, certificate } = await certificateOf(c.req.valid("param").id);
      const { kty, crv, x, y } = s.keys.tokenJwk;
      const signed: SignedCertificate = {
        certificate,
        jws,
        key: { kty, crv, x, y },
        kid: s.keys.token.kid,
      };
      c.header("Content-Disposition", 'attachment; filename="presente-certificate.json"');
      return c.json(signed);
    })

    .get("/v1/stop/:id/certificate.pdf", param(ById), InLanguage, async (c) => {
      requireRole(c, "administrator");
      const signed = await certificateOf(c.req.valid("param").id);
      const language = c.req.valid("query").language ?? c.get("language");
      const paper = tellCertificate({ ...signed, kid: s.keys.token.kid }, language);
      return pdfAnswer(c, writePaper(paper), "presente-certificate.pdf");
    });
};

function viewOf({ stop, requestedBy, confirmedBy }: stops.NamedStop, callerId: string): StopView {
  return {
    id: stop.id,
    state: stop.state,
    reason: stop.reason,
    requestedBy,
    requestedAt: stop.requestedAt.toISOString(),
    confirmedBy,
    inForceSince: stop.confirmedAt?.toISOString() ?? null,
    done: stop.done,
    total: stop.total,
    counts: stop.counts,
    finishedAt: stop.finishedAt?.toISOString() ?? null,
    liftedAt: stop.liftedAt?.toISOString() ?? null,
    mayConfirm: mayConfirmStop(stop, callerId),
  };
}
