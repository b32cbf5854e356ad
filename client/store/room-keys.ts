/**
 * The secrets of a teacher's meetings on this device, by which it shows room codes with no network, and the server's time
 * that came with them. They are kept like every other answer: for who is signed in, and until the sign-out.
 */
import * as v from "valibot";
import { RoomKey } from "../../shared/api/room-keys.ts";
import { fromBase64Url } from "../../shared/bytes.ts";
import { EpochMs } from "../../shared/ids.ts";
import { CLOCK_SURE_MS } from "../../shared/protocol/room-code.ts";
import { api } from "../api.ts";
import { readClocks, serverTimeAt } from "../outbox/clock.ts";
import { dropCache, isGone, readCache, writeCache } from "./cache.ts";
import { withLock } from "./locks.ts";
import { TimeAnchor } from "./rows.ts";
import { currentStudent } from "./settings.ts";

const { ms, tm, tw, org } = TimeAnchor.entries;
const Kept = v.object({
  /** the server's time when the keys came, with the clocks at that moment */
  time: v.object({ ms, tm, tw, org }),
  /** the same as the server signed it */
  told: v.string(),
  meetings: v.array(RoomKey),
  spares: v.array(RoomKey),
  /** spare ones that became meetings here, since `at` (Date.now()): the server may not have heard of them yet */
  used: v.array(v.object({ ...RoomKey.entries, at: EpochMs })),
});
type Kept = v.InferOutput<typeof Kept>;

/** An answer that took longer says nothing exact of the time (PROTOCOL, "Time"), ms. */
const ROUND_TRIP_MS = 10_000;
/** As long as a meeting may wait for the server to hear of it. */
const USED_MS = 14 * 24 * 60 * 60_000;

const rowOf = (uid: string, courseId: string) => ({ uid, name: `room-keys:${courseId}`, schema: Kept });

async function kept(courseId: string): Promise<Kept | null> {
  const uid = await currentStudent.read();
  return uid === null ? null : ((await readCache(rowOf(uid, courseId)))?.value ?? null);
}

/** Asks for the keys of a course's meetings. Never rejects: what failed stays as it was kept, unless it is not ours any more. */
export async function refreshRoomKeys(courseId: string): Promise<void> {
  const uid = await currentStudent.read();
  if (uid === null) return;
  const row = rowOf(uid, courseId);
  const from = performance.now();
  try {
    const { told, ms, meetings, spares } = await api.courses.roomKeys(courseId);
    const { mono, wall, org } = readClocks();
    const now = { told, time: { ms, tm: Math.round(mono), tw: Math.round(wall), org } };
    await withLock("room-keys", async () => {
      const old = (await readCache(row))?.value;
      const heard = old && mono - from > ROUND_TRIP_MS ? { told: old.told, time: old.time } : now;
      const used = (old?.used ?? []).filter(({ at }) => at > wall - USED_MS);
      await writeCache(uid, row.name, { ...heard, meetings, spares, used } satisfies Kept);
    });
  } catch (error) {
    if (isGone(error)) await dropCache(uid, row.name).catch(() => undefined);
  }
}

/** A spare meeting of the course, for one that is made on this device; null where none is left. Each is given once. */
export const takeSpare = (courseId: string): Promise<string | null> =>
  withLock("room-keys", async () => {
    const uid = await currentStudent.read();
    const old = await kept(courseId);
    const [spare, ...spares] = old?.spares ?? [];
    if (uid === null || !old || !spare) return null;
    const used = [...old.used, { ...spare, at: Date.now() }];
    await writeCache(uid, rowOf(uid, courseId).name, { ...old, spares, used } satisfies Kept);
    return spare.id;
  }).catch(() => null);

/** What shows the codes of one meeting. */
export interface RoomClock {
  /** K_s */
  readonly key: Uint8Array<ArrayBuffer>;
  /** the server's time now, as well as this device can tell, epoch ms */
  readonly nowMs: () => number;
  /** when the server told it last, epoch ms */
  readonly toldMs: number;
}

/** @returns null where this device has no key of the meeting */
export async function roomClockOf(courseId: string, meetingId: string): Promise<RoomClock | null> {
  const found = await kept(courseId);
  const known = found && [...found.meetings, ...found.used].find(({ id }) => id === meetingId);
  if (!found || !known) return null;
  const { time } = found;
  const nowMs = () => serverTimeAt(readClocks(), time);
  return { key: fromBase64Url(known.key), nowMs, toldMs: time.ms };
}

/**
 * The time that an opening or a close is dated with: the one that the codes go by.
 * @returns with the server's own word on it, where that is so old that the codes may be off (shared/api/actions.ts)
 */
export async function teacherTime(courseId: string): Promise<{ at: number; told?: string }> {
  const found = await kept(courseId).catch(() => null);
  if (!found) return { at: Date.now() };
  const at = serverTimeAt(readClocks(), found.time);
  return at - found.time.ms > CLOCK_SURE_MS ? { at, told: found.told } : { at };
}
