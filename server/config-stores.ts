import type { KeyObject } from "node:crypto";
import { resolve } from "node:path";
import * as v from "valibot";
import { Refusal } from "./refusal.ts";
import { parseKeks } from "./vault/kek-file.ts";

/** An S3 bucket and who we are there. */
export interface S3Config {
  /** null: Amazon's own for the region */
  readonly endpoint: string | null;
  readonly region: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** the bucket in the path of the address, not in its host name */
  readonly forcePathStyle: boolean;
}

/** Where the key-encryption key is. */
export type KekConfig =
  /** null: nobody chose, and one is made in the data folder */
  | { readonly from: "file"; readonly path: string | null }
  | { readonly from: "environment"; readonly keys: readonly KeyObject[] }
  | { readonly from: "command"; readonly command: string };

/** What of the environment says where photos and keys are. */
export const StoresEnvironment = {
  S3_ENDPOINT: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^https?:\/\/[^/]+\/?$/, "S3_ENDPOINT must be an origin such as https://s3.example.edu."),
    ),
  ),
  S3_REGION: v.optional(v.string()),
  S3_BUCKET: v.optional(v.string()),
  S3_ACCESS_KEY_ID: v.optional(v.string()),
  S3_SECRET_ACCESS_KEY: v.optional(v.string()),
  S3_FORCE_PATH_STYLE: v.optional(v.picklist(["0", "1"], "S3_FORCE_PATH_STYLE must be one of: 0, 1.")),
  KEK_FILE: v.optional(v.string()),
  KEK: v.optional(v.string()),
  KEK_COMMAND: v.optional(v.string()),
} as const;
type StoresEnvironment = v.InferOutput<v.ObjectSchema<typeof StoresEnvironment, undefined>>;

/** @param problems gets a sentence for each that is wrong @returns null: photos are kept in DATA_DIR */
export function readS3(env: StoresEnvironment, problems: string[]): S3Config | null {
  const { S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, S3_ENDPOINT, S3_REGION } = env;
  const needed = { S3_BUCKET, S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY };
  const any = Object.entries(env).some(([name, value]) => name.startsWith("S3_") && value !== undefined);
  if (!any) return null;
  const missing = Object.entries(needed).flatMap(([name, value]) => (value === undefined ? [name] : []));
  if (S3_ENDPOINT === undefined && S3_REGION === undefined) missing.push("S3_REGION (or S3_ENDPOINT)");
  if (missing.length > 0) {
    problems.push(`Photos go to S3 once S3_* is set, and then ${missing.join(", ")} must be set too.`);
    return null;
  }
  return {
    endpoint: S3_ENDPOINT?.replace(/\/$/, "") ?? null,
    region: S3_REGION ?? "us-east-1",
    bucket: S3_BUCKET ?? "",
    accessKeyId: S3_ACCESS_KEY_ID ?? "",
    secretAccessKey: S3_SECRET_ACCESS_KEY ?? "",
    forcePathStyle: env.S3_FORCE_PATH_STYLE ? env.S3_FORCE_PATH_STYLE === "1" : S3_ENDPOINT !== undefined,
  };
}

/** @param problems gets a sentence where the choice is missing in production, or not one choice */
export function readKek(env: StoresEnvironment & { NODE_ENV: string }, problems: string[]): KekConfig {
  const { KEK_FILE, KEK, KEK_COMMAND } = env;
  const made: KekConfig = { from: "file", path: null };
  const chosen = [KEK_FILE, KEK, KEK_COMMAND].filter((one) => one !== undefined);
  if (chosen.length > 1) problems.push("KEK_FILE, KEK and KEK_COMMAND exclude one another: set one of them.");
  if (chosen.length === 0 && env.NODE_ENV === "production") {
    problems.push(
      "Photos and templates are encrypted, and in production somebody must decide where the key-encryption key is: KEK_FILE (npm run keys -- new FILE makes one), KEK, or KEK_COMMAND for a key management service.",
    );
  }
  if (KEK_FILE !== undefined) return { from: "file", path: resolve(KEK_FILE) };
  if (KEK_COMMAND !== undefined) return { from: "command", command: KEK_COMMAND };
  if (KEK === undefined) return made;
  try {
    return {
      from: "environment",
      keys: parseKeks(
        KEK.split(",").map((text) => text.trim()),
        "KEK",
      ),
    };
  } catch (error) {
    if (error instanceof Refusal) problems.push(error.sentences.join(" "));
    return made;
  }
}
