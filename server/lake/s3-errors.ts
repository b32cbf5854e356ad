import type { S3Config } from "../config-stores.ts";

/** The store's word for what went wrong ("NoSuchKey"), or the connection's. Never the whole message: it may quote the request. */
export function s3Code(error: unknown): string {
  if (!(error instanceof Error)) return "Unknown";
  if (error.name !== "Error" || !("code" in error))
    return error.name === "Error" ? error.message : error.name;
  return String(error.code);
}

const statusOf = (error: unknown): number | undefined =>
  error instanceof Error && "$metadata" in error
    ? (error.$metadata as { httpStatusCode?: number }).httpStatusCode
    : undefined;

/** There is no such object (or, of rules, none at all). A missing bucket is something else. */
export const isAbsent = (error: unknown): boolean =>
  ["NoSuchKey", "NotFound", "NoSuchLifecycleConfiguration", "NoSuchTagSet", "NoSuchTagSetError"].includes(
    s3Code(error),
  );

/** A conditional put found the name taken, or lost a race for it. */
export const isTaken = (error: unknown): boolean =>
  ["PreconditionFailed", "ConditionalRequestConflict"].includes(s3Code(error)) || statusOf(error) === 412;

/** What to tell the person who starts the server; null: the store is away, and may be there later. */
export function s3Sentences(error: unknown, { endpoint, bucket, region }: S3Config): string[] | null {
  const where = `The S3 at ${endpoint ?? `Amazon (${region})`}`;
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error;
  switch (s3Code(cause)) {
    case "SignatureDoesNotMatch":
      return [`${where} refuses the secret.`, "Check S3_SECRET_ACCESS_KEY (and that the clock is right)."];
    case "InvalidAccessKeyId":
      return [`${where} does not know the key.`, "Check S3_ACCESS_KEY_ID."];
    case "RequestTimeTooSkewed":
      return [`${where} says that this machine's clock is wrong.`, "Set the clock."];
    case "AccessDenied":
    case "AllAccessDisabled":
      return [
        `${where} does not let this key use the bucket ${bucket}.`,
        "Give it the right to list, get, put, tag and delete objects in it.",
      ];
    case "NoSuchBucket":
      return [
        `${where} has no bucket ${bucket}.`,
        "Make it (private, without versions), or correct S3_BUCKET.",
      ];
    case "PermanentRedirect":
    case "AuthorizationHeaderMalformed":
    case "IllegalLocationConstraintException":
      return [`${where} says that the bucket ${bucket} is in another region.`, "Correct S3_REGION."];
    default:
      return null;
  }
}
