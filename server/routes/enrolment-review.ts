import { Hono } from "hono";
import type { Context } from "hono";
import * as v from "valibot";
import { type AwaitingEnrolment, EnrolmentDecision, Pose } from "../../shared/api/enrolment.ts";
import { Uuid } from "../../shared/ids.ts";
import type { Db, Env, Services } from "../context.ts";
import { afterAgreement } from "../domain/replacement.ts";
import { requireRole, signedIn } from "../middleware/access.ts";
import { body, param } from "../middleware/validate.ts";
import { ProblemError } from "../problem.ts";
import { type AuditAction, writeAudit } from "../queries/audit.ts";
import { reconsiderEntries } from "../queries/claims.ts";
import { lockPerson } from "../queries/consents.ts";
import { deleteObjects } from "../queries/deletions.ts";
import * as reviews from "../queries/enrolment-review.ts";
import * as enrolments from "../queries/enrolments.ts";
import { confirmClaim } from "../queries/roster-claims.ts";
import { logTemplateEvent } from "../queries/templates.ts";
import { viewPhoto } from "../vault/viewing.ts";

const ById = v.strictObject({ id: Uuid });
const ByPose = v.strictObject({ id: Uuid, pose: Pose });

function toAwaiting(
  row: Awaited<ReturnType<typeof reviews.awaitingEnrolments>>[number],
  callerId: string,
): AwaitingEnrolment {
  const { id, student, poses, createdAt, earlier, earlierPoses, agreed, alike } = row;
  return {
    id,
    student,
    poses: poses ?? [],
    at: createdAt.toISOString(),
    unturned: row.code === "unturned",
    replaces: earlier && {
      id: earlier.id,
      poses: earlierPoses ?? [],
      since: (earlier.decidedAt ?? earlier.createdAt).toISOString(),
      alike,
    },
    agreed:
      agreed.by === null || agreed.name === null || agreed.at === null
        ? null
        : { name: agreed.name, own: agreed.by === callerId, at: agreed.at.toISOString() },
  };
}

/** Deletes the photos of an enrolment that is over. */
const forget = (tx: Db, names: readonly string[], by: { actorId: string; subjectId: string }) =>
  deleteObjects(tx, names, { reason: "enrolment_over", ...by }, "enrolment_photo");

/** A person's look at an enrolment: who waits, the photos, and the decision. */
export const enrolmentReviewRoutes = (s: Services) => {
  /** A student's enrolment for whoever may decide on it. @throws ProblemError not_found to everybody else */
  const reviewable = async (c: Context<Env>, id: string) => {
    const caller = signedIn(c);
    const row = await enrolments.findEnrolment(s.db, id);
    const may =
      row !== null &&
      row.userId !== caller.id &&
      (caller.role === "administrator" || (await reviews.teaches(s.db, caller.id, row.userId)));
    if (!may) throw new ProblemError("not_found");
    return { caller, row };
  };

  return new Hono<Env>()
    .get("/v1/enrolments/awaiting", async (c) => {
      const caller = requireRole(c, "teacher", "administrator");
      const rows = await reviews.awaitingEnrolments(s.db, caller.role === "administrator" ? null : caller.id);
      return c.json(rows.map((row) => toAwaiting(row, caller.id)));
    })

    .get("/v1/enrolments/:id/photos/:pose", param(ByPose), async (c) => {
      const { id, pose } = c.req.valid("param");
      const { caller, row } = await reviewable(c, id);
      // of a confirmed one, too, while another is compared with it
      const open =
        row.status === "awaiting" ||
        (row.status === "confirmed" && (await reviews.isBeingReplaced(s.db, row.userId)));
      const found = open ? await reviews.posePhoto(s.db, id, pose) : null;
      const look = { actorId: caller.id, detail: { enrolment: id, pose } };
      const { userId } = row;
      const bytes = found && (await viewPhoto(s, { userId, lakeName: found.lakeName }, look));
      if (!found || !bytes) throw new ProblemError("not_found");
      return c.body(new Uint8Array(bytes), 200, {
        "Content-Type": found.contentType,
        "Cache-Control": "no-store",
      });
    })

    .post("/v1/enrolments/:id/decision", param(ById), body(EnrolmentDecision), async (c) => {
      const { id } = c.req.valid("param");
      const decision = c.req.valid("json");
      const { caller, row } = await reviewable(c, id);
      const settled = await s.db.transaction(async (tx) => {
        await lockPerson(tx, row.userId);
        const locked = await enrolments.lockEnrolment(tx, id);
        if (locked?.status !== "awaiting") throw new ProblemError("conflict");
        const decided = { decidedBy: caller.id, decidedAt: new Date() };
        let action: AuditAction = "enrolment_rejected";
        if (decision.decision === "confirm") action = await agree(tx, locked, decided);
        else {
          const { reason } = decision;
          await enrolments.setEnrolment(tx, id, {
            status: "rejected",
            code: "person_rejected",
            reason,
            ...decided,
          });
          const names = await enrolments.forgetEnrolmentPhotos(tx, id);
          await forget(tx, names, { actorId: caller.id, subjectId: row.userId });
        }
        const of = { actorId: caller.id, subjectId: row.userId, detail: { enrolment: id } };
        await writeAudit(tx, { ...of, action });
        return action !== "enrolment_agreed";
      });
      return c.body(null, settled ? 204 : 202);
    });

  /**
   * One person's word for an enrolment: it counts from then on in place of the one before, and check-ins that waited for it are
   * looked at again; or it waits for a second person.
   * @throws ProblemError second_person
   */
  async function agree(
    tx: Db,
    { id, userId, agreedBy }: enrolments.EnrolmentRow,
    decided: { decidedBy: string; decidedAt: Date },
  ): Promise<"enrolment_confirmed" | "enrolment_agreed"> {
    const { decidedBy: by, decidedAt: at } = decided;
    const before = await enrolments.lockEnrolmentsOf(tx, userId, ["confirmed"]);
    const replaces = before.length > 0;
    const others = replaces && (await reviews.othersMayDecide(tx, { userId, exceptId: by }));
    const word = afterAgreement({ replaces, agreedBy, by, others });
    if (word === "again") throw new ProblemError("second_person");
    if (word === "agreed") {
      await enrolments.setEnrolment(tx, id, { agreedBy: by, agreedAt: at });
      return "enrolment_agreed";
    }
    for (const earlier of before) {
      await enrolments.setEnrolment(tx, earlier.id, { status: "rejected", code: "replaced", ...decided });
      const names = await enrolments.forgetEnrolmentPhotos(tx, earlier.id);
      await forget(tx, names, { actorId: by, subjectId: userId });
      await logTemplateEvent(tx, { userId, kind: "anchors_replaced", actorId: by, at });
    }
    await enrolments.setEnrolment(tx, id, { status: "confirmed", code: null, ...decided });
    // who has looked at the face under this name has said whose account it is, too
    await confirmClaim(tx, userId);
    await reconsiderEntries(tx, { userId });
    return "enrolment_confirmed";
  }
};
