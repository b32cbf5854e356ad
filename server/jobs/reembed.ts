import * as v from "valibot";
import { EnrolmentPhotoClaim } from "../../shared/api/enrolment.ts";
import { readStoredFace } from "../../shared/protocol/seal.ts";
import type { Services } from "../context.ts";
import { lockPerson } from "../queries/consents.ts";
import {
  dropOlderTemplates,
  photosToReembed,
  storeTemplates,
  studentsToReembed,
  templateProgress,
} from "../queries/references.ts";
import { retirePhotos } from "../queries/templates.ts";
import type { Recogniser } from "../recognition/recogniser.ts";
import { getPhoto } from "../vault/photos.ts";
import { sealBoth } from "./references.ts";

/** Students of one job; the next job goes on behind them, so that a class's check-ins find room between. */
const AT_ONCE = 20;
/** How long templates of the model before are kept beside the new ones: for a replica that still runs it, or a way back. */
const OLDER_KEPT_MS = 7 * 24 * 60 * 60 * 1000;

/**
 * After a change of the recognition model: embeds the references of the next students anew, from their photos in the lake. A
 * student's templates appear together, so that a check-in is compared with those of one model. Goes on by itself to the last
 * student; a photo that is gone or shows no face is left out, and an anchor like that leaves the others.
 * @throws Error when recognition is unavailable: the queue tries again
 */
export async function reembed(s: Services, { after }: { after: string | null }): Promise<void> {
  const { recogniser } = s;
  if (!recogniser) throw new Error("recognition is unavailable");
  const { digest } = recogniser.model;
  const students = await studentsToReembed(s.db, digest, { after, limit: AT_ONCE });
  for (const userId of students) await reembedStudent(s, recogniser, userId);
  const last = students.at(-1);
  if (last !== undefined && students.length === AT_ONCE) {
    await s.queue.send(s.db, "reembed", { after: last }, { key: "reembed" });
    return;
  }
  await dropOlderTemplates(s.db, digest, new Date(Date.now() - OLDER_KEPT_MS));
}

/** Queues that work where references lack a template of the model in use: after a change of the model, and where it broke off. */
export async function ensureReembedding(s: Services): Promise<void> {
  if (!s.recogniser) return;
  const { photos, done } = await templateProgress(s.db, s.recogniser.model.digest);
  if (done < photos) await s.queue.send(s.db, "reembed", { after: null }, { key: "reembed" });
}

async function reembedStudent(s: Services, recogniser: Recogniser, userId: string): Promise<void> {
  const { model } = recogniser;
  const rows: Awaited<ReturnType<typeof sealBoth>> = [];
  const lost: string[] = [];
  for (const { photo, anchorClaim, jws } of await photosToReembed(s.db, userId, model.digest)) {
    const bytes = await getPhoto(s, photo);
    const landmarks = anchorClaim
      ? v.parse(EnrolmentPhotoClaim, anchorClaim).lmk
      : jws && readStoredFace(jws).lmk;
    const points = landmarks ? landmarks.map((tenths) => tenths / 10) : null;
    const seen = bytes && (await recogniser.analyse(bytes, points));
    if (seen?.ok && seen.own) {
      const kind = photo.kind === "enrolment" ? "anchor" : "window";
      rows.push(...(await sealBoth(s, { userId, photoId: photo.id, kind, model }, seen)));
    } else if (photo.kind === "checkin") {
      lost.push(photo.id);
    }
  }
  await s.db.transaction(async (tx) => {
    await lockPerson(tx, userId);
    // photos that were retired or withdrawn meanwhile get no templates
    const still = await photosToReembed(tx, userId, model.digest);
    await storeTemplates(
      tx,
      rows.filter(({ photoId }) => still.some(({ photo }) => photo.id === photoId)),
    );
    const now = new Date();
    await retirePhotos(tx, lost, { reason: "photo_gone", at: now, destroyAt: now });
  });
}
