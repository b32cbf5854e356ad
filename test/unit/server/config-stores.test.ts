import { randomBytes } from "node:crypto";
import { resolve } from "node:path";
import { inspect } from "node:util";
import { expect, test } from "vitest";
import { createConfig } from "../../../server/config.ts";
import { refusals } from "../../support/refusals.ts";

const production = { NODE_ENV: "production", RECOGNITION_MODEL: "omz-0095" };
const key = () => randomBytes(32).toString("base64");

test("production starts only once somebody has decided where the key-encryption key is", () => {
  expect(refusals(production)).toEqual([expect.stringMatching(/KEK_FILE.*KEK.*KEK_COMMAND/)]);
  const { kek } = createConfig({ ...production, KEK_FILE: "x/kek" });
  expect(kek).toEqual({ from: "file", path: resolve("x/kek") });
  expect(createConfig({ ...production, KEK_COMMAND: "kms" }).kek).toEqual({
    from: "command",
    command: "kms",
  });
});

test("to try it out a file in DATA_DIR is enough, which is made", () => {
  expect(createConfig({}).kek).toEqual({ from: "file", path: null });
});

test("keys in the environment are read, two versions of them, and are not shown when the configuration is", () => {
  const [first, second] = [key(), key()];
  const config = createConfig({ ...production, KEK: `${first}, ${second}` });
  expect(config.kek).toMatchObject({ from: "environment", keys: { length: 2 } });
  expect(inspect(config, { depth: 9 }) + JSON.stringify(config)).not.toContain(first.slice(0, 20));
});

test.each(["short", key().slice(4), `${key()},`, "=".repeat(43)])(
  "KEK=%j is refused, and not repeated",
  (KEK) => {
    const said = refusals({ ...production, KEK });
    expect(said).toHaveLength(1);
    expect(said[0]).toContain("32 bytes");
    expect(said[0]).not.toContain(KEK);
  },
);

test("one choice of a key excludes another", () => {
  expect(refusals({ KEK: key(), KEK_FILE: "kek" })).toEqual([expect.stringContaining("exclude")]);
});

const S3 = { S3_BUCKET: "photos", S3_ACCESS_KEY_ID: "a", S3_SECRET_ACCESS_KEY: "s" };

test("photos are kept in a folder until an S3 is named, and then it is named whole", () => {
  expect(createConfig({}).s3).toBeNull();
  expect(createConfig({ ...S3, S3_ENDPOINT: "https://s3.example.edu/" }).s3).toEqual({
    endpoint: "https://s3.example.edu",
    region: "us-east-1",
    bucket: "photos",
    accessKeyId: "a",
    secretAccessKey: "s",
    forcePathStyle: true,
  });
  expect(createConfig({ ...S3, S3_REGION: "eu-west-1" }).s3).toMatchObject({
    endpoint: null,
    forcePathStyle: false,
  });
});

test("what an S3 lacks is said by name", () => {
  expect(refusals({ S3_BUCKET: "photos" })).toEqual([
    expect.stringMatching(/S3_ACCESS_KEY_ID, S3_SECRET_ACCESS_KEY, S3_REGION \(or S3_ENDPOINT\) must be set/),
  ]);
  expect(refusals({ ...S3, S3_ENDPOINT: "s3.example.edu" })).toEqual([
    expect.stringContaining("S3_ENDPOINT must be an origin"),
  ]);
});
