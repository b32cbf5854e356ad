import { createHash } from "node:crypto";
import {
  CopyObjectCommand,
  DeleteBucketLifecycleCommand,
  DeleteObjectsCommand,
  GetBucketLifecycleConfigurationCommand,
  GetObjectCommand,
  GetObjectTaggingCommand,
  HeadObjectCommand,
  ListObjectsV2Command,
  PutBucketLifecycleConfigurationCommand,
  PutObjectCommand,
  PutObjectTaggingCommand,
  S3Client,
  type S3ClientConfig,
} from "@aws-sdk/client-s3";
import type { S3Config } from "../config-stores.ts";
import { Refusal } from "../refusal.ts";
import { expiryOf, isOwnRule, ruleOf } from "./expiry.ts";
import { type Lake, LakeAway } from "./lake.ts";
import { checkName, checkTags } from "./names.ts";
import { isAbsent, isTaken, s3Code, s3Sentences } from "./s3-errors.ts";

/** How long things may take before the store counts as away, ms. */
export interface S3Patience {
  readonly connectMs: number;
  /** without a byte from the other side */
  readonly silenceMs: number;
  /** one operation with all its tries */
  readonly wholeMs: number;
}
const PATIENCE: S3Patience = { connectMs: 3000, silenceMs: 8000, wholeMs: 20_000 };
const TRIES = 3;
/** S3's own limit for one request that deletes many. */
const DELETED_AT_ONCE = 1000;
const SOCKETS = 50;

/**
 * The lake of an S3 bucket. Every object goes whole, with its MD5, which the store checks before it takes it; a put is
 * durable once it is answered, and never seen in part.
 * @throws Refusal when the bucket cannot be used as configured; a store that is away is no refusal, but for later
 */
export async function openS3Lake(config: S3Config, patience: S3Patience = PATIENCE): Promise<Lake> {
  const lake = createS3Lake(config, patience);
  try {
    await lake.list("presente-start");
  } catch (error) {
    const sentences = s3Sentences(error, config);
    if (sentences === null) return lake;
    await lake.close();
    throw new Refusal(...sentences);
  }
  return lake;
}

function createS3Lake(config: S3Config, patience: S3Patience): Lake {
  const client = createClient(config, patience);
  const Bucket = config.bucket;

  /** Whatever the store says that is not about the object: it is away, and why is in the cause. */
  async function ask<T>(work: (options: { abortSignal: AbortSignal }) => Promise<T>): Promise<T> {
    try {
      return await work({ abortSignal: AbortSignal.timeout(patience.wholeMs) });
    } catch (error) {
      if (isAbsent(error) || isTaken(error)) throw error;
      // the store's answer may quote the request, so of the error only its name is kept
      throw new LakeAway(new Error(s3Code(error)));
    }
  }
  const unless = async <T, U>(is: (error: unknown) => boolean, work: Promise<T>, then: U): Promise<T | U> => {
    try {
      return await work;
    } catch (error) {
      if (is(error)) return then;
      throw error;
    }
  };
  const absentIsNull = <T>(work: Promise<T>) => unless(isAbsent, work, null);

  return {
    async put(name, bytes, { ifAbsent = false } = {}) {
      const body =
        bytes instanceof Uint8Array
          ? Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
          : Buffer.concat(bytes);
      const command = new PutObjectCommand({
        Bucket,
        Key: checkName(name),
        Body: body,
        ContentMD5: createHash("md5").update(body).digest("base64"),
        ...(ifAbsent && { IfNoneMatch: "*" }),
      });
      const put = ask((options) => client.send(command, options)).then(() => true);
      return ifAbsent ? unless(isTaken, put, false) : put;
    },

    async get(name) {
      const command = new GetObjectCommand({ Bucket, Key: checkName(name) });
      const get = ask(async (options) => {
        const { Body, ContentLength } = await client.send(command, options);
        const bytes = Buffer.from((await Body?.transformToByteArray()) ?? []);
        if (ContentLength !== undefined && ContentLength !== bytes.length) throw new Error("CutShort");
        return bytes;
      });
      return absentIsNull(get);
    },

    async head(name) {
      const command = new HeadObjectCommand({ Bucket, Key: checkName(name) });
      const head = await absentIsNull(ask((options) => client.send(command, options)));
      return head && { bytes: head.ContentLength ?? 0, putAt: head.LastModified ?? new Date() };
    },

    async copy(from, to) {
      const CopySource = `${Bucket}/${checkName(from)}`;
      const command = new CopyObjectCommand({ Bucket, Key: checkName(to), CopySource });
      return (await absentIsNull(ask((options) => client.send(command, options)))) !== null;
    },

    async delete(names) {
      const all = names.map((name) => ({ Key: checkName(name) }));
      for (let i = 0; i < all.length; i += DELETED_AT_ONCE) {
        const Delete = { Objects: all.slice(i, i + DELETED_AT_ONCE), Quiet: true };
        const { Errors = [] } = await ask((options) =>
          client.send(new DeleteObjectsCommand({ Bucket, Delete }), options),
        );
        const refused = Errors.find(({ Code }) => Code !== "NoSuchKey");
        if (refused) throw new LakeAway(new Error(refused.Code ?? "DeleteRefused"));
      }
    },

    async list(prefix, cursor) {
      if (prefix !== "") checkName(prefix.endsWith("/") ? prefix.slice(0, -1) : prefix);
      const command = new ListObjectsV2Command({
        Bucket,
        Prefix: prefix,
        ...(cursor !== undefined && { StartAfter: cursor }),
      });
      const page = await ask((options) => client.send(command, options));
      const names = (page.Contents ?? []).flatMap(({ Key }) => (Key === undefined ? [] : [Key]));
      return { names, cursor: page.IsTruncated ? (names.at(-1) ?? null) : null };
    },

    async tag(name, tags) {
      const TagSet = Object.entries(checkTags(tags)).map(([Key, Value]) => ({ Key, Value }));
      const command = new PutObjectTaggingCommand({ Bucket, Key: checkName(name), Tagging: { TagSet } });
      return (await absentIsNull(ask((options) => client.send(command, options)))) !== null;
    },

    async tags(name) {
      const command = new GetObjectTaggingCommand({ Bucket, Key: checkName(name) });
      const found = await absentIsNull(ask((options) => client.send(command, options)));
      return (
        found && Object.fromEntries((found.TagSet ?? []).map(({ Key = "", Value = "" }) => [Key, Value]))
      );
    },

    async setExpiry(rules) {
      const command = new GetBucketLifecycleConfigurationCommand({ Bucket });
      const found = await absentIsNull(ask((options) => client.send(command, options)));
      // the bucket's own people may have rules there, too
      const theirs = (found?.Rules ?? []).filter(({ ID }) => !isOwnRule(ID));
      const all = [...theirs, ...rules.map(ruleOf)];
      await ask((options) =>
        all.length === 0
          ? client.send(new DeleteBucketLifecycleCommand({ Bucket }), options)
          : client.send(
              new PutBucketLifecycleConfigurationCommand({
                Bucket,
                LifecycleConfiguration: { Rules: all },
              }),
              options,
            ),
      );
    },

    async expiry() {
      const command = new GetBucketLifecycleConfigurationCommand({ Bucket });
      const found = await absentIsNull(ask((options) => client.send(command, options)));
      return (found?.Rules ?? []).flatMap((rule) => (isOwnRule(rule.ID) ? (expiryOf(rule) ?? []) : []));
    },

    expire: async () => 0,
    close: async () => client.destroy(),
  };
}

function createClient(config: S3Config, patience: S3Patience): S3Client {
  const { endpoint, region, accessKeyId, secretAccessKey, forcePathStyle } = config;
  const settings: S3ClientConfig = {
    ...(endpoint !== null && { endpoint }),
    region,
    forcePathStyle,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: TRIES,
    // other stores than Amazon's do not know the newer checksums; ours is the MD5
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    requestHandler: {
      connectionTimeout: patience.connectMs,
      requestTimeout: patience.silenceMs,
      throwOnRequestTimeout: true,
      httpAgent: { keepAlive: true, maxSockets: SOCKETS },
      httpsAgent: { keepAlive: true, maxSockets: SOCKETS },
    },
  };
  const client = new S3Client(settings);
  // requests that must carry a checksum (deleting many, tags, rules) get the one that every store knows
  client.middlewareStack.add(
    (next) => async (args) => {
      const { request } = args as { request: { body?: unknown; headers: Record<string, string> } };
      const { body, headers } = request;
      if (typeof body === "string" && headers["content-md5"] === undefined) {
        for (const name of Object.keys(headers)) {
          if (/^x-amz-(checksum-|sdk-checksum-)/i.test(name)) delete headers[name];
        }
        headers["content-md5"] = createHash("md5").update(body).digest("base64");
      }
      return next(args);
    },
    { step: "build", priority: "low", name: "contentMd5" },
  );
  return client;
}
