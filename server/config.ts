import { readFileSync } from "node:fs";
import { availableParallelism } from "node:os";
import { resolve } from "node:path";
import * as v from "valibot";
import type { RetentionDays } from "../shared/api/retention.ts";
import { RECOGNITION_MODEL_IDS, type RecognitionModelId } from "../shared/face/recognition.ts";
import { type KekConfig, readKek, readS3, type S3Config, StoresEnvironment } from "./config-stores.ts";
import { type MailConfig, MailEnvironment, readMail } from "./config-mail.ts";
import { readRetention } from "./config-retention.ts";
import { Refusal } from "./refusal.ts";

/** The checked configuration. Everything that the environment decides is here and nowhere else. */
export interface Config {
  readonly env: "development" | "test" | "production";
  readonly port: number;
  /** the address to listen on; without TLS only this machine, see {@link createConfig} */
  readonly host: string;
  /** where a browser finds the app, without a slash at the end; null: wherever it was asked for */
  readonly publicUrl: string | null;
  /** absolute; holds postgres/ and photos/ */
  readonly dataDir: string;
  /** null: the embedded PostgreSQL in dataDir */
  readonly databaseUrl: string | null;
  /** null: photos are kept in dataDir */
  readonly s3: S3Config | null;
  /** where the key is that all photos and templates depend on */
  readonly kek: KekConfig;
  /** days that each class is kept */
  readonly retention: RetentionDays;
  /** null: scheduled reports wait in the app alone */
  readonly mail: MailConfig | null;
  /** PEM texts; null: plain http */
  readonly tls: { readonly cert: string; readonly key: string } | null;
  /** one address in front of us may say who asked (X-Forwarded-For) */
  readonly trustProxy: boolean;
  readonly recognitionModel: RecognitionModelId;
  /** lowest cosine of claimed and recomputed embedding that agrees; null: the model's own, from the manifest */
  readonly agreementBound: number | null;
  readonly recognitionWorkers: number;
  /** a photo that comes again, or nearly so, is a person's to look at, and enrols nobody */
  readonly asksAboutCopies: boolean;
  /** the university's, an IANA name: dates, weekdays and reports are in it */
  readonly timeZone: string;
  readonly logLevel: "silent" | "fatal" | "error" | "warn" | "info" | "debug" | "trace";
}

const whole = (name: string, from: number, to: number) =>
  v.pipe(
    v.string(),
    v.regex(/^\d+$/, `${name} must be a whole number from ${from} to ${to}.`),
    v.transform(Number),
    v.minValue(from, `${name} must be at least ${from}.`),
    v.maxValue(to, `${name} must be at most ${to}.`),
  );
const oneOf = <const T extends readonly string[]>(name: string, values: T) =>
  v.picklist(values, `${name} must be one of: ${values.join(", ")}.`);
const flag = (name: string) =>
  v.pipe(
    oneOf(name, ["0", "1"] as const),
    v.transform((text) => text === "1"),
  );

const Environment = v.object({
  NODE_ENV: v.optional(oneOf("NODE_ENV", ["development", "test", "production"] as const), "development"),
  PORT: v.optional(whole("PORT", 0, 65_535), "8080"),
  HOST: v.optional(v.string()),
  PUBLIC_URL: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^https?:\/\/[^/]+\/?$/, "PUBLIC_URL must be an origin such as https://presente.example.edu."),
      v.transform((url) => url.replace(/\/$/, "")),
    ),
  ),
  DATA_DIR: v.optional(v.string(), ".data"),
  DATABASE_URL: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^postgres(ql)?:\/\//, "DATABASE_URL must begin with postgres:// or postgresql://."),
    ),
  ),
  ...StoresEnvironment,
  ...MailEnvironment,
  TLS_CERT: v.optional(v.string()),
  TLS_KEY: v.optional(v.string()),
  TRUST_PROXY: v.optional(flag("TRUST_PROXY"), "0"),
  RECOGNITION_MODEL: v.optional(oneOf("RECOGNITION_MODEL", RECOGNITION_MODEL_IDS)),
  ACCEPT_MODEL_LICENCE: v.optional(v.string()),
  AGREEMENT_BOUND: v.optional(
    v.pipe(
      v.string(),
      v.transform(Number),
      v.check((n) => n > 0 && n < 1, "AGREEMENT_BOUND must be a cosine between 0 and 1, such as 0.999."),
    ),
  ),
  COPIED_PHOTOS: v.optional(oneOf("COPIED_PHOTOS", ["accept", "review"] as const), "accept"),
  RECOGNITION_WORKERS: v.optional(whole("RECOGNITION_WORKERS", 1, 64)),
  TIME_ZONE: v.optional(
    v.pipe(v.string(), v.check(isTimeZone, "TIME_ZONE must be an IANA time zone such as Europe/Madrid.")),
  ),
  LOG_LEVEL: v.optional(
    oneOf("LOG_LEVEL", ["silent", "fatal", "error", "warn", "info", "debug", "trace"] as const),
  ),
});
function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat("en", { timeZone: name }).format();
    return true;
  } catch {
    return false;
  }
}
type Environment = v.InferOutput<typeof Environment>;

/**
 * Turns the environment into a configuration.
 *
 * Without TLS the default address is 127.0.0.1, because browsers give the camera to https and to localhost only; with
 * TLS_CERT and TLS_KEY it is every address, for the phones in the room. HOST overrides both.
 * @throws Refusal with every problem at once
 */
export function createConfig(env: Readonly<Record<string, string | undefined>>): Config {
  const given = Object.fromEntries(
    Object.entries(env).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = v.safeParse(Environment, given);
  const problems = parsed.success
    ? licenceProblems(parsed.output)
    : parsed.issues.map((issue) => issue.message);
  const tls = readTls(given, problems);
  if (!parsed.success) throw new Refusal(...problems);
  const e = parsed.output;
  const [s3, kek] = [readS3(e, problems), readKek(e, problems)];
  const mail = readMail(e, problems);
  const retention = readRetention(given, problems);
  if (problems.length > 0) throw new Refusal(...problems);
  return {
    env: e.NODE_ENV,
    port: e.PORT,
    host: e.HOST ?? (tls ? "0.0.0.0" : "127.0.0.1"),
    publicUrl: e.PUBLIC_URL ?? null,
    dataDir: resolve(e.DATA_DIR),
    databaseUrl: e.DATABASE_URL ?? null,
    s3,
    kek,
    retention,
    mail,
    tls,
    trustProxy: e.TRUST_PROXY,
    recognitionModel: e.RECOGNITION_MODEL ?? "arcface-mbf",
    agreementBound: e.AGREEMENT_BOUND ?? null,
    recognitionWorkers: e.RECOGNITION_WORKERS ?? Math.max(1, availableParallelism()),
    asksAboutCopies: e.COPIED_PHOTOS === "review",
    timeZone: e.TIME_ZONE ?? new Intl.DateTimeFormat().resolvedOptions().timeZone,
    // at a terminal the addresses stand out; in production each request leaves a line
    logLevel: e.LOG_LEVEL ?? (e.NODE_ENV === "production" ? "info" : "warn"),
  };
}

/** In production nobody runs a model, or accepts its licence, by default. */
function licenceProblems(env: Environment): string[] {
  if (env.NODE_ENV !== "production") return [];
  if (env.RECOGNITION_MODEL === undefined) {
    return [
      "RECOGNITION_MODEL must be set for production: omz-0095 (Apache-2.0), or arcface-mbf, whose weights are licensed for non-commercial research only.",
    ];
  }
  if (env.RECOGNITION_MODEL === "arcface-mbf" && env.ACCEPT_MODEL_LICENCE !== "insightface-research") {
    return [
      "The weights of arcface-mbf are licensed for non-commercial research only. Set ACCEPT_MODEL_LICENCE=insightface-research if that covers your use, or RECOGNITION_MODEL=omz-0095.",
    ];
  }
  return [];
}

function readTls(env: Readonly<Record<string, string | undefined>>, problems: string[]): Config["tls"] {
  const { TLS_CERT: cert, TLS_KEY: key } = env;
  if (cert === undefined && key === undefined) return null;
  if (cert === undefined || key === undefined) {
    problems.push("TLS_CERT and TLS_KEY belong together: set both to PEM files, or none.");
    return null;
  }
  const read = (name: string, path: string) => {
    try {
      return readFileSync(path, "utf8");
    } catch {
      problems.push(`${name} names ${path}, which cannot be read.`);
      return "";
    }
  };
  return { cert: read("TLS_CERT", cert), key: read("TLS_KEY", key) };
}
