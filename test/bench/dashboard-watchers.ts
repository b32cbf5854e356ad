import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import * as v from "valibot";
import type { Services } from "../../server/context.ts";
import { liveRows } from "../../server/queries/attendance.ts";
import { addTeacherMark } from "../../server/queries/marks.ts";

const CHANGES = 20;
const PAUSE_MS = 400;
/** longer than this nothing takes that still comes */
const PATIENCE_MS = 60_000;

const Told = v.union([
  v.strictObject({ kind: v.literal("ready") }),
  v.strictObject({ kind: v.literal("heard"), userId: v.string(), at: v.array(v.number()) }),
]);
export type Told = v.InferOutput<typeof Told>;

/** Epoch milliseconds with fractions: the same clock in every process of the machine. */
export const clock = (): number => performance.timeOrigin + performance.now();

/**
 * Students are marked one after the other; each change is timed from just before its commit until each watcher has read it.
 * The watchers live in a process of their own, as they would on other machines.
 * @returns milliseconds, one for each watcher and change
 */
export async function measurePush(
  { db, live }: Services,
  options: { url: string; cookie: string; meetingId: string; watchers: number },
): Promise<number[]> {
  const { meetingId } = options;
  const child = fork(new URL("./dashboard-watching.ts", import.meta.url), [JSON.stringify(options)], {
    execArgv: ["--import", "tsx"],
  });
  const waiting = new Map<string, (at: readonly number[]) => void>();
  const ready = new Promise<void>((resolve) => {
    child.on("message", (message) => {
      const told = v.parse(Told, message);
      if (told.kind === "ready") resolve();
      else waiting.get(told.userId)?.(told.at);
    });
  });
  try {
    await inTime(ready, child);
    const rows = await liveRows(db, meetingId);
    const found: number[] = [];
    for (const { userId } of rows.slice(0, CHANGES)) {
      const heard = new Promise<readonly number[]>((resolve) => waiting.set(userId, resolve));
      let committing = 0;
      await db.transaction(async (tx) => {
        await addTeacherMark(tx, { meetingId, userId, status: "present", reason: "seen", actorId: userId });
        await live.notify(tx, { meetingId, userId });
        committing = clock();
      });
      const at = await inTime(heard, child);
      found.push(...at.map((moment) => moment - committing));
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
    return found;
  } finally {
    child.kill();
  }
}

async function inTime<T>(what: Promise<T>, child: ChildProcess): Promise<T> {
  const limit = new AbortController();
  try {
    return await Promise.race([
      what,
      once(child, "exit", { signal: limit.signal }).then(() => {
        throw new Error("the watchers' process ended");
      }),
      new Promise<never>((_, reject) => {
        const timer = setTimeout(() => reject(new Error("not every watcher heard of it")), PATIENCE_MS);
        limit.signal.addEventListener("abort", () => clearTimeout(timer));
      }),
    ]);
  } finally {
    limit.abort();
  }
}
