/** What a person may ask about what is kept of them. */
import * as v from "valibot";
import { Instant, Uuid } from "../ids.ts";
import { Role } from "./account.ts";

/**
 * On every answer to a device's signed request, where its owner has ever withdrawn the consent to the face: when that was,
 * epoch ms. A device that has not acted on this withdrawal destroys what it holds of the face.
 */
export const WITHDRAWN_HEADER = "x-consent-withdrawn";

/** About how many bytes an export will have, on its answer: for the progress shown while it comes. */
export const EXPORT_BYTES_HEADER = "x-export-bytes";

/** Why somebody looked. */
export const LOOK_REASONS = [
  /** to confirm an enrolment */
  "enrolment",
  /** to decide a check-in */
  "check_in",
  /** a document of a request, to answer it */
  "document",
  /** the person's own export */
  "export",
] as const;

/** Somebody looked at photos or documents of a person: one or several in one go. */
export const Look = v.strictObject({
  id: Uuid,
  /** of the last of them */
  at: Instant,
  /** null: the account is gone */
  by: v.nullable(v.strictObject({ name: v.string(), role: Role, self: v.boolean() })),
  why: v.picklist(LOOK_REASONS),
  /** how many photos or documents */
  count: v.pipe(v.number(), v.integer(), v.minValue(1)),
  /** of a check-in: its course and when it was taken; of a document: its course */
  courseName: v.nullable(v.string()),
  takenAt: v.nullable(Instant),
});
export type Look = v.InferOutput<typeof Look>;

/** GET /v1/me/looks: who has looked at one's photos and documents, the newest first. */
export const Looks = v.array(Look);
