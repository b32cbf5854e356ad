import type { RetentionClass } from "../../../shared/api/retention.ts";
import type { Services } from "../../context.ts";
import { destroyAt } from "../../domain/template-policy/rotation.ts";
import { DAY_MS } from "../../domain/retention.ts";
import { askTeacher } from "../../queries/asked.ts";
import { lockPerson } from "../../queries/consents.ts";
import { deleteObjects, logDeletion } from "../../queries/deletions.ts";
import { lockDevice } from "../../queries/devices.ts";
import { changeEntry, findEntry, holdMeeting } from "../../queries/entries.ts";
import { forgetPrints } from "../../queries/face-prints.ts";
import { notifyLive } from "../../queries/live.ts";
import { dueEmbeddings, type DuePhoto, duePhotos } from "../../queries/retention.ts";
import { retirePhotos } from "../../queries/templates.ts";
import { forgetBlobs, forgetCheckInPhotos } from "../../queries/upkeep.ts";
import type { Tally } from "./tally.ts";

/** Finding what is due reads a large table once: not for a few of them. */
const AT_ONCE = 10_000;
const byRule = (subjectId: string | null) =>
  ({ reason: "kept_long_enough", actorId: null, subjectId }) as const;

/**
 * Photos of check-ins whose time has come: references retire, which destroys them after a while of their own; the others are
 * forgotten and deleted. A check-in that nobody has decided by then goes to its teacher without the photo: nobody is absent by it.
 */
export async function destroyCheckInPhotos(s: Services, now: Date, tally: Tally): Promise<void> {
  const days = s.config.retention;
  for (;;) {
    const due = await duePhotos(s.db, days, now, AT_ONCE);
    for (const one of due.filter(({ class: of }) => of === "window_photo")) await retire(s, one, now);
    const waiting = due.filter(({ state, class: of }) => state === "pending" && of === "undecided_photo");
    for (const one of waiting) await decideWithout(s, one, now);
    for (const [userId, theirs] of byStudent(due.filter(({ class: of }) => of !== "window_photo"))) {
      await s.db.transaction(async (tx) => {
        for (const of of new Set(theirs.map((one) => one.class))) {
          const names = await forgetCheckInPhotos(
            tx,
            theirs.filter((one) => one.class === of),
          );
          await deleteObjects(tx, names, byRule(userId), of);
          tally.add(of, names.length);
        }
      });
    }
    tally.add("window_photo", due.filter(({ class: of }) => of === "window_photo").length);
    if (due.length < AT_ONCE) return;
  }
}

function byStudent(due: readonly DuePhoto[]): Map<string, (DuePhoto & { class: RetentionClass })[]> {
  const students = new Map<string, DuePhoto[]>();
  for (const one of due) students.set(one.user_id, [...(students.get(one.user_id) ?? []), one]);
  return students;
}

/** A reference that is too old retires: its templates go now, its photo after a while. */
function retire(s: Services, { user_id: userId, photo_id: photoId }: DuePhoto, now: Date): Promise<void> {
  if (photoId === null) return Promise.resolve();
  const reason = "aged";
  const afterwards = destroyAt(reason, now, s.config.retention.retired_photo * DAY_MS);
  return s.db.transaction(async (tx) => {
    await lockPerson(tx, userId);
    await retirePhotos(tx, [photoId], { reason, at: now, destroyAt: afterwards });
  });
}

function decideWithout(s: Services, of: DuePhoto, now: Date): Promise<void> {
  const { meeting_id: meetingId, user_id: userId, entry_hash: hash, did } = of;
  return s.db.transaction(async (tx) => {
    await holdMeeting(tx, meetingId);
    await lockDevice(tx, did);
    const row = await findEntry(tx, hash);
    if (row?.state !== "pending") return;
    await changeEntry(tx, hash, { state: "review", code: "evidence", decidedAt: now });
    await askTeacher(tx, { meetingId, userId });
    await notifyLive(tx, { meetingId, userId });
  });
}

/** What the photos of a student looked like who has not checked in for as long as embeddings are kept. */
export async function forgetOldPrints(s: Services, now: Date, tally: Tally): Promise<void> {
  const before = new Date(now.getTime() - s.config.retention.embedding * DAY_MS);
  await s.db.transaction(async (tx) => {
    const { count } = await forgetPrints(tx, { before });
    await logDeletion(tx, byRule(null), { class: "embedding", count });
    tally.add("embedding", count);
  });
}

/** Embeddings that phones sent: they were compared with the photo, and are of no more use. */
export async function destroyEmbeddings(s: Services, now: Date, tally: Tally): Promise<void> {
  for (;;) {
    const due = await dueEmbeddings(s.db, s.config.retention, now, AT_ONCE);
    await s.db.transaction(async (tx) => {
      await forgetBlobs(tx, due);
      const names = due.flatMap(({ lake_name: name }) => (name === null ? [] : [name]));
      await deleteObjects(tx, names, byRule(null), "embedding");
      await logDeletion(tx, byRule(null), { class: "embedding", count: due.length - names.length });
    });
    tally.add("embedding", due.length);
    if (due.length < AT_ONCE) return;
  }
}
