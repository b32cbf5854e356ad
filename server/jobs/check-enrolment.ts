import { bytesFloat, floatBytes } from "../../shared/bytes.ts";
import { fivePointPose } from "../../shared/face/five-quality.ts";
import { cosine, meanEmbedding } from "../../shared/face/geometry.ts";
import type { Services } from "../context.ts";
import { DUPLICATE_FROM } from "../domain/duplicates.ts";
import { type EnrolmentVerdict, judgeEnrolment, type PoseFindings } from "../domain/enrolment.ts";
import { deleteObjects } from "../queries/deletions.ts";
import * as enrolments from "../queries/enrolments.ts";
import { findPhoto } from "../queries/photos.ts";
import { NEAR_COPY } from "../recognition/near-copy.ts";
import type { Recogniser, ServerModel } from "../recognition/recogniser.ts";
import { getPhoto } from "../vault/photos.ts";
import { openTemplates, sealTemplate } from "../vault/templates.ts";
import type { JobPayload } from "./queue.ts";

/** Landmark claims are in tenths of a pixel. */
const CLAIM_UNITS_PER_PX = 10;

type NewAnchor = Parameters<typeof enrolments.storeAnchors>[2][number];
interface Seen {
  readonly photoId: string;
  readonly findings: PoseFindings;
  readonly undecodable: boolean;
  /** what it looks like (near-copy.ts), for the poses after it */
  readonly print: Uint8Array<ArrayBuffer> | null;
}
type Prints = readonly Uint8Array<ArrayBuffer>[];

/** The server's own look at one pose. */
async function look(
  s: Services,
  recogniser: Recogniser,
  row: enrolments.PoseRow,
  prints: Prints | null,
  signal?: AbortSignal,
): Promise<Seen | null> {
  const photo = row.photoId === null ? null : await findPhoto(s.db, row.photoId);
  const bytes = photo && (await getPhoto(s, photo));
  if (!photo || !bytes) return null;
  const { claim, pose } = row;
  const points = claim.lmk.map((value) => value / CLAIM_UNITS_PER_PX);
  const seen = await recogniser.analyse(bytes, points, signal, prints ? { prints } : {});
  const modelAsClaimed =
    claim.emb.mid === recogniser.model.id &&
    claim.emb.md === recogniser.model.digest &&
    claim.emb.d === recogniser.model.dimension;
  const nothing = { faces: 0, interEyePx: 0, own: null, claimed: null, head: null, copy: false };
  if (!seen.ok) {
    return {
      photoId: photo.id,
      undecodable: true,
      print: null,
      findings: { pose, sizeAsClaimed: true, modelAsClaimed, ...nothing },
    };
  }
  const sizeAsClaimed = seen.width === claim.photo.w && seen.height === claim.photo.h2;
  const { faces, own, claimed } = seen;
  const interEyePx = seen.face?.interEyePx ?? 0;
  const head = seen.face && fivePointPose(seen.face.landmarks);
  const copy = (seen.nearest?.likeness ?? 0) >= NEAR_COPY;
  return {
    photoId: photo.id,
    undecodable: false,
    findings: { pose, sizeAsClaimed, modelAsClaimed, faces, interEyePx, own, claimed, head, copy },
    print: seen.print ?? null,
  };
}

function verdictOn(seen: readonly Seen[], tHi: number): EnrolmentVerdict {
  const broken = seen.find(({ undecodable }) => undecodable);
  if (broken) return { ok: false, code: "photo_undecodable", pose: broken.findings.pose };
  return judgeEnrolment(
    seen.map(({ findings }) => findings),
    tHi,
  );
}

/** Two templates of each photo: one by the server's own landmarks, one by the phone's. */
async function sealAnchors(
  { vault: { sealer } }: Services,
  { userId, modelDigest }: { userId: string; modelDigest: string },
  seen: readonly Seen[],
): Promise<NewAnchor[]> {
  const sealed: NewAnchor[] = [];
  for (const { photoId, findings } of seen) {
    for (const aligner of ["server", "device"] as const) {
      const embedding = aligner === "server" ? findings.own : findings.claimed;
      if (!embedding) continue;
      const template = { userId, modelDigest, photoId, aligner };
      sealed.push({ photoId, aligner, ...(await sealTemplate(sealer, template, floatBytes(embedding))) });
    }
  }
  return sealed;
}

/** Whether five photos show the face of the confirmed enrolment that they would replace; null: there is none of this model. */
async function isAlike(
  s: Services,
  { userId, model }: { userId: string; model: ServerModel },
  seen: readonly Seen[],
): Promise<boolean | null> {
  const of = { userId, aligner: "server" as const, modelDigest: model.digest };
  const before = await openTemplates(s.vault.opener, await enrolments.anchors(s.db, of, ["confirmed"]));
  const now = seen.map(({ findings }) => findings.own).filter((embedding) => embedding !== null);
  if (before.length === 0 || now.length === 0) return null;
  return cosine(meanEmbedding(before.map(bytesFloat)), meanEmbedding(now)) >= DUPLICATE_FROM[model.id];
}

/**
 * Recomputes everything of an enrolment whose five photos are here, and lets it wait for a person's look or refuses it.
 * Of each accepted photo two templates are kept: one aligned by the phone's landmarks (for the phone), one by the server's
 * own (for its decisions). Repeating it changes nothing.
 * @throws Error when recognition is unavailable: the queue tries again
 */
export async function checkEnrolment(
  s: Services,
  { enrolmentId }: JobPayload<"check_enrolment">,
  signal?: AbortSignal,
): Promise<void> {
  const { recogniser } = s;
  if (!recogniser) throw new Error("recognition is unavailable");
  const row = await enrolments.findEnrolment(s.db, enrolmentId);
  if (row?.status !== "checking") return;
  const seen: Seen[] = [];
  for (const pose of await enrolments.posesOf(s.db, enrolmentId)) {
    const prints = seen.map(({ print }) => print).filter((print) => print !== null);
    const one = await look(s, recogniser, pose, s.config.asksAboutCopies ? prints : null, signal);
    if (one) seen.push(one);
  }
  const verdict = verdictOn(seen, recogniser.model.tHi);
  const common = { userId: row.userId, modelId: recogniser.model.id, modelDigest: recogniser.model.digest };
  const templates = verdict.ok ? await sealAnchors(s, common, seen) : [];
  const of = { userId: row.userId, model: recogniser.model };
  const alike = verdict.ok ? await isAlike(s, of, seen) : null;

  await s.db.transaction(async (tx) => {
    const locked = await enrolments.lockEnrolment(tx, enrolmentId);
    // withdrawn meanwhile: nothing of what was computed is kept
    if (locked?.status !== "checking") return;
    if (!verdict.ok) {
      const { code, pose } = verdict;
      await enrolments.setEnrolment(tx, enrolmentId, {
        status: "rejected",
        code,
        pose,
        decidedAt: new Date(),
      });
      const names = await enrolments.forgetEnrolmentPhotos(tx, enrolmentId);
      const cause = { reason: "enrolment_over", actorId: null, subjectId: row.userId } as const;
      await deleteObjects(tx, names, cause, "enrolment_photo");
      return;
    }
    await enrolments.storeAnchors(tx, common, templates);
    await enrolments.setEnrolment(tx, enrolmentId, {
      status: "awaiting",
      code: verdict.unturned ? "unturned" : null,
      alike,
    });
    await s.queue.send(tx, "search_duplicates", { enrolmentId }, { key: `duplicates:${enrolmentId}` });
  });
}
