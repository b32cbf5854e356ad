import type { PostgresJsDatabase } from "drizzle-orm/postgres-js";
import type { Logger } from "pino";
import type { Sql } from "postgres";
import type * as schema from "../drizzle/schema.ts";
import type { Language, Role } from "../shared/api/account.ts";
import type { PreparedAssets } from "./assets/prepare.ts";
import type { Auth } from "./auth.ts";
import type { ClaimsFirst } from "./claims-first.ts";
import type { Config } from "./config.ts";
import type { Queue } from "./jobs/queue.ts";
import type { Lake } from "./lake/lake.ts";
import type { LiveBus } from "./live.ts";
import type { ModelSet } from "../models/manifest.ts";
import type { Recogniser } from "./recognition/recogniser.ts";
import type { ServerKeys } from "./keys.ts";
import type { Vault } from "./vault/vault.ts";

export type Database = PostgresJsDatabase<typeof schema>;
/** A transaction or the database itself: what every function of queries/ takes first. */
export type Db = Database | Parameters<Parameters<Database["transaction"]>[0]>[0];

/** Everything that routes and jobs work with; made once by main.ts, or by a test. */
export interface Services {
  readonly config: Config;
  readonly db: Database;
  /** the same, for the statements of a check-in (db.ts) */
  readonly checkInDb: Database;
  readonly sql: Sql;
  readonly auth: Auth;
  readonly keys: ServerKeys;
  readonly lake: Lake;
  /**
   * Resolves once the marks of stops have been read since the start; asked before anything biometric, because until then the
   * database may be older than a stop. Reads them where they have not been, so that what a photo store brings when it is back
   * comes after. Throws LakeAway while the photo store has been away since the start.
   */
  readonly stopKnown: () => Promise<void>;
  /** seals and opens what the lake and the templates hold */
  readonly vault: Vault;
  readonly queue: Queue;
  readonly live: LiveBus;
  readonly claimsFirst: ClaimsFirst;
  readonly models: ModelSet;
  /** recognition files cut and compressed for the phone; empty when the model files are not there */
  readonly assets: PreparedAssets;
  /** null when the model files are not there */
  readonly recogniser: Recogniser | null;
  readonly log: Logger;
}

/** Who is asking, resolved from the session cookie. */
export interface Caller {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly role: Role;
  readonly language: Language;
  readonly studentNumber: string | null;
  /** the account was a roster's row, and no teacher has said yet that it is theirs */
  readonly claimed: boolean;
  readonly sessionId: string;
  readonly sessionCreatedAt: Date;
}

/** Hono's environment. `caller` is set by the session middleware; null for a visitor. */
export interface Env {
  Variables: { requestId: string; language: Language; caller: Caller | null };
}
