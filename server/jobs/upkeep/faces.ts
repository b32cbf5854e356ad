import type { Services } from "../../context.ts";
import { writeAudit } from "../../queries/audit.ts";
import { withdrawConsent } from "../../queries/consents.ts";
import { deleteObjects, logDeletion } from "../../queries/deletions.ts";
import { forgetEnrolmentPhotos, lockEnrolment, setEnrolment } from "../../queries/enrolments.ts";
import { dueEnrolments, dueStudents } from "../../queries/retention.ts";
import { latestEnrolment } from "../../queries/enrolments.ts";
import type { Tally } from "./tally.ts";

const AT_ONCE = 100;
const reason = "kept_long_enough";

/**
 * Students who have not been here for long: the consent lapses with what it was given for, and all that is known of the face
 * goes with its key. Whoever comes back consents and enrols again; the record of attendance stays.
 */
export async function destroyOldFaces(s: Services, now: Date, tally: Tally): Promise<void> {
  for (;;) {
    const due = await dueStudents(s.db, s.config.retention, now, AT_ONCE);
    for (const { user_id: userId, photos } of due) {
      const cause = { reason, actorId: null, subjectId: userId } as const;
      await s.db.transaction(async (tx) => {
        const names = await withdrawConsent(tx, userId);
        const latest = await latestEnrolment(tx, userId);
        if (latest?.code === "consent_withdrawn") await setEnrolment(tx, latest.id, { code: reason });
        await deleteObjects(tx, names, cause);
        await logDeletion(tx, cause, { class: "student_key", count: 1 });
        await writeAudit(tx, { actorId: null, action: "consent_lapsed", subjectId: userId });
      });
      s.vault.sealer.forget(userId);
      tally.add("enrolment_photo", photos);
    }
    if (due.length < AT_ONCE) return;
  }
}

/** Enrolments that were begun and never finished. */
export async function destroyUnfinished(s: Services, now: Date, tally: Tally): Promise<void> {
  const due = await dueEnrolments(s.db, s.config.retention, now, 1000);
  for (const { id, user_id: subjectId } of due) {
    await s.db.transaction(async (tx) => {
      const row = await lockEnrolment(tx, id);
      // finished meanwhile
      if (row?.status !== "uploading") return;
      await setEnrolment(tx, id, { status: "rejected", code: reason, decidedAt: now });
      const names = await forgetEnrolmentPhotos(tx, id);
      await deleteObjects(tx, names, { reason, actorId: null, subjectId }, "unfinished_enrolment");
      tally.add("unfinished_enrolment", names.length);
    });
  }
}
