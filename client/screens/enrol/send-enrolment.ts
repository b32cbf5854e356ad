import type { Enrolment, EnrolmentPhotoClaim, Pose } from "../../../shared/api/enrolment.ts";
import { floatBytes, sha256 } from "../../../shared/bytes.ts";
import { api } from "../../api.ts";
import type { Capture } from "../../recognition/types.ts";

interface Taken {
  readonly pose: Pose;
  readonly capture: Capture;
}

async function claimOf({ pose, capture }: Taken): Promise<EnrolmentPhotoClaim> {
  const { jpeg, width, height, landmarks, embedding, model } = capture;
  return {
    pose,
    photo: { h: await sha256(jpeg), n: jpeg.byteLength, ct: "image/jpeg", w: width, h2: height },
    lmk: landmarks,
    emb: { h: await sha256(floatBytes(embedding)), d: embedding.length, mid: model.id, md: model.digest },
  };
}

/**
 * Announces the photos, then uploads each; `onProgress` hears how many have arrived.
 * @throws ApiProblem, Offline; then the whole may be sent again
 */
export async function sendEnrolment(
  shots: readonly Taken[],
  onProgress: (arrived: number) => void,
): Promise<Enrolment> {
  let enrolment = await api.enrolment.create({ photos: await Promise.all(shots.map(claimOf)) });
  let arrived = 0;
  for (const { pose, capture } of shots) {
    enrolment = await api.enrolment.putPhoto(enrolment.id, pose, capture.jpeg);
    onProgress(++arrived);
  }
  return enrolment;
}
