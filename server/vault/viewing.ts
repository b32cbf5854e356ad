import type { Services } from "../context.ts";
import { type AuditAction, writeAudit } from "../queries/audit.ts";
import type { StoredTemplate } from "../queries/enrolments.ts";
import { openPhoto } from "./photos.ts";
import { openPrints, type Print } from "./prints.ts";
import { openClaimed, openTemplates } from "./templates.ts";

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

/** What a person's own photos, documents and embeddings are opened with, for that person alone. */
export interface OwnLook {
  /** null when it is not there, or no longer opens */
  photo(lakeName: string): Promise<Buffer | null>;
  template(row: StoredTemplate): Promise<Buffer | null>;
  claimed(of: Parameters<typeof openClaimed>[1], sealed: Uint8Array): Promise<Buffer | null>;
  prints(sealed: Uint8Array): Promise<Print[]>;
}

/** A look at everything of one's own: that it is had is written down before anything is opened. */
export async function lookAtOwn(
  s: Services,
  userId: string,
  detail: Record<string, string>,
): Promise<OwnLook> {
  await writeAudit(s.db, { actorId: userId, action: "data_exported", subjectId: userId, detail });
  return {
    async photo(lakeName) {
      const bytes = await s.lake.get(lakeName);
      return bytes && openPhoto(s, { userId, lakeName }, bytes);
    },
    template: async (row) => (await openTemplates(s.vault.opener, [row]))[0] ?? null,
    claimed: (of, sealed) => openClaimed(s.vault.opener, of, sealed),
    prints: (sealed) => openPrints(s.vault.opener, userId, sealed),
  };
}

/** A student's own templates, for the student's own phone. */
export const ownTemplates = (s: Services, rows: readonly StoredTemplate[]): Promise<Buffer[]> =>
  openTemplates(s.vault.opener, rows);
