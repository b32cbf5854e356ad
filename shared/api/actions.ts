/**
 * What a teacher did on a device, network or not: POST /v1/actions (session cookie). Each action is taken once, by its id,
 * in a transaction of its own, and authorised like the route that does the same at once.
 */
import * as v from "valibot";
import { PROBLEM_CODES } from "../errors.ts";
import { EpochMs, Instant, Uuid, written } from "../ids.ts";
import { LiveRow, Meeting } from "./course.ts";

export const ACTIONS_VERSION = 1;
/** At most this many actions in one request. */
export const MAX_ACTIONS = 20;
/** At most this many words that one mark answers. */
export const MAX_BASE = 20;

/** A UUID of version 7 (RFC 9562), as a device makes it for a new meeting. */
const UuidV7 = v.pipe(Uuid, v.regex(/^.{14}7.{4}[89ab]/));
/** the action's own id, and when it was done by the device's clock */
const Done = { id: Uuid, at: EpochMs, meetingId: Uuid };

/** The teacher's time token where it is over 7 days old: the codes that this device shows may be off (shared/protocol/tokens.ts). */
const Told = v.optional(v.pipe(v.string(), v.maxLength(1024)));

export const CreateAction = v.strictObject({
  ...Done,
  kind: v.literal("create"),
  /** made by the device */
  meetingId: UuidV7,
  courseId: Uuid,
  title: v.nullable(written(160)),
  startsAt: Instant,
  endsAt: Instant,
  told: Told,
});
export const OpenAction = v.strictObject({ ...Done, kind: v.literal("open"), told: Told });
export const CloseAction = v.strictObject({ ...Done, kind: v.literal("close") });
export const MarkAction = v.strictObject({
  ...Done,
  kind: v.literal("mark"),
  userId: Uuid,
  status: v.picklist(["present", "late", "excused", "absent"]),
  reason: written(500),
  /** the version of the row that it was based on: ids of the words that stood on it */
  base: v.pipe(v.array(Uuid), v.maxLength(MAX_BASE)),
  /** until when (the device's clock) the list was known that the teacher looked at */
  seen: EpochMs,
});
/** A teacher takes back a mark of their own, as if it had not been said. */
export const UndoAction = v.strictObject({
  ...Done,
  kind: v.literal("undo"),
  userId: Uuid,
  /** the mark's id */
  mark: Uuid,
});
/** Most people that a room holds. */
export const MAX_HEADS = 5_000;
/** How many people the teacher counted in the room; null: not counted. The latest count holds. */
export const CountAction = v.strictObject({
  ...Done,
  kind: v.literal("count"),
  people: v.nullable(v.pipe(v.number(), v.safeInteger(), v.minValue(0), v.maxValue(MAX_HEADS))),
});
/** "create" opens the meeting that it makes. */
export const TeacherAction = v.variant("kind", [
  CreateAction,
  OpenAction,
  CloseAction,
  MarkAction,
  UndoAction,
  CountAction,
]);
export type TeacherAction = v.InferOutput<typeof TeacherAction>;

export const ActionsRequest = v.strictObject({
  v: v.literal(ACTIONS_VERSION),
  /** whose actions they are; refused when somebody else is signed in */
  uid: Uuid,
  /** in the order in which they were done */
  actions: v.pipe(v.array(TeacherAction), v.minLength(1), v.maxLength(MAX_ACTIONS)),
});

export const ActionCode = v.picklist(PROBLEM_CODES);

/** The server's word on one action, with what it acted on as it stands now. */
export const ActionOutcome = v.strictObject({
  id: Uuid,
  /** refused: final, and nothing was changed; retry: not taken, nor any after it */
  st: v.picklist(["applied", "duplicate", "refused", "retry"]),
  code: v.nullable(ActionCode),
  meeting: v.nullable(Meeting),
  /** of a mark's or an undone mark's student; null when the student is not on the list */
  row: v.nullable(LiveRow),
});
export type ActionOutcome = v.InferOutput<typeof ActionOutcome>;
export const ActionsReply = v.strictObject({
  v: v.literal(ACTIONS_VERSION),
  outcomes: v.array(ActionOutcome),
});
