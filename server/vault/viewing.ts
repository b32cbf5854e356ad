import type { Services } from "../context.ts";
import { type AuditAction, writeAudit } from "../queries/audit.ts";
import type { StoredTemplate } from "../queries/enrolments.ts";
import { openPhoto } from "./photos.ts";
import { openTemplates } from "./templates.ts";

/**
 * A photo for a person's eyes: that somebody looks is written down before it is opened. Whether they may, the caller has
 * decided.
 * @returns null when it is not there (nothing is written then)
 */
export async function viewPhoto(
  s: Services,
  photo: { userId: string; lakeName: string },
  look: { actorId: string; detail: Record<string, string>; action?: AuditAction },
): Promise<Buffer | null> {
  const bytes = await s.lake.get(photo.lakeName);
  if (bytes === null) return null;
  const { actorId, detail, action = "photo_viewed" } = look;
  await writeAudit(s.db, { actorId, action, subjectId: photo.userId, detail });
  return openPhoto(s, photo, bytes);
}

/** A student's own templates, for the student's own phone. */
export const ownTemplates = (s: Services, rows: readonly StoredTemplate[]): Promise<Buffer[]> =>
  openTemplates(s.vault.opener, rows);
