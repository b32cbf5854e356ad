import { LakeAway } from "./lake/lake.ts";
import { KeysAway } from "./vault/kek.ts";

/** What the database's driver says when the database cannot be reached, is starting, stopping or full (postgres.js, SQLSTATE). */
const AWAY = new Set([
  "CONNECTION_CLOSED",
  "CONNECTION_ENDED",
  "CONNECTION_DESTROYED",
  "CONNECT_TIMEOUT",
  "ECONNREFUSED",
  "ECONNRESET",
  "EPIPE",
  "ENOTFOUND",
  "EHOSTUNREACH",
  "ETIMEDOUT",
  // admin_shutdown, crash_shutdown, cannot_connect_now, too_many_connections, disk_full
  "57P01",
  "57P02",
  "57P03",
  "53300",
  "53100",
]);

/** Whether an error means that the database, the photo store or the key-encryption key is away for now, so that the same request may succeed later. */
export function isOutage(error: unknown): boolean {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof LakeAway || cause instanceof KeysAway) return true;
    if (
      "code" in cause &&
      typeof cause.code === "string" &&
      (AWAY.has(cause.code) || cause.code.startsWith("08"))
    )
      return true;
  }
  return false;
}
