import { v7 as uuidv7 } from "uuid";
import { audit } from "../../drizzle/schema.ts";
import type { Db } from "../context.ts";

/** What is written down about who looked at or changed what. */
export type AuditAction =
  | "photo_viewed"
  | "document_viewed"
  | "data_exported"
  | "request_decided"
  | "rules_changed"
  | "enrolment_confirmed"
  | "enrolment_agreed"
  | "enrolment_rejected"
  | "references_purged"
  | "duplicate_decided"
  | "roster_imported"
  | "claim_confirmed"
  | "claim_released"
  | "report_fetched"
  | "report_ordered"
  | "role_given"
  | "invitation_issued"
  | "reset_link_issued"
  | "password_reset"
  | "consent_given"
  | "consent_withdrawn"
  | "consent_lapsed"
  | "stop_proposed"
  | "stop_confirmed"
  | "stop_cancelled"
  | "stop_lifted";

/** Appends to the audit log, with the caller's transaction. */
export async function writeAudit(
  db: Db,
  row: {
    actorId: string | null;
    action: AuditAction;
    subjectId: string | null;
    detail?: Record<string, string>;
  },
): Promise<void> {
  await db.insert(audit).values({ id: uuidv7(), ...row });
}
