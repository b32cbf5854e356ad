import * as v from "valibot";
import { IsoDate } from "../dates.ts";
import { Instant, Uuid } from "../ids.ts";
import { Email } from "./account.ts";
import { CourseRole } from "./course.ts";

/** GET /v1/courses/:id/roster */
export const RosterRow = v.strictObject({
  userId: Uuid,
  name: v.string(),
  email: v.string(),
  studentNumber: v.nullable(v.string()),
  role: CourseRole,
  joinedAt: Instant,
  enrolment: v.nullable(v.string()),
  groupId: v.optional(v.nullable(Uuid)),
  groupName: v.optional(v.nullable(v.string())),
  /** the dates from and until which meetings count, inclusive; null: as joined and left */
  eligibleFrom: v.optional(v.nullable(IsoDate)),
  eligibleUntil: v.optional(v.nullable(IsoDate)),
  /** put on the roster by a file, and without an account until they register with this address */
  withoutAccount: v.optional(v.boolean()),
  /** somebody has registered for this row, and nobody has said yet that it is them */
  claimed: v.optional(v.boolean()),
});
export type RosterRow = v.InferOutput<typeof RosterRow>;
export const Roster = v.array(RosterRow);
/** POST /v1/courses/:id/roster: someone who already has an account */
export const RosterAddition = v.strictObject({ email: Email, role: CourseRole });
/**
 * POST /v1/courses/:id/roster/:userId/claim: confirm: the account is this student's; release: it is somebody else's, and goes.
 * A confirmed enrolment confirms as well. @throws conflict when nothing waits
 */
export const ClaimDecision = v.strictObject({ decision: v.picklist(["confirm", "release"]) });
/** PATCH /v1/courses/:id/roster/:userId: a student's group and dates. Answers Roster. */
export const RosterChange = v.pipe(
  v.strictObject({
    groupId: v.optional(v.nullable(Uuid)),
    eligibleFrom: v.optional(v.nullable(IsoDate)),
    eligibleUntil: v.optional(v.nullable(IsoDate)),
  }),
  v.forward(
    v.check(
      ({ eligibleFrom, eligibleUntil }) => !eligibleFrom || !eligibleUntil || eligibleFrom <= eligibleUntil,
      "the dates are the wrong way round",
    ),
    ["eligibleUntil"],
  ),
);
