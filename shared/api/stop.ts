import * as v from "valibot";
import { Uuid } from "../ids.ts";

const Moment = v.pipe(v.string(), v.isoTimestamp());
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

/** What "stop and destroy" destroys, in the order of the certificate. */
export const STOP_CLASSES = [
  "consents",
  "student_keys",
  "enrolment_photos",
  "checkin_photos",
  "embeddings",
  "templates",
  "duplicate_findings",
  "objects",
  "key_backups",
  "undecided_check_ins",
] as const;
export const StopClass = v.picklist(STOP_CLASSES);
export type StopClass = v.InferOutput<typeof StopClass>;
/** How many of each; what is not named was none. */
export type StopCounts = Partial<Record<StopClass, number>>;
