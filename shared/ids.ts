import * as v from "valibot";

/** UUID in canonical lower-case text form (RFC 9562). */
export const Uuid = v.pipe(
  v.string(),
  v.regex(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/),
);

/** A text that a person wrote: trimmed, `min` to `max` characters; without the null character, which PostgreSQL cannot hold. */
export const written = (max: number, min = 1) =>
  v.pipe(
    v.string(),
    v.trim(),
    v.minLength(min),
    v.maxLength(max),
    v.check((text) => !text.includes("\u0000"), "a null character cannot be stored"),
  );

/** SHA-256 digest as base64url without padding: 43 characters. */
export const Sha256 = v.pipe(v.string(), v.regex(/^[A-Za-z0-9_-]{43}$/));

/** An instant as ISO 8601 with offset, as PostgreSQL and JSON carry it. */
export const Instant = v.pipe(v.string(), v.isoTimestamp());

/** Milliseconds since the Unix epoch, an integer. */
export const EpochMs = v.pipe(v.number(), v.safeInteger(), v.minValue(0));
