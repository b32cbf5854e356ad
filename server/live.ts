/**
 * What changed, told to everybody who watches, across replicas: PostgreSQL LISTEN/NOTIFY.
 * Channel "presente_live", payload "<meetingId> <userId or ->".
 */
import postgres, { type Sql } from "postgres";
import type { Db } from "./context.ts";
import { notifyLive } from "./queries/live.ts";

export interface LiveBus {
  /** Tells, with the caller's transaction (NOTIFY is sent at commit), that a meeting or a student's row in it changed. */
  notify(db: Db, change: { meetingId: string; userId: string | null }): Promise<void>;
  /** Calls back for each committed change of the meeting until `signal` aborts. */
  watch(meetingId: string, listener: (userId: string | null) => void, signal: AbortSignal): void;
  close(): Promise<void>;
}

const CHANNEL = "presente_live";
/** A ping that has not come back by the next one means that the line is dead. */
const PING_MS = 15_000;
const PING = "ping";

/**
 * One connection of the process listens for all watchers. When it was lost and stands again, every watcher is called with
 * null, because anything may have changed meanwhile.
 * @param url of the same database, for the connection that listens
 */
export async function createLiveBus(sql: Sql, url: string): Promise<LiveBus> {
  const watchers = new Map<string, Set<(userId: string | null) => void>>();
  let closed = false;
  let awaitingPing = false;

  const heard = (payload: string) => {
    if (payload === PING) {
      awaitingPing = false;
      return;
    }
    const [meetingId = "", userId = "-"] = payload.split(" ");
    for (const listener of watchers.get(meetingId) ?? []) listener(userId === "-" ? null : userId);
  };
  const resync = () => {
    for (const listeners of watchers.values()) for (const listener of listeners) listener(null);
  };
  const open = async () => {
    const line = postgres(url, { max: 1, connection: { application_name: "presente-live" } });
    await line.listen(CHANNEL, heard, resync);
    return line;
  };

  let line = await open();
  // postgres.js tries a lost LISTEN once and then stays silent; the ping notices that
  const check = async () => {
    if (awaitingPing) {
      const dead = line;
      line = await open();
      void dead.end({ timeout: 1 });
    }
    awaitingPing = true;
    await sql`select pg_notify(${CHANNEL}, ${PING})`;
  };
  const timer = setInterval(() => void check().catch(() => {}), PING_MS);
  timer.unref();

  return {
    notify: notifyLive,
    watch(meetingId, listener, signal) {
      if (closed || signal.aborted) return;
      const listeners = watchers.get(meetingId) ?? new Set();
      watchers.set(meetingId, listeners.add(listener));
      signal.addEventListener(
        "abort",
        () => {
          listeners.delete(listener);
          if (listeners.size === 0 && watchers.get(meetingId) === listeners) watchers.delete(meetingId);
        },
        { once: true },
      );
    },
    async close() {
      closed = true;
      clearInterval(timer);
      watchers.clear();
      await line.end({ timeout: 1 });
    },
  };
}
