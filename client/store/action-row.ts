import * as v from "valibot";
import { TeacherAction } from "../../shared/api/actions.ts";
import { EpochMs, Uuid } from "../../shared/ids.ts";

/** One thing that a teacher did on this device; append-only but for what became of it. */
export const ActionRow = v.object({
  /** the order in which they were done; given by the database */
  n: v.optional(v.number()),
  id: Uuid,
  uid: Uuid,
  courseId: Uuid,
  courseName: v.string(),
  /** the student's name, of a mark */
  name: v.nullable(v.string()),
  action: TeacherAction,
  /** waiting: to be sent; taken: the server has it; refused: it will not take it, and says why with `code` */
  state: v.picklist(["waiting", "taken", "refused"]),
  code: v.nullable(v.string()),
  /** Date.now() of the server's word */
  answeredAt: v.nullable(EpochMs),
});
export type ActionRow = v.InferOutput<typeof ActionRow>;
