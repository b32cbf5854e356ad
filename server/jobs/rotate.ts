import type { Services } from "../context.ts";
import { destroyAt, rotate } from "../domain/template-policy/rotation.ts";
import { DAY_MS } from "../domain/retention.ts";
import { lockPerson } from "../queries/consents.ts";
import { forgetGone, logDeletion, whoRetired } from "../queries/deletions.ts";
import * as templates from "../queries/templates.ts";

/**
 * What time does to references: quarantines end, of more than twenty that count the oldest retire, and retired photos are
 * destroyed. It may stop anywhere and be run again: counting and retiring are one transaction a student, and destroying says
 * in the database what it will do, does it in the lake, and says that it is done.
 */
export async function rotateReferences(s: Services, now: Date): Promise<void> {
  const outlived = await templates.galleryBeforeAnchors(s.db);
  const reason = "re_enrolled";
  await s.db.transaction((tx) =>
    templates.retirePhotos(tx, outlived, { reason, at: now, destroyAt: destroyAt(reason, now) }),
  );
  for (const userId of await templates.studentsToRotate(s.db, now)) await rotateStudent(s, userId, now);
  await destroyRetired(s, now);
}

function rotateStudent(s: Services, userId: string, now: Date): Promise<void> {
  return s.db.transaction(async (tx) => {
    await lockPerson(tx, userId);
    const photos = await templates.galleryOf(tx, userId);
    const { counted, retired } = rotate(photos, now);
    await templates.changeGallery(tx, counted, { state: "window", countedAt: now });
    for (const photoId of counted) {
      const entryHash = photos.find((photo) => photo.photoId === photoId)?.entryHash ?? null;
      await templates.logTemplateEvent(tx, { userId, photoId, entryHash, kind: "counted", at: now });
    }
    for (const { photoId, reason } of retired) {
      const afterwards = destroyAt(reason, now, s.config.retention.retired_photo * DAY_MS);
      await templates.retirePhotos(tx, [photoId], { reason, at: now, destroyAt: afterwards });
    }
  });
}

async function destroyRetired(s: Services, now: Date): Promise<void> {
  for (;;) {
    const due = await templates.photosToDestroy(s.db, now);
    if (due.length === 0) return;
    const ids = due.map(({ gallery }) => gallery.photoId);
    await templates.changeGallery(s.db, ids, { destroyingAt: now });
    await s.lake.delete(due.map(({ lakeName }) => lakeName));
    await s.db.transaction(async (tx) => {
      for (const { gallery, lakeName } of due) {
        const { userId, photoId, entryHash, reason } = gallery;
        await templates.forgetPhoto(tx, gallery, lakeName);
        const kind = "destroyed";
        await templates.logTemplateEvent(tx, { userId, photoId, entryHash, kind, reason, at: now });
        const purged = reason === "purged";
        const cause = {
          reason: purged ? "purged" : "kept_long_enough",
          actorId: purged ? await whoRetired(tx, photoId) : null,
          subjectId: userId,
        } as const;
        await logDeletion(tx, cause, { class: "retired_photo", count: 1, names: [lakeName] });
        await forgetGone(tx, [lakeName]);
      }
    });
  }
}
