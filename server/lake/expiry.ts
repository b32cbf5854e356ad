import type { LifecycleRule } from "@aws-sdk/client-s3";
import type { Expiry } from "./lake.ts";

const DAY_MS = 24 * 3_600_000;

const OWN = "presente-";
/** Whether a rule of a bucket is ours. @param id its name there */
export const isOwnRule = (id: string | undefined): boolean => id?.startsWith(OWN) ?? false;

/** An expiry as an S3 writes it. */
export function ruleOf({ prefix, tags = {}, days }: Expiry, index: number): LifecycleRule {
  const Tags = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
  return {
    ID: `${OWN}${index}`,
    Status: "Enabled",
    Filter: Tags.length > 0 ? { And: { Prefix: prefix, Tags } } : { Prefix: prefix },
    Expiration: { Days: days },
  };
}

/** @returns null for a rule of somebody else's kind */
export function expiryOf({ Filter, Prefix, Expiration }: LifecycleRule): Expiry | null {
  const prefix = Filter?.And?.Prefix ?? Filter?.Prefix ?? Prefix ?? "";
  const found = Filter?.And?.Tags ?? (Filter?.Tag ? [Filter.Tag] : []);
  if (Expiration?.Days === undefined) return null;
  const tags = Object.fromEntries(found.map(({ Key = "", Value = "" }) => [Key, Value]));
  return { prefix, ...(found.length > 0 && { tags }), days: Expiration.Days };
}

/** Whether an object has expired by one of the rules. @param since when it was written */
export const hasExpired = (
  rules: readonly Expiry[],
  object: { name: string; tags: Readonly<Record<string, string>>; since: Date },
  now: Date,
): boolean =>
  rules.some(
    ({ prefix, tags = {}, days }) =>
      object.name.startsWith(prefix) &&
      Object.entries(tags).every(([key, value]) => object.tags[key] === value) &&
      now.getTime() - object.since.getTime() >= days * DAY_MS,
  );
