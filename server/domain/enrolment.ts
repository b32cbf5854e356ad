import { POSES, type ENROLMENT_CODES, type Pose } from "../../shared/api/enrolment.ts";
import { cosine, meanEmbedding } from "../../shared/face/geometry.ts";
import type { HeadPose } from "../../shared/face/pose.ts";

/** Where a pose's photo lay in the lake before photos were sealed; now its row says where, from before the upload. */
export const enrolmentLakeName = (enrolmentId: string, pose: Pose, sha256: string): string =>
  `enrolment/${enrolmentId}/${pose}-${sha256}.jpg`;

/**
 * Pixels between the eyes that the server's own detector must find. The phone asks for 90 in the front pose by its finer
 * landmarks; a turned head brings the eyes closer together, and the two detectors differ by a few pixels.
 */
export const MIN_INTER_EYE_PX = { front: 75, turned: 50 } as const;

/** What the server saw in one pose's photo; embeddings are L2-normalised. */
export interface PoseFindings {
  readonly pose: Pose;
  readonly sizeAsClaimed: boolean;
  readonly modelAsClaimed: boolean;
  readonly faces: number;
  readonly interEyePx: number;
  readonly own: Float32Array | null;
  readonly claimed: Float32Array | null;
  /** where the head points by the server's own landmarks; null without a face */
  readonly head: HeadPose | null;
  /** the photo, or a mirrored one, is a near copy of that of another pose */
  readonly copy: boolean;
}
export type EnrolmentVerdict =
  /** unturned: the head hardly turned; whoever confirms is told */
  | { readonly ok: true; readonly unturned: boolean }
  | { readonly ok: false; readonly code: (typeof ENROLMENT_CODES)[number]; readonly pose: Pose | null };

/**
 * How far the head must have turned from "left" to "right", and nodded from "up" to "down", degrees. The phone asks for 18 and 15
 * (shared/face/quality.ts); five landmarks tell each to some ±5°, so that nobody is doubted who did as the phone said. The difference
 * is asked for, not each pose: a camera that is held askew shifts all of them.
 */
export const TURNED_DEG = { sideways: 10, up: 6 } as const;

/** Whether the head was seen to turn as it was asked to. Who cannot turn it is no less enrolled: a person looks closer. */
function isTurned(findings: readonly PoseFindings[]): boolean {
  const head = (pose: Pose) => findings.find((one) => one.pose === pose)?.head ?? null;
  const [left, right, up, down] = [head("left"), head("right"), head("up"), head("down")];
  if (!left || !right || !up || !down) return false;
  return left.yaw - right.yaw >= TURNED_DEG.sideways && up.pitch - down.pitch >= TURNED_DEG.up;
}

/**
 * Judges five photos. Each must hold one face that is large enough, in which the claimed landmarks lie on the face that
 * the server finds itself; and each pose must match the mean of the other four as a check-in would have to.
 * @param tHi the model's threshold for accepting alone (cosine)
 */
export function judgeEnrolment(findings: readonly PoseFindings[], tHi: number): EnrolmentVerdict {
  const refuse = (code: (typeof ENROLMENT_CODES)[number], pose: Pose | null) =>
    ({ ok: false, code, pose }) as const;
  const faces: { pose: Pose; own: Float32Array }[] = [];
  for (const pose of POSES) {
    const found = findings.find((one) => one.pose === pose);
    if (!found) return refuse("photo_mismatch", pose);
    if (!found.sizeAsClaimed) return refuse("photo_mismatch", pose);
    if (found.faces === 0 || !found.own) return refuse("no_face", pose);
    if (found.faces > 1) return refuse("faces_many", pose);
    const smallest = pose === "front" ? MIN_INTER_EYE_PX.front : MIN_INTER_EYE_PX.turned;
    if (found.interEyePx < smallest) return refuse("face_small", pose);
    // the same face by two sets of landmarks: measured .74 to .98 (RECOGNITION.md), another face is far below tHi
    if (!found.modelAsClaimed || !found.claimed || cosine(found.claimed, found.own) < tHi) {
      return refuse("emb_mismatch", pose);
    }
    if (found.copy) return refuse("photos_alike", pose);
    faces.push({ pose, own: found.own });
  }
  let worst: { pose: Pose; score: number } | null = null;
  for (const { pose, own } of faces) {
    const others = faces.filter((other) => other.pose !== pose).map((other) => other.own);
    const score = cosine(own, meanEmbedding(others));
    if (!worst || score < worst.score) worst = { pose, score };
  }
  return worst && worst.score < tHi
    ? refuse("not_one_person", worst.pose)
    : { ok: true, unturned: !isTurned(findings) };
}
