import { Hono } from "hono";
import * as v from "valibot";
import {
  ReferencePurge,
  ReferenceEvent,
  ReferenceRetirement,
  type References,
} from "../../shared/api/references.ts";
import { Uuid } from "../../shared/ids.ts";
import type { Env, Services } from "../context.ts";
import { GALLERY, GALLERY_BOUNDS } from "../domain/template-policy/policy.ts";
import { requireRole } from "../middleware/access.ts";
import { body, param } from "../middleware/validate.ts";
import { ProblemError } from "../problem.ts";
import { writeAudit } from "../queries/audit.ts";
import { lockPerson } from "../queries/consents.ts";
import {
  anchorFacts,
  galleryChosen,
  galleryShown,
  retirePhotos,
  templateEvents,
} from "../queries/templates.ts";
import { findUser } from "../queries/users.ts";

const ById = v.strictObject({ id: Uuid });
const Reason = v.nullable(ReferenceRetirement);

/** A student's references: when they came and went and why, never what they look like. */
export const referenceRoutes = (s: Services) => {
  const show = async (of: { id: string; name: string }, withDevices: boolean): Promise<References> => {
    const [anchors, photos, events] = await Promise.all([
      anchorFacts(s.db, of.id),
      galleryShown(s.db, of.id),
      templateEvents(s.db, of.id),
    ]);
    return {
      name: of.name,
      anchors: { photos: anchors.photos, since: anchors.since?.toISOString() ?? null },
      windowWeight: s.recogniser && GALLERY_BOUNDS[s.recogniser.model.id].server.windowWeight,
      windowPhotos: GALLERY.windowPhotos,
      photos: photos.map(({ photo, courseName, capturedMs }) => ({
        id: photo.photoId,
        state: photo.state,
        courseName,
        takenAt: new Date(capturedMs).toISOString(),
        countsFrom: photo.countsFrom.toISOString(),
        retiredAt: photo.retiredAt?.toISOString() ?? null,
        reason: v.parse(Reason, photo.reason),
        destroyAt: photo.destroyAt?.toISOString() ?? null,
        did: withDevices ? photo.did : null,
      })),
      events: events.map(({ event, courseName, capturedMs }) =>
        v.parse(ReferenceEvent, {
          id: event.id,
          kind: event.kind,
          reason: event.reason,
          courseName,
          takenAt: capturedMs === null ? null : new Date(capturedMs).toISOString(),
          decisions: event.detail?.["decisions"] ?? null,
          changed: event.detail?.["changed"] ?? null,
          at: event.at.toISOString(),
        }),
      ),
    };
  };
  /** @throws ProblemError not_found */
  const student = async (id: string) => {
    const found = await findUser(s.db, id);
    if (found?.role !== "student") throw new ProblemError("not_found");
    return found;
  };

  return new Hono<Env>()
    .get("/v1/me/references", async (c) => {
      const caller = requireRole(c, "student");
      return c.json(await show(caller, false));
    })

    .get("/v1/users/:id/references", param(ById), async (c) => {
      requireRole(c, "administrator");
      return c.json(await show(await student(c.req.valid("param").id), true));
    })

    .post("/v1/users/:id/references/purge", param(ById), body(ReferencePurge), async (c) => {
      const caller = requireRole(c, "administrator");
      const { id: userId } = await student(c.req.valid("param").id);
      const { of, reason } = c.req.valid("json");
      const photos = await s.db.transaction(async (tx) => {
        await lockPerson(tx, userId);
        const chosen = await galleryChosen(tx, userId, of);
        const now = new Date();
        const retired = { reason: "purged", at: now, destroyAt: now, actorId: caller.id };
        await retirePhotos(
          tx,
          chosen.map(({ photoId }) => photoId),
          retired,
        );
        const detail = { by: of.by, photos: String(chosen.length), reason };
        await writeAudit(tx, { actorId: caller.id, action: "references_purged", subjectId: userId, detail });
        // what a photo had a say in began when it began to count
        const counted = chosen.map(({ countedAt }) => countedAt?.getTime() ?? Infinity);
        const from = Math.min(...counted);
        if (Number.isFinite(from)) {
          const job = { userId, from: new Date(from).toISOString(), actorId: caller.id };
          await s.queue.send(tx, "score_again", job, { key: `score_again:${userId}:${from}` });
        }
        return chosen.length;
      });
      return c.json({ photos });
    });
};
