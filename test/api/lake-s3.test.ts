import { randomBytes } from "node:crypto";
import { existsSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { type AddressInfo, connect, createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import {
  GetBucketLifecycleConfigurationCommand,
  PutBucketLifecycleConfigurationCommand,
  S3Client,
} from "@aws-sdk/client-s3";
import { eq } from "drizzle-orm";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { blob } from "../../drizzle/schema.ts";
import type { S3Config } from "../../server/config-stores.ts";
import { createFolderLake } from "../../server/lake/folder.ts";
import { LakeAway } from "../../server/lake/lake.ts";
import { moveLake } from "../../server/lake/move.ts";
import { ownFrom } from "../../server/lake/owner.ts";
import { openS3Lake } from "../../server/lake/s3.ts";
import { Refusal } from "../../server/refusal.ts";
import { utf8 } from "../../shared/bytes.ts";
import { classroom, studentWithPhone, until } from "../support/classroom.ts";
import { lakeNames } from "../support/lake.ts";
import { blindShot } from "../support/shots.ts";
import { startProxy } from "../support/proxy.ts";
import { type Radosgw, s3Missing, startRadosgw } from "../support/radosgw.ts";
import { createTestServices } from "../support/services.ts";
import { lakeContract } from "./lake-contract.ts";

const missing = s3Missing();
if (missing !== null && process.env["REQUIRE_MODELS"] === "1") throw new Error(missing);
const reason = missing === null ? "" : ` [skipped: ${missing}]`;

describe.skipIf(missing !== null)(`the lake of an S3 bucket${reason}`, () => {
  let server: Radosgw;
  beforeAll(async () => {
    server = await startRadosgw();
  }, 180_000);
  afterAll(() => server?.close());

  describe("as any lake", () => {
    lakeContract(async () => {
      const lake = await openS3Lake(await server.bucket());
      return { lake, close: () => lake.close() };
    });
  });

  it("has the server delete what has expired, and nothing else", async () => {
    const lake = await openS3Lake(await server.bucket());
    for (const name of ["old/tagged", "old/plain", "new/tagged"]) await lake.put(name, utf8("x"));
    await lake.tag("old/tagged", { class: "retired" });
    await lake.tag("new/tagged", { class: "retired" });
    await lake.setExpiry([{ prefix: "old/", tags: { class: "retired" }, days: 1 }]);
    await until(async () => ((await lake.head("old/tagged")) === null ? true : null), 1000);
    expect((await lake.list("")).names).toEqual(["new/tagged", "old/plain"]);
    await lake.close();
  });

  it("leaves the rules of the bucket's own people as they are", async () => {
    const config = await server.bucket();
    const { endpoint, region, accessKeyId, secretAccessKey, bucket: Bucket } = config;
    const client = new S3Client({
      ...(endpoint !== null && { endpoint }),
      region,
      forcePathStyle: true,
      credentials: { accessKeyId, secretAccessKey },
    });
    const Rules = [
      { ID: "theirs", Status: "Enabled" as const, Filter: { Prefix: "logs/" }, Expiration: { Days: 3650 } },
    ];
    await client.send(
      new PutBucketLifecycleConfigurationCommand({ Bucket, LifecycleConfiguration: { Rules } }),
    );
    const lake = await openS3Lake(config);
    const ours = [{ prefix: "sealed/checkin/", days: 425 }];
    await lake.setExpiry(ours);
    expect(await lake.expiry()).toEqual(ours);
    await lake.setExpiry([]);
    const left = await client.send(new GetBucketLifecycleConfigurationCommand({ Bucket }));
    expect(left.Rules?.map(({ ID }) => ID)).toEqual(["theirs"]);
    client.destroy();
    await lake.close();
  });

  it.each<[string, Partial<S3Config>, RegExp]>([
    ["a wrong secret", { secretAccessKey: "another-secret" }, /refuses the secret.*S3_SECRET_ACCESS_KEY/s],
    ["a key that nobody has", { accessKeyId: "nobody" }, /does not know the key.*S3_ACCESS_KEY_ID/s],
    ["a bucket that is not there", { bucket: "not-there" }, /has no bucket not-there.*S3_BUCKET/s],
  ])("refuses to start with %s, and says what to do", async (_, wrong, said) => {
    const config = { ...(await server.bucket()), ...wrong };
    const refusal: unknown = await openS3Lake(config).catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(Refusal);
    expect(String(refusal)).toMatch(said);
    expect(String(refusal)).not.toContain(config.secretAccessKey);
  });

  it("shows nothing to whoever has no key", async () => {
    const config = await server.bucket();
    const lake = await openS3Lake(config);
    await lake.put("a/photo", utf8("a photo"));
    for (const path of ["", "/a/photo"]) {
      expect((await fetch(`${config.endpoint}/${config.bucket}${path}`)).status).toBe(403);
    }
    await lake.close();
  });

  it("is away while nobody answers or an answer never comes, calls nothing lost, and is there again after", async () => {
    const proxy = await startProxy(server.port);
    const patience = { connectMs: 500, silenceMs: 500, wholeMs: 3000 };
    const lake = await openS3Lake(await server.bucket(proxy.port), patience);
    await lake.put("kept", utf8("of before"));
    for (const state of ["cut", "held"] as const) {
      proxy.set(state);
      const asked = await Promise.allSettled([
        lake.get("kept"),
        lake.head("kept"),
        lake.get("none"),
        lake.put("new", utf8("x")),
        lake.list(""),
        lake.delete(["kept"]),
      ]);
      for (const one of asked) {
        expect(one.status === "rejected" && one.reason).toBeInstanceOf(LakeAway);
      }
      proxy.set("open");
      await lake.put("kept", utf8("of before"));
      expect(await lake.get("kept")).toEqual(Buffer.from("of before"));
      expect(await lake.get("none")).toBeNull();
    }
    await lake.close();
    await proxy.close();
  });

  it("has no part of an object whose sending broke off", async () => {
    const config = await server.bucket();
    const lake = await openS3Lake(config);
    const photo = randomBytes(400_000);
    for (const passes of [0, 500, 100_000, 399_000]) {
      // a wire that breaks after so many bytes
      const wire = createServer((near) => {
        const far = connect(server.port, "127.0.0.1");
        let passed = 0;
        near.on("data", (part: Buffer) => {
          passed += part.length;
          if (passed <= passes) far.write(part);
          else {
            far.destroy();
            near.destroy();
          }
        });
        far.on("data", (part: Buffer) => near.write(part));
        for (const socket of [near, far]) socket.on("error", () => {}).on("close", () => near.destroy());
      });
      await new Promise<void>((resolve) => wire.listen(0, "127.0.0.1", resolve));
      const { port } = wire.address() as AddressInfo;
      const patience = { connectMs: 1000, silenceMs: 1000, wholeMs: 5000 };
      const breaking = await openS3Lake({ ...config, endpoint: `http://127.0.0.1:${port}` }, patience);
      await expect(breaking.put(`broken/${passes}`, photo)).rejects.toBeInstanceOf(LakeAway);
      await breaking.close();
      await new Promise((resolve) => wire.close(resolve));
    }
    expect((await lake.list("")).names).toEqual([]);
    await lake.close();
  });

  it("takes over the photos of a folder and gives them back, also when it is broken off in between", async () => {
    const dir = await mkdtemp(join(tmpdir(), "presente-move-"));
    const [first, s3] = [await createFolderLake(join(dir, "a")), await openS3Lake(await server.bucket())];
    const names = Array.from({ length: 60 }, (_, i) => `sealed/checkin/${i % 7}/${i}`).toSorted();
    await Promise.all(names.map((name, i) => first.put(name, randomBytes(1000 + i))));
    await first.tag(names[0] ?? "", { class: "retired" });
    const stop = new AbortController();
    const broken = moveLake(first, s3, {
      signal: stop.signal,
      onProgress: ({ copied }) => {
        if (copied >= 20) stop.abort();
      },
    });
    await expect(broken).rejects.toThrow("aborted");
    const before = (await s3.list("")).names.length;
    expect(before).toBeGreaterThanOrEqual(20);
    expect(before).toBeLessThan(60);
    // the program runs meanwhile, and keeps one more photo
    await first.put("sealed/checkin/0/later", randomBytes(10));
    expect(await moveLake(first, s3)).toMatchObject({ copied: 61 - before, there: before });
    expect(await moveLake(first, s3)).toEqual({ copied: 0, there: 61, bytes: 0 });
    const back = await createFolderLake(join(dir, "b"));
    expect(await moveLake(s3, back)).toMatchObject({ copied: 61, there: 0 });
    for (const name of [...names, "sealed/checkin/0/later"]) {
      expect(await back.get(name)).toEqual(await first.get(name));
    }
    expect(await back.tags(names[0] ?? "")).toEqual({ class: "retired" });
    await ownFrom(s3, "another installation");
    await expect(moveLake(first, s3)).rejects.toBeInstanceOf(Refusal);
    await s3.close();
    await rm(dir, { recursive: true, force: true });
  });

  it("starts although the store is away at that moment", async () => {
    const config = { ...(await server.bucket()), endpoint: "http://127.0.0.1:9" };
    const lake = await openS3Lake(config, { connectMs: 500, silenceMs: 500, wholeMs: 2000 });
    await expect(lake.list("")).rejects.toBeInstanceOf(LakeAway);
    await lake.close();
  });

  it("keeps the photos of the whole program, and an outage is an answer for later", async () => {
    const proxy = await startProxy(server.port);
    const test = await createTestServices({ config: { s3: await server.bucket(proxy.port) } });
    const { person, phone } = await studentWithPhone(test);
    const { meeting } = await classroom(test, [person]);
    const shot = await blindShot();
    const sealed = await phone.seal(meeting.id, shot);
    proxy.set("cut");
    expect((await phone.sync(sealed)).results[0]).toMatchObject({ st: "pending" });
    const refused = await phone.put(shot.claim.photo.h, shot.jpeg, "image/jpeg");
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get("retry-after"))).toBeGreaterThan(0);
    proxy.set("open");
    expect((await phone.put(shot.claim.photo.h, shot.jpeg, "image/jpeg")).status).toBe(204);
    const [kept] = await test.services.db.select().from(blob).where(eq(blob.did, phone.did));
    expect(await lakeNames(test)).toEqual([kept?.lakeName]);
    expect(existsSync(join(test.services.config.dataDir, "photos"))).toBe(false);
    await test.close();
    await proxy.close();
  });
});
