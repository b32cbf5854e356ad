import { Hono } from "hono";
import { v7 as uuidv7 } from "uuid";
import * as v from "valibot";
import { toBase64Url } from "../../shared/bytes.ts";
import { KEYS_AHEAD_DAYS, type RoomKey, type RoomKeys, SPARE_MEETINGS } from "../../shared/api/room-keys.ts";
import { Uuid } from "../../shared/ids.ts";
import { AUDIENCE } from "../../shared/protocol/entry.ts";
import { meetingKey } from "../../shared/protocol/room-code.ts";
import { signToldTime } from "../../shared/protocol/tokens.ts";
import type { Env, Services } from "../context.ts";
import { courseFor } from "../middleware/access.ts";
import { param } from "../middleware/validate.ts";
import { meetingIdsAround } from "../queries/meetings.ts";

const KEYS_BACK_DAYS = 1;

/** The secrets of a course's meetings, for the devices of those who open them: codes are shown with no network. */
export const roomKeyRoutes = (s: Services) => {
  const keyOf = async (id: string): Promise<RoomKey> => ({
    id,
    key: toBase64Url(await meetingKey(s.keys.roomCodes, id)),
  });

  return new Hono<Env>().get("/v1/courses/:id/room-keys", param(v.strictObject({ id: Uuid })), async (c) => {
    const { caller, course } = await courseFor(c, s.db, c.req.valid("param").id, "run");
    const now = new Date();
    const ids = await meetingIdsAround(s.db, course.id, {
      now,
      daysBack: KEYS_BACK_DAYS,
      daysAhead: KEYS_AHEAD_DAYS,
    });
    const spares = Array.from({ length: SPARE_MEETINGS }, () => uuidv7());
    const ms = now.getTime();
    const answer: RoomKeys = {
      ms,
      told: await signToldTime({ k: "told", aud: AUDIENCE, uid: caller.id, ms }, s.keys.token),
      meetings: await Promise.all(ids.map(keyOf)),
      spares: await Promise.all(spares.map(keyOf)),
    };
    return c.json(answer);
  });
};
