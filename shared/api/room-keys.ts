/** What a teacher's device needs to show room codes without network (PROTOCOL, "The room code"). */
import * as v from "valibot";
import { EpochMs, Uuid } from "../ids.ts";

/** How many meetings a device can make on the spot without network, each with codes. */
export const SPARE_MEETINGS = 5;
/** How far ahead keys are given, days. */
export const KEYS_AHEAD_DAYS = 14;

/** A meeting and its secret K_s: 32 bytes, base64url. */
export const RoomKey = v.strictObject({ id: Uuid, key: v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/)) });
export type RoomKey = v.InferOutput<typeof RoomKey>;

/** GET /v1/courses/:id/room-keys (who teaches or assists there) */
export const RoomKeys = v.strictObject({
  /** server time, epoch ms */
  ms: EpochMs,
  /** the same as a server JWS for this person (shared/protocol/tokens.ts): how old the device's time is, it says itself */
  told: v.string(),
  /** the course's meetings that are open, or lie within a day ago and 14 days ahead */
  meetings: v.array(RoomKey),
  /** ids that no meeting has yet, for meetings made on this device; other ones with each answer */
  spares: v.array(RoomKey),
});
export type RoomKeys = v.InferOutput<typeof RoomKeys>;
