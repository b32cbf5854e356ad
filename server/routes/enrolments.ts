import { Hono } from "hono";
import type { Context } from "hono";
import { v7 as uuidv7 } from "uuid";
import * as v from "valibot";
import {
  ENROLMENT_CODES,
  type Enrolment,
  type EnrolmentPhotoClaim,
  EnrolmentRequest,
  type OwnTemplates,
  Pose,
  POSES,
} from "../../shared/api/enrolment.ts";
import { sha256, toBase64Url } from "../../shared/bytes.ts";
import { Uuid } from "../../shared/ids.ts";
import type { Db, Env, Services } from "../context.ts";
import { CONSENT_VERSION } from "../domain/consent-text.ts";
import { requireRole, signedIn } from "../middleware/access.ts";
import { body, param } from "../middleware/validate.ts";
import { ProblemError } from "../problem.ts";
import { consentStands, lockPerson } from "../queries/consents.ts";
import { deleteObjects } from "../queries/deletions.ts";
import * as enrolments from "../queries/enrolments.ts";
import { putPhoto } from "../vault/photos.ts";
import type { ServerModel } from "../recognition/recogniser.ts";
import { ownTemplates } from "../vault/viewing.ts";

const ByPose = v.strictObject({ id: Uuid, pose: Pose });
const Code = v.nullable(v.picklist(ENROLMENT_CODES));

function toEnrolment(row: enrolments.EnrolmentRow, poses: readonly enrolments.PoseRow[]): Enrolment {
  const here = new Set(poses.filter(({ photoId }) => photoId !== null).map(({ pose }) => pose));
  return {
    id: row.id,
    status: row.status,
    code: v.parse(Code, row.code),
    need: row.status === "uploading" ? POSES.filter((pose) => !here.has(pose)) : [],
    pose: v.parse(v.nullable(Pose), row.pose),
    reason: row.reason,
    at: row.createdAt.toISOString(),
  };
}

const shown = async (db: Db, row: enrolments.EnrolmentRow) =>
  toEnrolment(row, await enrolments.posesOf(db, row.id));

/** Deletes the photos of an enrolment that is over. */
const forget = (tx: Db, names: readonly string[], by: { actorId: string; subjectId: string }) =>
  deleteObjects(tx, names, { reason: "enrolment_over", ...by }, "enrolment_photo");

/** Five claims, one a pose, of five different photos. @throws ProblemError bad_request */
function checkPoses({ photos }: v.InferOutput<typeof EnrolmentRequest>) {
  const poses = new Set(photos.map(({ pose }) => pose));
  const hashes = new Set(photos.map(({ photo }) => photo.h));
  const jpeg = photos.every(({ photo }) => photo.ct === "image/jpeg");
  if (poses.size !== POSES.length || hashes.size !== POSES.length || !jpeg) {
    throw new ProblemError("bad_request", { fields: ["photos"] });
  }
  return photos;
}

/** The raw JPEG of the request. @throws ProblemError unsupported_type, photo_mismatch */
async function announcedBytes(c: Context<Env>, announced: { h: string; n: number }) {
  if (c.req.header("content-type") !== "image/jpeg") throw new ProblemError("unsupported_type");
  const bytes = new Uint8Array(await c.req.arrayBuffer());
  if (bytes.length !== announced.n || (await sha256(bytes)) !== announced.h)
    throw new ProblemError("photo_mismatch");
  return bytes;
}

export const enrolmentRoutes = (s: Services) => {
  return new Hono<Env>()
    .post("/v1/enrolments", body(EnrolmentRequest), async (c) => {
      const caller = requireRole(c, "student");
      const claims = checkPoses(c.req.valid("json"));
      if (!s.recogniser) throw new ProblemError("recognition_unavailable");
      const id = uuidv7();
      const nameOf = ({ pose, photo }: EnrolmentPhotoClaim) =>
        s.vault.sealer.nameOf(caller.id, "enrolment", `${id}/${pose}/${photo.h}`);
      const named = await Promise.all(
        claims.map(async (claim) => ({ claim, lakeName: await nameOf(claim) })),
      );
      const row = await s.db.transaction(async (tx) => {
        await lockPerson(tx, caller.id);
        if (!(await consentStands(tx, caller.id, CONSENT_VERSION))) throw new ProblemError("consent_needed");
        for (const open of await enrolments.lockEnrolmentsOf(tx, caller.id, [
          "uploading",
          "checking",
          "awaiting",
        ])) {
          if (open.status !== "uploading") throw new ProblemError("enrolment_open");
          // an upload that was broken off gives way to the new one
          await enrolments.setEnrolment(tx, open.id, {
            status: "rejected",
            code: "replaced",
            decidedAt: new Date(),
          });
          const names = await enrolments.forgetEnrolmentPhotos(tx, open.id);
          await forget(tx, names, { actorId: caller.id, subjectId: caller.id });
        }
        return enrolments.createEnrolment(tx, { id, userId: caller.id }, named);
      });
      return c.json(await shown(s.db, row));
    })

    .get("/v1/enrolments/mine", async (c) => {
      const caller = signedIn(c);
      const row = await enrolments.latestEnrolment(s.db, caller.id);
      if (!row) throw new ProblemError("not_found");
      return c.json(await shown(s.db, row));
    })

    .put("/v1/enrolments/:id/photos/:pose", param(ByPose), async (c) => {
      const caller = signedIn(c);
      const { id, pose } = c.req.valid("param");
      const row = await enrolments.findEnrolment(s.db, id);
      if (row?.userId !== caller.id) throw new ProblemError("not_found");
      const announced = (await enrolments.posesOf(s.db, id)).find((one) => one.pose === pose);
      if (row.status !== "uploading" || !announced) throw new ProblemError("conflict");
      const { claim, lakeName } = announced;
      await putPhoto(s, { userId: caller.id, lakeName }, await announcedBytes(c, claim.photo));
      const after = await s.db.transaction(async (tx) => {
        const locked = await enrolments.lockEnrolment(tx, id);
        const poses = await enrolments.posesOf(tx, id);
        const mine = poses.find((one) => one.pose === pose);
        if (!locked || locked.status !== "uploading" || !mine) {
          // withdrawn or replaced while the bytes were on their way: they must not stay
          if (!mine) await s.queue.send(tx, "delete_lake_objects", { names: [lakeName] });
          return null;
        }
        if (mine.photoId === null)
          await enrolments.attachPhoto(tx, { enrolmentId: id, userId: caller.id, claim, lakeName });
        const missing = poses.filter((one) => one.photoId === null && one.pose !== pose);
        if (missing.length === 0) {
          await enrolments.setEnrolment(tx, id, { status: "checking" });
          await s.queue.send(tx, "check_enrolment", { enrolmentId: id }, { key: `check_enrolment:${id}` });
        }
        return enrolments.findEnrolment(tx, id);
      });
      if (!after) throw new ProblemError("conflict");
      return c.json(await shown(s.db, after));
    })

    .get("/v1/me/templates", async (c) => {
      const caller = requireRole(c, "student");
      if (!s.recogniser) throw new ProblemError("recognition_unavailable");
      const { model, previous } = s.recogniser;
      const templates =
        (await templatesOf(caller.id, model)) ?? (previous && (await templatesOf(caller.id, previous)));
      if (!templates) throw new ProblemError("not_found");
      c.header("Cache-Control", "no-store");
      return c.json(templates);
    });

  /** A student's own references for the phone, of one model; null where there are none of it (yet). */
  async function templatesOf(userId: string, model: ServerModel): Promise<OwnTemplates | null> {
    const { id, digest, dimension, tHi, tLo } = model;
    const of = { userId, aligner: "device" as const, modelDigest: digest };
    const rows = await enrolments.anchors(s.db, of, ["awaiting", "confirmed"]);
    // the phone may look ahead to an enrolment that waits for its confirmation, unless one is confirmed already
    const confirmed = rows.filter(({ status }) => status === "confirmed");
    const opened = await ownTemplates(s, confirmed.length > 0 ? confirmed : rows);
    if (opened.length === 0) return null;
    const embeddings = opened.map((embedding) => toBase64Url(embedding));
    return { model: { id, digest, dimension }, tHi, tLo, embeddings };
  }
};
