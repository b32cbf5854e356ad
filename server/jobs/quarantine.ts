import type { ReferenceRefusal } from "../../shared/api/references.ts";
import type { Services } from "../context.ts";
import { faceLack, recordLack } from "../domain/template-policy/admission.ts";
import { GALLERY, GALLERY_BOUNDS } from "../domain/template-policy/policy.ts";
import { qualityWeight } from "../domain/template-policy/quality.ts";
import { readStoredFace } from "../../shared/protocol/seal.ts";
import { hasConsented, lockPerson } from "../queries/consents.ts";
import { storeTemplates } from "../queries/references.ts";
import * as templates from "../queries/templates.ts";
import type { Recogniser } from "../recognition/recogniser.ts";
import { getPhoto } from "../vault/photos.ts";
import { referencesOf, sealBoth } from "./references.ts";

type Sealed = Awaited<ReturnType<typeof sealBoth>>;
type Looked =
  | { readonly lack: ReferenceRefusal; readonly detail: Record<string, number> }
  | { readonly lack: null; readonly quality: number; readonly sealed: Sealed };

/**
 * Judges the photo of an accepted check-in as a reference: it goes into quarantine, or the log says why not. What the record
 * alone refuses is never looked at, which is most of them. Runs after the verification, in no hurry; a second run finds it
 * judged.
 * @throws Error when recognition is unavailable: the queue tries again
 */
export async function considerPhoto(s: Services, { hash }: { hash: string }): Promise<void> {
  const { recogniser } = s;
  if (!recogniser) throw new Error("recognition is unavailable");
  if (await templates.wasConsidered(s.db, hash)) return;
  const candidate = await templates.candidateOf(s.db, hash);
  if (!candidate || candidate.entry.state !== "accepted") return;
  const { userId, receivedAt, did } = candidate.entry;
  const record = recordOf(candidate);
  const early = recordLack(record, await templates.admittedDays(s.db, userId));
  const looked: Looked = early ? { lack: early, detail: {} } : await look(s, recogniser, candidate);

  await s.db.transaction(async (tx) => {
    await lockPerson(tx, userId);
    // withdrawn, or the photo forgotten, while it was looked at
    if (!(await hasConsented(tx, userId)) || !(await templates.candidateOf(tx, hash))) return;
    const lack = looked.lack ?? recordLack(record, await templates.admittedDays(tx, userId));
    const photoId = candidate.photo.id;
    const common = { userId, photoId, entryHash: hash, at: receivedAt };
    if (lack !== null || looked.lack !== null) {
      const detail = looked.lack === null ? {} : looked.detail;
      await templates.logTemplateEvent(tx, { ...common, kind: "refused", reason: lack, detail });
      return;
    }
    await templates.addToGallery(tx, {
      photoId,
      userId,
      entryHash: hash,
      did,
      state: "quarantine",
      quality: looked.quality,
      receivedAt,
      admittedAt: receivedAt,
      countsFrom: new Date(receivedAt.getTime() + GALLERY.quarantineMs),
    });
    await storeTemplates(tx, looked.sealed);
    await templates.logTemplateEvent(tx, { ...common, kind: "admitted" });
  });
}

function recordOf({ entry, meeting, roomCode, byMachine, day }: templates.Candidate) {
  const { openedAt, closedAt } = meeting;
  return {
    acceptedAlone: entry.state === "accepted" && byMachine === "accepted",
    grade: entry.grade ?? "E1",
    roomCode,
    receivedOpen:
      openedAt !== null &&
      openedAt <= entry.receivedAt &&
      (closedAt === null || entry.receivedAt <= closedAt),
    day,
  } as const;
}

async function look(s: Services, recogniser: Recogniser, candidate: templates.Candidate): Promise<Looked> {
  const { entry, photo } = candidate;
  const refused = (lack: ReferenceRefusal, detail: Record<string, number> = {}): Looked => ({ lack, detail });
  const references = await referencesOf(s, recogniser, { userId: entry.userId });
  if (!references) return refused("no_anchors");
  const bytes = await getPhoto(s, photo);
  if (!bytes) return refused("photo_gone");
  const { model, anchors, window, quarantine } = references;
  const claimed = readStoredFace(entry.jws).lmk.map((tenths) => tenths / 10);
  const seen = await recogniser.analyse(bytes, claimed, undefined, {
    own: model.digest,
    claimed: model.digest,
    quality: true,
  });
  if (!seen.ok || !seen.own || !seen.quality) return refused("faces");
  // null: there is no presentation-attack detection in this version yet, so the rule asks none
  const face = { faces: seen.faces, quality: seen.quality, embedding: seen.own, padMargin: null };
  const against = { anchors, window: [...window, ...quarantine] };
  const lack = faceLack(face, against, GALLERY_BOUNDS[model.id].server);
  if (lack) return refused(lack, rounded({ ...seen.quality }));
  const of = { userId: entry.userId, photoId: photo.id, kind: "window" as const, model };
  return { lack: null, quality: qualityWeight(seen.quality), sealed: await sealBoth(s, of, seen) };
}

/** The numbers of a refusal as the log keeps them. */
const rounded = (numbers: Readonly<Record<string, number>>): Record<string, number> =>
  Object.fromEntries(Object.entries(numbers).map(([name, value]) => [name, Number(value.toPrecision(3))]));
